/** Pushdown: an LDAP filter that matches a superset of what a SCIM filter matches. */
import { always, and, type LdapFilter, never, not, or } from '../ldap/filter.ts'

export interface Pushdown {
  readonly filter: LdapFilter
  /** The LDAP filter matches neither more nor less; only then may it be negated. */
  readonly exact: boolean
}

export const exactly = (filter: LdapFilter): Pushdown => ({ filter, exact: true })
export const atLeast = (filter: LdapFilter): Pushdown => ({ filter, exact: false })
export const everything: Pushdown = atLeast(always)
export const nothing: Pushdown = exactly(never)

export const bothOf = (pushdowns: readonly Pushdown[]): Pushdown => ({
  filter: and(...pushdowns.map(({ filter }) => filter)),
  exact: pushdowns.every(({ exact }) => exact),
})

export const eitherOf = (pushdowns: readonly Pushdown[]): Pushdown => ({
  filter: or(...pushdowns.map(({ filter }) => filter)),
  exact: pushdowns.every(({ exact }) => exact),
})

/** The complement of a superset would lose matches: then the whole subtree is a candidate. */
export const negationOf = ({ filter, exact }: Pushdown): Pushdown => (exact ? exactly(not(filter)) : everything)
