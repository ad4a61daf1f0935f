/** replace: one operation that puts values in the place of others. RFC 7644 §3.5.2.3 */
import { acceptValue } from '../resource/accept-value.ts'
import type { Element } from '../resource/element-identity.ts'
import { isIdentified } from '../resource/element-identity.ts'
import type { ComplexValue, Value } from '../resource/resource.ts'
import { placedName } from '../schema/placed-attribute.ts'
import { currentList, currentValue, type Draft, listChanged, setValue } from './draft.ts'
import { type ElementList, listElements, putElement } from './elements.ts'
import { givenElements } from './given-elements.ts'
import { checkRemovable } from './mutability.ts'
import { givenPart, givenParts, mergeParts } from './parts.ts'
import type { AttributeTarget } from './target.ts'
import { writeElements } from './write-elements.ts'

/**
 * What has no value is added; null and the empty list remove. Of one complex value only the given parts are replaced.
 * Throws 400 invalidValue, mutability, noTarget.
 */
export function replace(draft: Draft, target: AttributeTarget, json: unknown): void {
  const { placed, subAttribute, selection } = target
  const { attribute } = placed
  if (attribute.multiValued && selection === undefined && subAttribute === undefined) replaceList(draft, target, json)
  else if (attribute.multiValued) writeElements({ draft, placed, op: 'replace' }, target, json)
  else if (attribute.type === 'complex') replaceParts(draft, target, json)
  else replaceWhole(draft, target, acceptValue(attribute, json, placedName(placed)))
}

function replaceList(draft: Draft, { placed }: AttributeTarget, json: unknown): void {
  const given = givenElements(placed, json)
  const old = currentList(draft, placed)
  if (given.length === 0 && old.elements.size > 0) checkRemovable(draft, placed)
  const list = isIdentified(placed.attribute)
    ? identifiedElements(old, given)
    : listElements(placed.attribute, given as unknown as Value)
  const isSame =
    list.elements.size === old.elements.size &&
    [...list.elements].every(([key, element]) => old.elements.get(key) === element)
  if (!isSame) listChanged(draft, placed, list)
}

/** One that stays is the one that was there: nothing else about it could change. */
function identifiedElements(old: ElementList, given: readonly Element[]): ElementList {
  const list = listElements(old.attribute, undefined)
  for (const element of given) putElement(list, old.elements.get(old.keyOf(element)) ?? element)
  return list
}

function replaceParts(draft: Draft, { placed, subAttribute }: AttributeTarget, json: unknown): void {
  if (subAttribute === undefined && json === null) {
    replaceWhole(draft, { placed }, undefined)
    return
  }
  const given = subAttribute === undefined ? givenParts(placed, json) : givenPart(placed, subAttribute, json)
  const held = currentValue(draft, placed) as ComplexValue | undefined
  setValue(draft, placed, mergeParts({ draft, placed, op: 'replace' }, held, given))
}

function replaceWhole(draft: Draft, { placed }: Pick<AttributeTarget, 'placed'>, value: Value | undefined): void {
  if (value === undefined) checkRemovable(draft, placed)
  setValue(draft, placed, value)
}
