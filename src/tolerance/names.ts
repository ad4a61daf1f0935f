/** Names: what the members of a body or a path stand for, as the strict parser will see them. RFC 7643 §2.1, RFC 7644 §3.10 */
import { type Definitions, findDefinitions } from '../scim/path/find.ts'
import { type AttributeName, parseName } from '../scim/path/name.ts'
import type { JsonObject } from '../scim/resource/json-object.ts'
import type { Attribute } from '../scim/schema/attribute.ts'
import { placedByName } from '../scim/schema/placed-attribute.ts'
import { extensionOf, type ResourceType } from '../scim/schema/resource-type.ts'
import type { Schema } from '../scim/schema/schema.ts'

/** The key under which an object has that name in any case; undefined: none. */
export const keyOf = (json: JsonObject, name: string): string | undefined => {
  const wanted = name.toLowerCase()
  return Object.keys(json).find((key) => key.toLowerCase() === wanted)
}

/** By lower-case name: of a body, by name and by name with URN; of an object under an extension's URN, by name. */
export const attributesByName = (owner: ResourceType | Schema): ReadonlyMap<string, Attribute> =>
  remembered(owner, () => ('schema' in owner ? ofResourceType(owner) : byName(owner.attributes)))

export const subAttributesByName = (attribute: Attribute): ReadonlyMap<string, Attribute> =>
  remembered(attribute, () => byName(attribute.subAttributes ?? []))

export type PathTarget =
  | { readonly kind: 'extension'; readonly extension: Schema }
  | (Definitions & { readonly kind: 'attribute'; readonly isFiltered: boolean })

/** What the path of an operation selects; undefined where there is no such attribute. */
export const targetOf = (path: string, resourceType: ResourceType): PathTarget | undefined => {
  const extension = extensionOf(resourceType, path)
  if (extension !== undefined) return { kind: 'extension', extension }
  const parsed = pathIn(path)
  const found = parsed && findDefinitions(parsed, resourceType)
  return found && { kind: 'attribute', ...found, isFiltered: parsed.isFiltered }
}

/** What a path names, before and behind its filter; whether that is one, only the strict parser asks. */
export const pathIn = (path: string): (AttributeName & { readonly isFiltered: boolean }) | undefined => {
  const open = path.indexOf('[')
  if (open === -1) {
    const name = parseName(path)
    return name && { ...name, isFiltered: false }
  }
  const behind = path.slice(path.lastIndexOf(']') + 1)
  const name = parseName(path.slice(0, open) + (behind.startsWith('.') ? behind : ''))
  return name && { ...name, isFiltered: true }
}

const ofResourceType = (resourceType: ResourceType): ReadonlyMap<string, Attribute> =>
  new Map([...placedByName(resourceType)].map(([name, { attribute }]) => [name, attribute]))

const byName = (attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> =>
  new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]))

/** Definitions serve all requests. */
const known = new WeakMap<object, ReadonlyMap<string, Attribute>>()

const remembered = (key: object, make: () => ReadonlyMap<string, Attribute>): ReadonlyMap<string, Attribute> => {
  const found = known.get(key) ?? make()
  known.set(key, found)
  return found
}
