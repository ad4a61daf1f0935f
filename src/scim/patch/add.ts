/** add: one operation that adds values to an attribute. RFC 7644 §3.5.2.1 */
import { acceptValue } from '../resource/accept-value.ts'
import type { Element } from '../resource/element-identity.ts'
import type { ComplexValue } from '../resource/resource.ts'
import { placedName } from '../schema/placed-attribute.ts'
import { currentList, currentValue, type Draft, listChanged, setValue } from './draft.ts'
import { putElement } from './elements.ts'
import { givenElements } from './given-elements.ts'
import { givenPart, givenParts, mergeParts } from './parts.ts'
import { settlePrimary } from './primary.ts'
import type { AttributeTarget } from './target.ts'
import { writeElements } from './write-elements.ts'

/** A value that is there already changes nothing, and neither does null. Throws 400 invalidValue, mutability, noTarget. */
export function add(draft: Draft, target: AttributeTarget, json: unknown): void {
  const { placed, subAttribute, selection } = target
  const { attribute } = placed
  if (attribute.multiValued && selection === undefined && subAttribute === undefined) addElements(draft, target, json)
  else if (attribute.multiValued) writeElements({ draft, placed, op: 'add' }, target, json)
  else if (attribute.type === 'complex') addParts(draft, target, json)
  else addSimple(draft, target, json)
}

function addElements(draft: Draft, { placed }: AttributeTarget, json: unknown): void {
  const elements = givenElements(placed, json)
  if (elements.length === 0) return
  const list = currentList(draft, placed)
  let isChanged = false
  for (const element of elements) isChanged = putElement(list, element) || isChanged
  const setPrimary = elements.filter((element) => typeof element === 'object' && element.primary === true)
  const written = setPrimary.map((element) => list.elements.get(list.keyOf(element)) as Element)
  isChanged = settlePrimary(draft, list, written) || isChanged
  if (isChanged) listChanged(draft, placed, list)
}

function addParts(draft: Draft, { placed, subAttribute }: AttributeTarget, json: unknown): void {
  if (subAttribute === undefined && json === null) return
  const given = subAttribute === undefined ? givenParts(placed, json) : givenPart(placed, subAttribute, json)
  const held = currentValue(draft, placed) as ComplexValue | undefined
  setValue(draft, placed, mergeParts({ draft, placed, op: 'add' }, held, given))
}

function addSimple(draft: Draft, { placed }: AttributeTarget, json: unknown): void {
  const value = acceptValue(placed.attribute, json, placedName(placed))
  if (value !== undefined) setValue(draft, placed, value)
}
