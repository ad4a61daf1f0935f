/** T10 unqualifiedNames: `manager` and `Department` without the URN of their extension. Entra ID, Postman collections */
import { isJsonObject, type JsonObject } from '../../scim/resource/json-object.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import type { Schema } from '../../scim/schema/schema.ts'
import { type Piece, scanFilter, withPieces } from '../filter-text.ts'
import { attributesByName, keyOf } from '../names.ts'
import type { Tolerance } from '../tolerance.ts'

/** Cases of letters are the strict parser's: RFC 7643 §2.1. The only extension that has the name, where no core attribute has. */
const ownerOf = (name: string, resourceType: ResourceType): Schema | undefined => {
  const key = name.toLowerCase()
  if (attributesByName(resourceType).has(key)) return undefined
  const owners = resourceType.extensions.filter(({ schema }) => attributesByName(schema).has(key))
  return owners.length === 1 ? owners[0]?.schema : undefined
}

/** Where the extension says something else itself, that counts, and the other stays to be told as unknown. */
const moved = (body: JsonObject, resourceType: ResourceType): JsonObject => {
  const extensions = new Map<string, JsonObject>()
  // Looked for once: a body may spell one name in thousands of ways.
  const keys = new Map(resourceType.extensions.map(({ schema }) => [schema, keyOf(body, schema.id) ?? schema.id]))
  const rest: [string, unknown][] = []
  for (const [name, json] of Object.entries(body)) {
    const owner = ownerOf(name, resourceType)
    const key = owner && keys.get(owner)
    const held = key === undefined ? undefined : (extensions.get(key) ?? body[key] ?? {})
    if (key === undefined || !isJsonObject(held) || keyOf(held, name) !== undefined) rest.push([name, json])
    else if (!isNothing(json)) extensions.set(key, { ...held, [name]: json })
  }
  return Object.fromEntries([...rest, ...extensions])
}

const isNothing = (json: unknown): boolean => json === '' || (Array.isArray(json) && json.length === 0)

const qualified = (text: string, resourceTypes: readonly ResourceType[]): string => {
  const [name = ''] = text.split('.', 1)
  if (text.includes(':')) return text
  const key = name.toLowerCase()
  if (resourceTypes.some((resourceType) => attributesByName(resourceType).has(key))) return text
  const owners = resourceTypes.flatMap((resourceType) => ownerOf(name, resourceType) ?? [])
  return owners[0] === undefined ? text : `${owners[0].id}:${text}`
}

const inFilter = (filter: string, resourceTypes: readonly ResourceType[]): string => {
  const { tests, owners } = scanFilter(filter)
  const names: readonly Piece[] = [
    ...owners,
    ...tests.filter(({ owner }) => owner === undefined).map(({ name }) => name),
  ]
  return withPieces(
    filter,
    names.map((name) => ({ ...name, text: qualified(name.text, resourceTypes) })),
  )
}

const inPath = (path: string, resourceType: ResourceType): string => {
  const bracket = path.indexOf('[')
  const name = bracket === -1 ? path : path.slice(0, bracket)
  return qualified(name, [resourceType]) + path.slice(name.length)
}

export const unqualifiedNames: Tolerance = {
  id: 'T10',
  name: 'unqualifiedNames',
  soften: {
    body: (body, { resourceType }) =>
      Object.keys(body).some((name) => ownerOf(name, resourceType) !== undefined) ? moved(body, resourceType) : body,
    filter: inFilter,
    path: (path, { resourceType }) => inPath(path, resourceType),
  },
}
