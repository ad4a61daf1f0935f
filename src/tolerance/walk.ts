/** walk: every value of a body with the definition of its attribute, rewritten. */
import { isJsonObject, type JsonObject } from '../scim/resource/json-object.ts'
import type { Attribute } from '../scim/schema/attribute.ts'
import { extensionOf, type ResourceType } from '../scim/schema/resource-type.ts'
import type { Schema } from '../scim/schema/schema.ts'
import { attributesByName, subAttributesByName } from './names.ts'
import type { Rewrites } from './tolerance.ts'

export type RewriteValue = NonNullable<Rewrites['value']>

/** Names that nobody knows keep their values. */
export const walkBody = (body: JsonObject, resourceType: ResourceType, rewrite: RewriteValue): JsonObject => {
  const names = attributesByName(resourceType)
  return mapMembers(body, (json, name) => {
    const extension = extensionOf(resourceType, name)
    if (extension !== undefined) return walkExtension(json, extension, rewrite)
    const attribute = names.get(name.toLowerCase())
    return attribute === undefined ? json : walkValue(json, { attribute, rewrite })
  })
}

export const walkExtension = (json: unknown, extension: Schema, rewrite: RewriteValue): unknown => {
  if (!isJsonObject(json)) return json
  const names = attributesByName(extension)
  return mapMembers(json, (given, name) => {
    const attribute = names.get(name.toLowerCase())
    return attribute === undefined ? given : walkValue(given, { attribute, rewrite })
  })
}

interface Walk {
  readonly attribute: Attribute
  readonly rewrite: RewriteValue
  /** Not the list but one of its elements. */
  readonly isElement?: boolean
}

export const walkValue = (json: unknown, walk: Walk): unknown => {
  const { attribute, rewrite, isElement = false } = walk
  const rewritten = rewrite(json, attribute, isElement)
  if (Array.isArray(rewritten)) {
    return attribute.multiValued && !isElement
      ? mapItems(rewritten, (item) => walkValue(item, { attribute, rewrite, isElement: true }))
      : rewritten
  }
  if (!isJsonObject(rewritten) || attribute.subAttributes === undefined) return rewritten
  const parts = subAttributesByName(attribute)
  return mapMembers(rewritten, (given, name) => {
    const part = parts.get(name.toLowerCase())
    return part === undefined ? given : walkValue(given, { attribute: part, rewrite })
  })
}

/** The object itself where nothing changes. `Object.fromEntries` takes `__proto__` for a name like any other. */
export const mapMembers = (json: JsonObject, change: (value: unknown, name: string) => unknown): JsonObject => {
  let changed: Map<string, unknown> | undefined
  for (const name of Object.keys(json)) {
    const next = change(json[name], name)
    if (next === json[name]) continue
    changed ??= new Map(Object.entries(json))
    changed.set(name, next)
  }
  return changed === undefined ? json : Object.fromEntries(changed)
}

const mapItems = (items: readonly unknown[], change: (item: unknown) => unknown): readonly unknown[] => {
  const changed = items.map(change)
  return changed.some((item, index) => item !== items[index]) ? changed : items
}
