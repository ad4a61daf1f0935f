/** T14 unmappedPaths: PATCH operations on attributes of RFC 7643 that are not mapped are left out, and told. Entra ID, SailPoint */
import type { JsonObject } from '../../scim/resource/json-object.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import type { Context, Tolerance } from '../tolerance.ts'
import { unmappedName, unmappedShortName } from '../unmapped.ts'
import { untypedPath } from '../untyped-lists.ts'

/** Entra's default mappings would fail with it for ever. What nobody defines stays 400 invalidPath. RFC 7644 §3.5.2 */
const withoutUnmapped = (operation: JsonObject, { resourceType, ignore }: Context): readonly JsonObject[] => {
  const { path } = operation
  const name = typeof path === 'string' ? unmappedIn(path, resourceType) : undefined
  if (name !== undefined) {
    ignore(name)
    return []
  }
  return typeof path === 'string' ? withoutUnstored(operation, path, { resourceType, ignore }) : [operation]
}

const unmappedIn = (path: string, resourceType: ResourceType): string | undefined =>
  unmappedName(path, resourceType) ?? unmappedShortName(path, resourceType)

/** Tests of a value filter by a `type` or `primary` that this list has not. */
const withoutUnstored = (
  operation: JsonObject,
  path: string,
  { resourceType, ignore }: Context,
): readonly JsonObject[] => {
  const untyped = untypedPath(path, resourceType)
  if (untyped === undefined) return [operation]
  for (const name of untyped.ignored) ignore(name)
  if (untyped.path === undefined) return []
  return [{ ...operation, path: untyped.path, ...(untyped.isOnly && { only: true }) }]
}

/** An error would be hidden from whoever does not look at the header: off unless asked for. */
export const unmappedPaths: Tolerance = {
  id: 'T14',
  name: 'unmappedPaths',
  soften: { operation: withoutUnmapped },
}
