/** assignmentsIn: the attributes that a value without a path, or for a whole extension, speaks of. RFC 7644 §3.5.2.1 */
import { invalidValue } from '../error.ts'
import { givenTwice } from '../resource/accept-value.ts'
import { isJsonObject, type JsonObject } from '../resource/json-object.ts'
import { type PlacedAttribute, placedByName, placedName } from '../schema/placed-attribute.ts'
import { extensionOf, type ResourceType } from '../schema/resource-type.ts'
import type { Schema } from '../schema/schema.ts'

export interface Assignment {
  readonly placed: PlacedAttribute
  readonly json: unknown
}

/**
 * In the client's order; names may carry their URN, extensions are objects under theirs. As in every body, unknown
 * attributes are ignored, and `meta`: RFC 7643 §3.1. Throws 400 invalidValue.
 */
export function assignmentsIn(resourceType: ResourceType, json: unknown): readonly Assignment[] {
  if (!isJsonObject(json)) throw invalidValue('A value without a path takes an object with attributes')
  const assignments = Object.entries(json).flatMap(([name, given]) => {
    const extension = extensionOf(resourceType, name)
    return extension === undefined ? assigned(resourceType, name, given) : inExtension(extension, given)
  })
  return eachOnce(assignments)
}

/** null: every attribute of it. Throws 400 invalidValue. */
export const assignmentsOf = (extension: Schema, json: unknown): readonly Assignment[] =>
  eachOnce(inExtension(extension, json))

/** Every attribute of the extension that is not the server's own, to be removed. */
export const wholeExtension = (extension: Schema): readonly PlacedAttribute[] =>
  extension.attributes
    .filter(({ mutability }) => mutability !== 'readOnly')
    .map((attribute) => ({ attribute, extension }))

function inExtension(extension: Schema, json: unknown): readonly Assignment[] {
  if (json === null) return wholeExtension(extension).map((placed) => ({ placed, json: null }))
  if (!isJsonObject(json)) throw invalidValue(`${extension.id} takes an object`)
  const names = new Map(extension.attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]))
  return Object.entries(json satisfies JsonObject).flatMap(([name, given]) => {
    const attribute = names.get(name.toLowerCase())
    return attribute === undefined ? [] : [{ placed: { attribute, extension }, json: given }]
  })
}

const assigned = (resourceType: ResourceType, name: string, json: unknown): readonly Assignment[] => {
  const placed = placedByName(resourceType).get(name.toLowerCase())
  return placed === undefined || isMeta(placed) ? [] : [{ placed, json }]
}

const isMeta = ({ attribute, extension }: PlacedAttribute): boolean =>
  attribute.name === 'meta' && extension === undefined

function eachOnce(assignments: readonly Assignment[]): readonly Assignment[] {
  const seen = new Set<string>()
  for (const { placed } of assignments) {
    const name = placedName(placed)
    if (seen.has(name)) throw givenTwice(name)
    seen.add(name)
  }
  return assignments
}
