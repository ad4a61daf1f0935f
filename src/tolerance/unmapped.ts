/** Unmapped: attributes that RFC 7643 defines and this gateway has no place for. RFC 7643 §4 */
import { findDefinitions } from '../scim/path/find.ts'
import { groupResourceType, userResourceType } from '../scim/schema/core-resource-types.ts'
import { placedName } from '../scim/schema/placed-attribute.ts'
import { extensionOf, type ResourceType } from '../scim/schema/resource-type.ts'
import { pathIn } from './names.ts'

/**
 * The name of what a PATCH path points at, without its filter, where the RFC defines it and the type has it not;
 * undefined for all else: what is stored, and what nobody defines.
 */
export const unmappedName = (path: string, resourceType: ResourceType): string | undefined => {
  const standard = [userResourceType, groupResourceType].find(
    ({ schema }) => schema.id.toLowerCase() === resourceType.schema.id.toLowerCase(),
  )
  if (standard === undefined || extensionOf(resourceType, path) !== undefined) return undefined
  const whole = extensionOf(standard, path)
  if (whole !== undefined) return whole.id
  const parsed = pathIn(path)
  if (parsed === undefined || findDefinitions(parsed, resourceType) !== undefined) return undefined
  const found = findDefinitions(parsed, standard)
  return found && placedName({ attribute: found.attribute, extension: found.extension }, found.subAttribute)
}
