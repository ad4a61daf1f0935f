/** amongOptions: filters on attribute types that rows name with options, such as `description;lang-de`. RFC 4512 §2.5.2 */
import type { LdapFilter } from '../../ldap/filter.ts'
import type { Leaf, Rule } from '../mapping.ts'
import { atLeast, everything, type Pushdown } from '../pushdown.ts'

/**
 * A filter item without options finds values with options, too, and one with some finds those with more. What SCIM shows
 * has exactly the options of its row: of such types the directory's answer is a superset, and its negation is none.
 */
export const amongOptions = <Row extends { readonly rule: Rule }>(rows: readonly Row[]): readonly Row[] => {
  const described = new Set(rows.flatMap(({ rule }) => rule.types.filter((type) => type.includes(';')).map(baseOf)))
  if (described.size === 0) return rows
  return rows.map((row) =>
    row.rule.types.some((type) => described.has(baseOf(type))) ? { ...row, rule: loose(row.rule) } : row,
  )
}

const baseOf = (type: string): string => type.toLowerCase().replace(/;.*/, '')

const loose = (rule: Rule): Rule => ({
  ...rule,
  ...(rule.forClient && { forClient: (client: string) => loose(rule.forClient?.(client) ?? rule) }),
  pushdown: (leaf, known): Pushdown => {
    const { filter } = rule.pushdown(leaf, known)
    return isNegative(leaf) || negates(filter) ? everything : atLeast(filter)
  },
})

const isNegative = (leaf: Leaf): boolean =>
  leaf.kind === 'compare' && (leaf.operator === 'ne' || (leaf.operator === 'eq' && leaf.value === null))

const negates = (filter: LdapFilter): boolean => {
  if (filter.kind === 'not') return true
  return 'filters' in filter && filter.filters.some(negates)
}
