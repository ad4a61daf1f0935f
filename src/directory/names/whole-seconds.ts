/**
 * inWholeSeconds: tests of the times that 389 Directory Server sets, in whole seconds. It compares generalized times as
 * texts, so that `…21.5Z` comes before `…21Z` there. Active Directory writes its own `…21.0Z`.
 */
import { and, equal, greaterOrEqual, type LdapFilter, lessOrEqual, never, not } from '../../ldap/filter.ts'

type Leaf = Extract<LdapFilter, { readonly type: string }>

const inUtc = /^(\d{14})(?:\.(\d+))?Z$/

/** The same instants: what is stored has no fraction. */
export const inWholeSeconds = (filter: Leaf, end: 'Z' | '.0Z' = 'Z'): LdapFilter => {
  const [, digits, fraction = ''] = ('value' in filter && inUtc.exec(String(filter.value))) || []
  if (digits === undefined) return filter
  const { type } = filter
  const second = `${digits}${end}`
  const isBetween = /[1-9]/.test(fraction)
  if (filter.kind === 'less-or-equal') return lessOrEqual(type, second)
  if (filter.kind === 'equal') return isBetween ? never : equal(type, second)
  const from = greaterOrEqual(type, second)
  return isBetween ? and(from, not(equal(type, second))) : from
}
