/** unknownNames: what a body names and its resource type has not. RFC 7643 §3.3, RFC 7644 §3.3 */
import { isJsonObject, type JsonObject } from '../scim/resource/json-object.ts'
import type { Attribute } from '../scim/schema/attribute.ts'
import { extensionOf, type ResourceType } from '../scim/schema/resource-type.ts'
import { attributesByName, subAttributesByName } from './names.ts'

/** Which of the unknown count; `part` is the name of a sub-attribute, where it is one. */
export type Counted = (json: unknown, part?: string) => boolean

/** Those with a value, which is lost. RFC 7643 §2.5 */
export const withValue: Counted = (json) => json !== null && json !== '' && !(Array.isArray(json) && json.length === 0)

/** All but those that every element may have, such as the `display` of a member in RFC 7644 §3.5.2. RFC 7643 §2.4 */
export const undefinedAnywhere: Counted = (_, part) => part === undefined || !defaultParts.has(part.toLowerCase())

const defaultParts: ReadonlySet<string> = new Set(['type', 'primary', 'display', 'value', '$ref'])

/** Each name once, as the client spells it: `nickName`, `urn:…:User:division`, `members.display`. */
export const unknownNames = (body: JsonObject, resourceType: ResourceType, counts: Counted): ReadonlySet<string> => {
  const found = new Set<string>()
  const collect = collector(found, counts)
  const names = attributesByName(resourceType)
  for (const [name, json] of Object.entries(body)) {
    const extension = extensionOf(resourceType, name)
    if (extension === undefined) collect({ name, json, attribute: names.get(name.toLowerCase()) })
    else if (isJsonObject(json)) {
      const inside = attributesByName(extension)
      for (const [key, value] of Object.entries(json)) {
        collect({ name: `${extension.id}:${key}`, json: value, attribute: inside.get(key.toLowerCase()) })
      }
    }
  }
  return found
}

/** In the value of one attribute. */
export const unknownParts = (json: unknown, attribute: Attribute, counts: Counted): ReadonlySet<string> => {
  const found = new Set<string>()
  collector(found, counts)({ name: attribute.name, json, attribute })
  return found
}

interface Given {
  readonly name: string
  readonly json: unknown
  readonly attribute: Attribute | undefined
}

const collector =
  (found: Set<string>, counts: Counted) =>
  ({ name, json, attribute }: Given): void => {
    if (attribute === undefined) {
      if (counts(json)) found.add(name)
      return
    }
    // What is the server's own is ignored whatever is in it.
    if (attribute.subAttributes === undefined || attribute.mutability === 'readOnly') return
    const parts = subAttributesByName(attribute)
    for (const element of Array.isArray(json) ? json : [json]) {
      if (!isJsonObject(element)) continue
      for (const [key, value] of Object.entries(element)) {
        if (!parts.has(key.toLowerCase()) && counts(value, key)) found.add(`${name}.${key}`)
      }
    }
  }
