/** Unmapped: attributes that RFC 7643 defines and this gateway has no place for. RFC 7643 §4 */
import { findDefinitions } from '../scim/path/find.ts'
import { findAttribute } from '../scim/schema/attribute.ts'
import { groupResourceType, userResourceType } from '../scim/schema/core-resource-types.ts'
import { placedName } from '../scim/schema/placed-attribute.ts'
import { extensionOf, type ResourceType } from '../scim/schema/resource-type.ts'
import type { Schema } from '../scim/schema/schema.ts'
import { pathIn } from './names.ts'

/**
 * The name of what a PATCH path points at, without its filter, where the RFC defines it and the type has it not;
 * undefined for all else: what is stored, and what nobody defines.
 */
export const unmappedName = (path: string, resourceType: ResourceType): string | undefined => {
  const standard = standardOf(resourceType)
  if (standard === undefined || extensionOf(resourceType, path) !== undefined) return undefined
  const whole = extensionOf(standard, path)
  if (whole !== undefined) return whole.id
  const parsed = pathIn(path)
  if (parsed === undefined || findDefinitions(parsed, resourceType) !== undefined) return undefined
  const found = findDefinitions(parsed, standard)
  return found && placedName({ attribute: found.attribute, extension: found.extension }, found.subAttribute)
}

/** The type of RFC 7643 §4 that this one is a part of. */
export const standardOf = (resourceType: ResourceType): ResourceType | undefined =>
  [userResourceType, groupResourceType].find(
    ({ schema }) => schema.id.toLowerCase() === resourceType.schema.id.toLowerCase(),
  )

/** The same of `manager` without its URN, which T10 cannot give it where no extension here has it. */
export const unmappedShortName = (path: string, resourceType: ResourceType): string | undefined => {
  const parsed = pathIn(path)
  if (parsed === undefined || parsed.urn !== undefined) return undefined
  const has = (schema: Schema) => findAttribute(schema.attributes, parsed.attribute) !== undefined
  if ([resourceType.schema, ...resourceType.extensions.map(({ schema }) => schema)].some(has)) return undefined
  const owners = (standardOf(resourceType)?.extensions ?? []).filter(({ schema }) => has(schema))
  const [owner] = owners
  return owner && unmappedName(`${owner.schema.id}:${path}`, resourceType)
}
