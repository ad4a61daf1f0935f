/** pushMade: filters on what is made of several attribute types; it is nothing where an entry has none of them. */
import { or, present } from '../../ldap/filter.ts'
import type { Leaf } from '../mapping.ts'
import { atLeast, everything, type Pushdown } from '../pushdown.ts'
import type { Column } from '../values/column.ts'

export const pushMade = (leaf: Leaf, columns: readonly Column[]): Pushdown => {
  const isComputed = columns.some(({ description }) => description.noUserModification)
  if (leaf.kind === 'element' || isComputed) return everything
  const any = atLeast(or(...columns.map(({ type }) => present(type))))
  if (leaf.kind === 'present') return any
  const isNegative = leaf.value === null ? leaf.operator === 'eq' : leaf.operator === 'ne'
  return isNegative ? everything : any
}
