/** What tells the elements of a multi-valued attribute apart, and what becomes of two that are the same. RFC 7643 §2.4 */
import { kept } from '../kept-with.ts'
import type { Attribute } from '../schema/attribute.ts'
import { valueKey } from './equality.ts'
import type { ComplexValue, SimpleValue } from './resource.ts'

export type Element = SimpleValue | ComplexValue

/**
 * Lists whose elements are told apart by an immutable `value`, such as `members`. Nothing about such an element can be
 * changed: it is there or it is not. So adding one that is there changes nothing, whatever else is said about it, and
 * removing one that is not, by its value, is no error: retries and clients that know a group only in part stay simple.
 * RFC 7643 §4.2, RFC 7644 §3.5.2.1, §3.5.2.2
 */
export const isIdentified = ({ multiValued, mutability, subAttributes = [] }: Attribute): boolean =>
  multiValued &&
  mutability === 'readWrite' &&
  subAttributes.some((part) => isIdentity(part) && part.mutability === 'immutable') &&
  subAttributes.every((part) => part.mutability === 'immutable' || part.mutability === 'readOnly')

/** A reference or a binary has more than one way to be equal: strings only. */
export const isIdentity = ({ name, type, multiValued }: Attribute): boolean =>
  name === 'value' && type === 'string' && !multiValued

/**
 * Text that is the same for elements that are one: by `value` alone, by `value` and `type`, or by everything but
 * `primary`. Prepared once for all elements of an attribute.
 */
export const elementKeys = kept((attribute: Attribute): ((element: Element) => string) => {
  const { subAttributes } = attribute
  if (subAttributes === undefined) return (element) => valueKey(attribute, element)
  const restrictedTo = (isPart: (part: Attribute) => boolean): Attribute => ({
    ...attribute,
    subAttributes: subAttributes.filter(isPart),
  })
  const names = isIdentified(attribute) ? ['value'] : ['value', 'type']
  const identity = restrictedTo(({ name }) => names.includes(name))
  const whole = restrictedTo(({ name }) => name !== 'primary')
  return (element) => valueKey(typeof element === 'object' && element.value !== undefined ? identity : whole, element)
})

/**
 * One element of two that are the same: `held` with what `element` says beyond it, or otherwise. What identifies stays
 * as it is spelled, and what cannot be changed as it is. `held` itself where that changes nothing.
 */
export function united(attribute: Attribute, held: Element, element: Element): Element {
  if (typeof held !== 'object' || typeof element !== 'object') return held
  if (isIdentified(attribute) || valueKey(attribute, held) === valueKey(attribute, element)) return held
  const isKept = ({ name, mutability }: Attribute) =>
    name === 'value' || name === 'type' || mutability === 'immutable' || element[name] === undefined
  const parts = (attribute.subAttributes ?? []).filter((part) => !isKept(part))
  return { ...held, ...Object.fromEntries(parts.map(({ name }) => [name, element[name]])) }
}
