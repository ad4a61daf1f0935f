/** namedValues: the members that a value filter names. RFC 7643 §4.2, RFC 7644 §3.5.2.2 */
import type { ElementFilter } from '../filter/filter.ts'
import { isIdentity } from '../resource/element-identity.ts'

/** `a` and `b` for `value eq "a" or value eq "b"`; undefined where the filter asks anything else. */
export function namedValues(filter: ElementFilter): readonly string[] | undefined {
  if (filter.kind === 'or') {
    const named = filter.filters.map(namedValues)
    return named.every((values) => values !== undefined) ? named.flat() : undefined
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || !isIdentity(filter.subAttribute)) return undefined
  return typeof filter.value === 'string' ? [filter.value] : undefined
}
