/** unknownNames: what a body names and its resource type has not. RFC 7643 §3.3, RFC 7644 §3.3 */
import { isJsonObject, type JsonObject } from '../scim/resource/json-object.ts'
import type { Attribute } from '../scim/schema/attribute.ts'
import { extensionOf, type ResourceType } from '../scim/schema/resource-type.ts'
import { attributesByName, subAttributesByName } from './names.ts'

/** Each name once, as the client spells it: `nickName`, `urn:…:User:division`, `members.display`. What is unassigned is not told. */
export const unknownNames = (body: JsonObject, resourceType: ResourceType): ReadonlySet<string> => {
  const found = new Set<string>()
  const names = attributesByName(resourceType)
  for (const [name, json] of Object.entries(body)) {
    const extension = extensionOf(resourceType, name)
    if (extension === undefined) collect(found, { name, json, attribute: names.get(name.toLowerCase()) })
    else if (isJsonObject(json)) {
      const inside = attributesByName(extension)
      for (const [key, value] of Object.entries(json)) {
        collect(found, { name: `${extension.id}:${key}`, json: value, attribute: inside.get(key.toLowerCase()) })
      }
    }
  }
  return found
}

/** In the value of one attribute. */
export const unknownParts = (json: unknown, attribute: Attribute, name: string): ReadonlySet<string> => {
  const found = new Set<string>()
  collect(found, { name, json, attribute })
  return found
}

interface Given {
  readonly name: string
  readonly json: unknown
  readonly attribute: Attribute | undefined
}

const collect = (found: Set<string>, { name, json, attribute }: Given): void => {
  if (attribute === undefined) {
    if (!isUnassigned(json)) found.add(name)
    return
  }
  // What is the server's own is ignored whatever is in it.
  if (attribute.subAttributes === undefined || attribute.mutability === 'readOnly') return
  const parts = subAttributesByName(attribute)
  for (const element of Array.isArray(json) ? json : [json]) {
    if (!isJsonObject(element)) continue
    for (const [key, value] of Object.entries(element)) {
      if (!parts.has(key.toLowerCase()) && !isUnassigned(value)) found.add(`${name}.${key}`)
    }
  }
}

/** RFC 7643 §2.5 */
const isUnassigned = (json: unknown): boolean =>
  json === null || json === '' || (Array.isArray(json) && json.length === 0)
