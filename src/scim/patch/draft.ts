/** Draft: a resource while the operations of one PATCH are applied to it, one after the other. RFC 7644 §3.5.2 */
import { tooMany } from '../error.ts'
import { type Resource, type Value, valueAt, withValue } from '../resource/resource.ts'
import type { Attribute } from '../schema/attribute.ts'
import { type PlacedAttribute, placedName } from '../schema/placed-attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { type ElementList, listElements, listValue } from './elements.ts'

/** The only thing here that changes; `before` does not. What no operation touches is never copied. */
export interface Draft {
  readonly before: Resource
  readonly resourceType: ResourceType
  readonly touched: Map<string, Touched>
  /** Names that an operation left without value, and which one did. */
  readonly unassigned: Map<string, number>
  /** The operation that is being applied, counted from 0. */
  operation: number
  /** Comparisons that are left; see `spend`. */
  allowance: number
}

interface Touched {
  readonly placed: PlacedAttribute
  readonly value: Value | undefined
  /** Where it is there it is what counts, if it has changed. */
  readonly list?: ElementList
  readonly isChanged: boolean
}

export const openDraft = (before: Resource, resourceType: ResourceType): Draft => ({
  before,
  resourceType,
  touched: new Map(),
  unassigned: new Map(),
  operation: 0,
  allowance: 10_000_000,
})

/** `before` itself where nothing has changed; `schemas` names exactly the schemas with values. RFC 7643 §3 */
export function closeDraft(draft: Draft): Resource {
  let after = draft.before
  for (const { placed } of draft.touched.values()) {
    const value = currentValue(draft, placed)
    if (value === valueAt(draft.before, placed.attribute, placed.extension)) continue
    after = withValue(after, placed.attribute, placed.extension, value)
  }
  if (after === draft.before) return after
  const { schema, extensions } = draft.resourceType
  const present = extensions.map((extension) => extension.schema.id).filter((id) => after[id] !== undefined)
  return { ...after, schemas: [schema.id, ...present] }
}

export function currentValue({ touched, before }: Draft, placed: PlacedAttribute): Value | undefined {
  const found = touched.get(placedName(placed))
  if (found === undefined) return valueAt(before, placed.attribute, placed.extension)
  return found.list !== undefined && found.isChanged ? listValue(found.list) : found.value
}

/** Without copying the elements of a list. */
export function hasValue({ touched, before }: Draft, placed: PlacedAttribute): boolean {
  const found = touched.get(placedName(placed))
  if (found === undefined) return valueAt(before, placed.attribute, placed.extension) !== undefined
  return found.list !== undefined && found.isChanged ? found.list.elements.size > 0 : found.value !== undefined
}

export function setValue(draft: Draft, placed: PlacedAttribute, value: Value | undefined): void {
  if (value === undefined && hasValue(draft, placed)) noteUnassigned(draft, placed)
  draft.touched.set(placedName(placed), { placed, value, isChanged: true })
}

/** The elements of a list, keyed at the first operation that asks. What changes them says so with `listChanged`. */
export function currentList(draft: Draft, placed: PlacedAttribute): ElementList {
  const found = draft.touched.get(placedName(placed))
  if (found?.list !== undefined) return found.list
  const value = currentValue(draft, placed)
  const list = listElements(placed.attribute, value)
  draft.allowance += list.weight * looksAtAll
  draft.touched.set(placedName(placed), { placed, value, list, isChanged: false })
  return list
}

export function listChanged(draft: Draft, placed: PlacedAttribute, list: ElementList): void {
  if (list.elements.size === 0) noteUnassigned(draft, placed)
  draft.touched.set(placedName(placed), { placed, value: undefined, list, isChanged: true })
}

export const noteUnassigned = (draft: Draft, placed: PlacedAttribute, subAttribute?: Attribute): void => {
  draft.unassigned.set(placedName(placed, subAttribute), draft.operation)
}

/** However large a list is, a PATCH may look at all of it this often. */
const looksAtAll = 4

/**
 * Pays for comparisons. Nothing else bounds operations that look at every element, by a value filter or the elements
 * that a removal names: operations times elements, with long values.
 * @throws 400 tooMany
 */
export const spend = (draft: Draft, steps: number): void => {
  draft.allowance -= steps
  if (draft.allowance < 0) throw tooMany('Too many comparisons: send fewer operations at a time')
}
