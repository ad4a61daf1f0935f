/** checkRequirements: whether a patched resource still has all that its type requires. RFC 7644 §3.5.2.2, RFC 7643 §2.2 */
import { invalidValue, mutability, type ScimError } from '../error.ts'
import type { ComplexValue, Resource, Value } from '../resource/resource.ts'
import { valueAt } from '../resource/resource.ts'
import { type Attribute, isDemanded } from '../schema/attribute.ts'
import { type PlacedAttribute, placedAttributes, placedName } from '../schema/placed-attribute.ts'
import type { Draft } from './draft.ts'
import { atOperation } from './operation.ts'

/**
 * Asked once, after the last operation. Only what has changed is judged: what the directory holds incomplete may
 * stay so while something else is patched.
 * Throws 400 mutability where an operation took away what is required, invalidValue where it was never given.
 */
export function checkRequirements(draft: Draft, after: Resource): void {
  const { before, resourceType } = draft
  if (after === before) return
  for (const { schema, required } of resourceType.extensions) {
    if (required && after[schema.id] === undefined && before[schema.id] !== undefined) {
      throw mutability(`${schema.id} is required`)
    }
  }
  for (const placed of placedAttributes(resourceType)) {
    const { attribute, extension } = placed
    if (attribute.name === 'schemas' && extension === undefined) continue
    if (extension !== undefined && after[extension.id] === undefined) continue
    checkAttribute(draft, placed, {
      before: valueAt(before, attribute, extension),
      after: valueAt(after, attribute, extension),
    })
  }
}

interface Sides {
  readonly before: Value | undefined
  readonly after: Value | undefined
}

function checkAttribute(draft: Draft, placed: PlacedAttribute, { before, after }: Sides): void {
  const { attribute, extension } = placed
  if (after === undefined) {
    const isNewExtension = extension !== undefined && draft.before[extension.id] === undefined
    const isTaken = attribute.required && attribute.mutability !== 'readOnly' && before !== undefined
    if (isTaken || (isDemanded(attribute) && isNewExtension)) throw missing(draft, placed)
    return
  }
  if (after === before) return
  const old = new Set<unknown>(elementsOf(before))
  const changed = elementsOf(after).filter((element) => !old.has(element))
  for (const part of (attribute.subAttributes ?? []).filter(isDemanded)) {
    const wasMissing =
      !attribute.multiValued && before !== undefined && elementsOf(before)[0]?.[part.name] === undefined
    if (!wasMissing && changed.some((element) => element[part.name] === undefined)) throw missing(draft, placed, part)
  }
}

const missing = (draft: Draft, placed: PlacedAttribute, part?: Attribute): ScimError => {
  const name = placedName(placed, part)
  const operation = draft.unassigned.get(name)
  if (operation === undefined) return invalidValue(`${name} is required`)
  return atOperation(operation, () => {
    throw mutability(`${name} is required and would be left without a value`)
  })
}

/** Only asked of complex attributes: parts of anything else are not demanded. */
const elementsOf = (value: Value | undefined): readonly ComplexValue[] =>
  (value === undefined ? [] : Array.isArray(value) ? value : [value]) as readonly ComplexValue[]
