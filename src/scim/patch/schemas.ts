/** checkSchemasChange: operations on `schemas`, which follows from the attributes that have values. RFC 7644 §3.5.2 */
import { invalidValue, mutability } from '../error.ts'
import { type PlacedAttribute, placedAttributes } from '../schema/placed-attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { currentValue, type Draft } from './draft.ts'
import type { PatchOperation } from './operation.ts'

export const isSchemas = ({ attribute, extension }: PlacedAttribute): boolean =>
  attribute.name === 'schemas' && extension === undefined

/**
 * A URN of the type may be added: attributes of its own bring it in. None that is in use can go by itself.
 * Throws 400 invalidValue for a URN that is none of the type's; mutability.
 */
export function checkSchemasChange(draft: Draft, op: PatchOperation['op'], json: unknown): void {
  if (op === 'remove') throw mutability('schemas follows from the attributes: remove those')
  const named = urnsIn(json, draft.resourceType)
  if (op === 'add') return
  const missing = urnsInUse(draft).find((id) => !named.has(id.toLowerCase()))
  if (missing !== undefined) throw mutability(`schemas cannot lack ${missing}, which is in use`)
}

function urnsIn(json: unknown, { name, schema, extensions }: ResourceType): ReadonlySet<string> {
  const known = new Set([schema, ...extensions.map((extension) => extension.schema)].map(({ id }) => id.toLowerCase()))
  const urns = Array.isArray(json) ? json : [json]
  const named = new Set(urns.map((each) => (typeof each === 'string' ? each.toLowerCase() : '')))
  if (![...named].every((each) => known.has(each))) throw invalidValue(`schemas names what is no schema of ${name}`)
  return named
}

const urnsInUse = (draft: Draft): readonly string[] => {
  const { resourceType } = draft
  const used = placedAttributes(resourceType).filter((placed) => currentValue(draft, placed) !== undefined)
  return [resourceType.schema.id, ...new Set(used.flatMap(({ extension }) => extension?.id ?? []))]
}
