/** describedElement: the element that a value filter of equalities describes. */
import type { ElementFilter } from '../filter/filter.ts'
import { isIdentified } from '../resource/element-identity.ts'
import type { ComplexValue, SimpleValue } from '../resource/resource.ts'
import type { Attribute } from '../schema/attribute.ts'

/**
 * `{ type: "work", primary: true }` for `type eq "work" and primary eq true`. undefined where the filter asks anything
 * else, one name twice, or what nobody can set; and of lists such as `members`, where a filter names who is there and
 * makes nobody a member.
 */
export const describedElement = (attribute: Attribute, filter: ElementFilter): ComplexValue | undefined => {
  if (attribute.type !== 'complex' || isIdentified(attribute)) return undefined
  const parts = equalities(filter)
  if (parts === undefined || new Set(parts.map(([name]) => name)).size < parts.length) return undefined
  return Object.fromEntries(parts)
}

const equalities = (filter: ElementFilter): readonly (readonly [string, SimpleValue])[] | undefined => {
  if (filter.kind === 'and') {
    const parts = filter.filters.map(equalities)
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.value === null) return undefined
  const { subAttribute, value } = filter
  return subAttribute.mutability === 'readOnly' ? undefined : [[subAttribute.name, value]]
}
