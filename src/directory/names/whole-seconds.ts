/**
 * inWholeSeconds: tests of the times that 389 Directory Server sets, in whole seconds. It compares generalized times as
 * texts, so that `…21.5Z` comes before `…21Z` there.
 */
import { and, equal, greaterOrEqual, type LdapFilter, lessOrEqual, never, not } from '../../ldap/filter.ts'

type Leaf = Extract<LdapFilter, { readonly type: string }>

const withFraction = /^(\d{14})\.(\d+)Z$/

/** The same instants: what is stored has no fraction. */
export const inWholeSeconds = (filter: Leaf): LdapFilter => {
  const [, digits, fraction = ''] = ('value' in filter && withFraction.exec(String(filter.value))) || []
  if (digits === undefined) return filter
  const { type } = filter
  const second = `${digits}Z`
  const isBetween = /[1-9]/.test(fraction)
  if (filter.kind === 'less-or-equal') return lessOrEqual(type, second)
  if (filter.kind === 'equal') return isBetween ? never : equal(type, second)
  const from = greaterOrEqual(type, second)
  return isBetween ? and(from, not(equal(type, second))) : from
}
