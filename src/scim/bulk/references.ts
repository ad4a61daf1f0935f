/** References: which bulkIds an operation names, and what it says once they are ids. RFC 7644 §3.7.2 */
import { conflict } from '../error.ts'
import { quoted } from '../path/name.ts'
import { isJsonObject, type JsonObject } from '../resource/json-object.ts'
import { bulkIdIn, type IdOf, mapLiterals } from './bulk-id.ts'
import { mapItems, mapMembers, mapStrings, type Replace } from './map-strings.ts'
import type { BulkOperation } from './operation.ts'
import { mapParts } from './resource-parts.ts'

/** Every bulkId that must be an id before the operation can be carried out, in its path or anywhere in its data. */
export const referencesIn = (operation: BulkOperation): ReadonlySet<string> => {
  const found = new Set<string>()
  mapOperation(operation, (text) => {
    const bulkId = bulkIdIn(text)
    if (bulkId !== undefined) found.add(bulkId)
    return undefined
  })
  return found
}

/** The operation with ids in place of references. @throws 409 for one that stands for nothing that was created */
export const substitute = <T extends BulkOperation>(operation: T, idOf: IdOf): T =>
  mapOperation(operation, substitution(idOf))

/** The same for a PATCH body alone, as `splitData` makes one. */
export const substituteInPatch = (data: JsonObject, idOf: IdOf): JsonObject => mapPatch(data, substitution(idOf))

const substitution =
  (idOf: IdOf): Replace =>
  (text) => {
    const bulkId = bulkIdIn(text)
    if (bulkId === undefined) return undefined
    const id = idOf(bulkId)
    if (id === undefined)
      throw conflict(`No operation of this request created a resource under bulkId ${quoted(bulkId)}`)
    return id
  }

/** Each string that may be a reference: the id in the path, values in the data, literals in the filters of PATCH paths. */
export const mapOperation = <T extends BulkOperation>(operation: T, replace: Replace): T => {
  if (operation.kind === 'refused') return operation
  const id = 'id' in operation ? { id: replace(operation.id) ?? operation.id } : {}
  return { ...operation, ...id, ...('data' in operation ? { data: mapData(operation, replace) } : {}) }
}

const mapData = (operation: Extract<BulkOperation, { data: JsonObject }>, replace: Replace): JsonObject =>
  operation.kind === 'patch'
    ? mapPatch(operation.data, replace)
    : mapParts(operation.data, operation.resourceType, (value) => mapStrings(value, replace))

/** `path` is the one string of a PatchOp message that is a filter's text and no value; names ignore case. */
const mapPatch = (data: JsonObject, replace: Replace): JsonObject =>
  mapMembers(data, (value, name) => {
    if (name.toLowerCase() !== 'operations' || !Array.isArray(value)) return mapStrings(value, replace)
    return mapItems(value, (item) => (isJsonObject(item) ? mapChange(item, replace) : item))
  })

const mapChange = (change: JsonObject, replace: Replace): JsonObject =>
  mapMembers(change, (value, name) =>
    name.toLowerCase() === 'path' && typeof value === 'string'
      ? mapLiterals(value, replace)
      : mapStrings(value, replace),
  )
