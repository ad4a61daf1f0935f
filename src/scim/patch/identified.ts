/** isIdentified: lists whose elements are told apart by an immutable `value`, such as `members`. RFC 7643 §4.2 */
import type { ElementFilter } from '../filter/filter.ts'
import type { Attribute } from '../schema/attribute.ts'

/**
 * Nothing about such an element can be changed: it is there or it is not. So adding one that is there changes
 * nothing, whatever else is said about it, and removing one that is not, by its value, is no error: retries and
 * clients that know a group only in part stay simple. RFC 7644 §3.5.2.1, §3.5.2.2
 */
export const isIdentified = ({ multiValued, mutability, subAttributes = [] }: Attribute): boolean =>
  multiValued &&
  mutability === 'readWrite' &&
  subAttributes.some((part) => isIdentity(part) && part.mutability === 'immutable') &&
  subAttributes.every((part) => part.mutability === 'immutable' || part.mutability === 'readOnly')

/** `a` and `b` for `value eq "a" or value eq "b"`; undefined where the filter asks anything else. */
export function namedValues(filter: ElementFilter): readonly string[] | undefined {
  if (filter.kind === 'or') {
    const named = filter.filters.map(namedValues)
    return named.every((values) => values !== undefined) ? named.flat() : undefined
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || !isIdentity(filter.subAttribute)) return undefined
  return typeof filter.value === 'string' ? [filter.value] : undefined
}

/** A reference or a binary has more than one way to be equal: strings only. */
const isIdentity = ({ name, type, multiValued }: Attribute): boolean =>
  name === 'value' && type === 'string' && !multiValued
