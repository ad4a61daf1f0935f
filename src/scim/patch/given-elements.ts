/** givenElements: the elements that a client gives for a multi-valued attribute. RFC 7643 §2.4, RFC 7644 §3.5.2.1 */
import { invalidValue } from '../error.ts'
import { acceptValue } from '../resource/accept-value.ts'
import type { Element } from '../resource/element-identity.ts'
import { isJsonObject } from '../resource/json-object.ts'
import { findAttribute } from '../schema/attribute.ts'
import { type PlacedAttribute, placedName } from '../schema/placed-attribute.ts'

/** An array or one element ("a new value is added"). Throws 400 invalidValue. */
export function givenElements(placed: PlacedAttribute, json: unknown): readonly Element[] {
  if (json === null) return []
  const items: readonly unknown[] = Array.isArray(json) ? json : [json]
  for (const item of items) checkSubstance(placed, item)
  return (acceptValue(placed.attribute, items, placedName(placed)) ?? []) as readonly Element[]
}

/** The one element that takes the place of those a value filter selects; undefined: null, and they go. */
export function givenElement(placed: PlacedAttribute, json: unknown): Element | undefined {
  if (json === null) return undefined
  checkSubstance(placed, json)
  return acceptValue({ ...placed.attribute, multiValued: false }, json, placedName(placed)) as Element | undefined
}

/**
 * Unknown sub-attributes are ignored, but an element of nothing else would count as none, and `[{"id": "…"}]` would
 * empty the list.
 */
function checkSubstance(placed: PlacedAttribute, item: unknown): void {
  if (!isJsonObject(item)) return
  const names = Object.keys(item)
  const isKnown = (name: string): boolean => {
    const part = findAttribute(placed.attribute.subAttributes, name)
    return part !== undefined && part.mutability !== 'readOnly'
  }
  if (names.length > 0 && placed.attribute.type === 'complex' && !names.some(isKnown)) {
    throw invalidValue(`An element of ${placedName(placed)} has none of the sub-attributes that it can be given`)
  }
}
