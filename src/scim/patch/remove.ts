/** remove: one operation that takes values away. RFC 7644 §3.5.2.2 */

import type { Element } from '../resource/element-identity.ts'
import { isIdentified } from '../resource/element-identity.ts'
import { valueKey } from '../resource/equality.ts'
import type { ComplexValue, Value } from '../resource/resource.ts'
import type { Attribute } from '../schema/attribute.ts'
import { currentList, currentValue, type Draft, hasValue, listChanged, setValue, spend } from './draft.ts'
import { changeElements, type ElementList } from './elements.ts'
import { givenElements } from './given-elements.ts'
import { checkRemovable } from './mutability.ts'
import { mergeParts, type Writing } from './parts.ts'
import { type AttributeTarget, selectedKeys } from './target.ts'
import { unmatched } from './write-elements.ts'

/**
 * What has no value stays so. The RFC gives `value` no meaning here; clients that send it for a list mean these
 * elements, and taking all of them would empty a group. With one value or a value filter the path says what goes.
 * Throws 400 mutability; noTarget where a value filter selects nothing (Table 9), but not where it names by its value
 * a member that is none.
 */
export function remove(draft: Draft, target: AttributeTarget, json: unknown): void {
  if (target.placed.attribute.multiValued) removeElements(draft, target, json)
  else removeSingle(draft, target)
}

function removeElements(draft: Draft, target: AttributeTarget, json: unknown): void {
  const { placed, subAttribute, selection } = target
  if (subAttribute === undefined) checkRemovable(draft, placed)
  if (!hasValue(draft, placed) && selection === undefined) return
  const list = currentList(draft, placed)
  const isNamed = json !== undefined && selection === undefined && subAttribute === undefined
  const keys = isNamed ? namedKeys(draft, target, { list, json }) : selectedKeys(draft, list, selection)
  if (keys.size === 0 && selection !== undefined) {
    if (subAttribute === undefined && selection.values !== undefined) return
    if (selection.isOnly) return
    throw unmatched(placed)
  }
  const without = partRemoval({ draft, placed, op: 'remove' }, subAttribute)
  if (changeElements(list, keys, without)) listChanged(draft, placed, list)
}

function removeSingle(draft: Draft, { placed, subAttribute }: AttributeTarget): void {
  const held = currentValue(draft, placed)
  if (subAttribute === undefined) {
    checkRemovable(draft, placed)
    if (held !== undefined) setValue(draft, placed, undefined)
  } else if (held !== undefined) {
    setValue(draft, placed, partRemoval({ draft, placed, op: 'remove' }, subAttribute)(held as ComplexValue) as Value)
  }
}

const partRemoval =
  (writing: Writing, part: Attribute | undefined) =>
  (held: Element): Element | undefined =>
    part === undefined ? undefined : mergeParts(writing, held as ComplexValue, [[part, undefined]])

/** The elements that equal a given one in all that is given of it. */
function namedKeys(
  draft: Draft,
  { placed }: AttributeTarget,
  { list, json }: { readonly list: ElementList; readonly json: unknown },
): ReadonlySet<string> {
  const { attribute } = placed
  const items: readonly unknown[] = Array.isArray(json) ? json : [json]
  // Each for itself: nothing is assigned, so that several of those that go may be primary.
  const given = json === null ? [] : items.flatMap((item) => givenElements(placed, [item]))
  if (attribute.subAttributes === undefined || isIdentified(attribute)) {
    return new Set(given.map(list.keyOf).filter((key) => list.elements.has(key)))
  }
  const keys = new Set<string>()
  for (const wanted of given as readonly ComplexValue[]) {
    spend(draft, list.weight)
    const parts = attribute.subAttributes.filter(({ name }) => wanted[name] !== undefined)
    const restricted = { ...attribute, subAttributes: parts }
    const key = valueKey(restricted, wanted)
    for (const [held, element] of list.elements) {
      if (valueKey(restricted, element as Value) === key) keys.add(held)
    }
  }
  return keys
}
