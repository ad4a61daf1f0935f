/** T14 unmappedPaths: PATCH operations on attributes of RFC 7643 that are not mapped are left out, and told. Entra ID, SailPoint */
import type { JsonObject } from '../../scim/resource/json-object.ts'
import type { Context, Tolerance } from '../tolerance.ts'
import { unmappedName } from '../unmapped.ts'

/** Entra's default mappings would fail with it for ever. What nobody defines stays 400 invalidPath. RFC 7644 §3.5.2 */
const withoutUnmapped = (operation: JsonObject, { resourceType, ignore }: Context): readonly JsonObject[] => {
  const { path } = operation
  const name = typeof path === 'string' ? unmappedName(path, resourceType) : undefined
  if (name === undefined) return [operation]
  ignore(name)
  return []
}

/** An error would be hidden from whoever does not look at the header: off unless asked for. */
export const unmappedPaths: Tolerance = {
  id: 'T14',
  name: 'unmappedPaths',
  soften: { operation: withoutUnmapped },
}
