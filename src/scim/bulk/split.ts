/** splitData: a creation without references to what is not there yet, and the PATCH that adds them. RFC 7644 §3.7.1 */
import { isJsonObject, type JsonObject } from '../resource/json-object.ts'
import { urn } from '../urn.ts'
import { bulkIdIn } from './bulk-id.ts'
import { mapStrings } from './map-strings.ts'
import type { CreateOperation } from './operation.ts'
import { mapParts, type ResourcePart } from './resource-parts.ts'

export interface Split {
  /** What the resource is created from. */
  readonly data: JsonObject
  /** A PatchOp message, its references still to be substituted, for the resource once it is there. */
  readonly link: JsonObject
}

/** Whole values are left out: of a list the elements that name one of `bulkIds`, of anything else the attribute. */
export const splitData = ({ data, resourceType }: CreateOperation, bulkIds: ReadonlySet<string>): Split => {
  const links: JsonObject[] = []
  const kept = mapParts(data, resourceType, (value, { path }) => {
    const { stays, leaves } = divide(value, bulkIds)
    if (leaves !== undefined) links.push({ op: 'add', path, value: leaves })
    return stays
  })
  return { data: withoutUndefined(kept), link: { schemas: [urn.patchOp], Operations: links } }
}

/** The groups of references that cannot all be left out at first: of each, one must be there already. */
export interface Needs {
  /** Those that no part of can be left out: required attributes of one value. */
  readonly all: ReadonlySet<string>
  /** Required lists that hold nothing but references to `bulkIds`: the references in each of their elements. */
  readonly anyOf: readonly (readonly ReadonlySet<string>[])[]
}

/** What the creation needs of `bulkIds` before it can be carried out, as its attributes are required or not. */
export const needsOf = ({ data, resourceType }: CreateOperation, bulkIds: ReadonlySet<string>): Needs => {
  const all = new Set<string>()
  const anyOf: ReadonlySet<string>[][] = []
  const collect = (value: unknown, { attribute }: ResourcePart): unknown => {
    if (!attribute.required) return value
    if (!Array.isArray(value)) for (const bulkId of namedIn(value, bulkIds)) all.add(bulkId)
    else {
      const elements = value.filter((element) => element !== null).map((element) => namedIn(element, bulkIds))
      if (elements.length > 0 && elements.every(({ size }) => size > 0)) anyOf.push(elements)
    }
    return value
  }
  mapParts(data, resourceType, collect)
  return { all, anyOf }
}

const divide = (value: unknown, bulkIds: ReadonlySet<string>): { stays: unknown; leaves: unknown } => {
  if (!Array.isArray(value))
    return namedIn(value, bulkIds).size > 0 ? { stays: undefined, leaves: value } : { stays: value, leaves: undefined }
  const leaves = value.filter((element) => namedIn(element, bulkIds).size > 0)
  if (leaves.length === 0) return { stays: value, leaves: undefined }
  const stays = value.filter((element) => namedIn(element, bulkIds).size === 0)
  return { stays: stays.length === 0 ? undefined : stays, leaves }
}

const namedIn = (value: unknown, bulkIds: ReadonlySet<string>): ReadonlySet<string> => {
  const found = new Set<string>()
  mapStrings(value, (text) => {
    const bulkId = bulkIdIn(text)
    if (bulkId !== undefined && bulkIds.has(bulkId)) found.add(bulkId)
    return undefined
  })
  return found
}

/** At the top, and in the extensions below it. */
const withoutUndefined = (json: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(json)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, isJsonObject(value) ? withoutUndefined(value) : value]),
  )
