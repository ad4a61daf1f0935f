/** mapStrings: JSON with its strings replaced. RFC 8259 */
import { isJsonObject, type JsonObject } from '../resource/json-object.ts'

/** undefined: stays as it is. */
export type Replace = (text: string) => string | undefined

/** The same value where nothing is replaced, so that large lists are not copied in vain. Names are left alone. */
export const mapStrings = (json: unknown, replace: Replace): unknown => {
  if (typeof json === 'string') return replace(json) ?? json
  if (Array.isArray(json)) return mapItems(json, (item) => mapStrings(item, replace))
  return isJsonObject(json) ? mapMembers(json, (value) => mapStrings(value, replace)) : json
}

/** Through `Object.fromEntries`, so that `__proto__` is a name like any other. */
export const mapMembers = (json: JsonObject, map: (value: unknown, name: string) => unknown): JsonObject => {
  const entries = Object.entries(json)
  const mapped = entries.map(([name, value]) => [name, map(value, name)] as const)
  return mapped.every(([, value], at) => value === entries[at]?.[1]) ? json : Object.fromEntries(mapped)
}

export const mapItems = (list: readonly unknown[], map: (item: unknown) => unknown): readonly unknown[] => {
  const mapped = list.map(map)
  return mapped.every((item, at) => item === list[at]) ? list : mapped
}
