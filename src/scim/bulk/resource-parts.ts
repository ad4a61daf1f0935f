/** resourceParts: the attributes in the data of a creation or replacement that will be read. RFC 7643 §3, RFC 7644 §3.3 */
import { isJsonObject, type JsonObject } from '../resource/json-object.ts'
import type { Attribute } from '../schema/attribute.ts'
import { findAttribute } from '../schema/attribute.ts'
import { coreAttribute, extensionOf, type ResourceType } from '../schema/resource-type.ts'
import { mapMembers } from './map-strings.ts'

/** One attribute of the data. */
export interface ResourcePart {
  readonly attribute: Attribute
  /** As a PATCH path: `members`, `urn:…:User:manager`. */
  readonly path: string
}

/**
 * The data with the value of each attribute mapped. What `accept` ignores (readOnly and unknown attributes, among them
 * the `groups` of a user) stays as it is: a reference there is none, and holds nobody up.
 */
export const mapParts = (
  data: JsonObject,
  resourceType: ResourceType,
  map: (value: unknown, part: ResourcePart) => unknown,
): JsonObject =>
  mapMembers(data, (value, name) => {
    const attribute = coreAttribute(resourceType, name)
    if (attribute !== undefined) return isRead(attribute) ? map(value, { attribute, path: attribute.name }) : value
    const extension = extensionOf(resourceType, name)
    if (extension === undefined || !isJsonObject(value)) return value
    return mapMembers(value, (inner, innerName) => {
      const found = findAttribute(extension.attributes, innerName)
      if (found === undefined || !isRead(found)) return inner
      return map(inner, { attribute: found, path: `${extension.id}:${found.name}` })
    })
  })

const isRead = ({ mutability, name }: Attribute): boolean => mutability !== 'readOnly' && name !== 'schemas'
