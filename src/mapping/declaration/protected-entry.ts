/** protectedEntry: what an operator lists as protected: an entry by its DN, or entries by a filter. RFC 4514, RFC 4515 */
import { isDn } from '../../ldap/dn.ts'
import type { LdapFilter } from '../../ldap/filter.ts'
import { InvalidFilter, parseFilter } from '../../ldap/parse-filter.ts'

export type ProtectedEntry =
  | { readonly kind: 'dn'; readonly dn: string }
  | { readonly kind: 'filter'; readonly filter: LdapFilter }

/** undefined: it is neither. A DN never begins with a parenthesis. */
export const protectedEntry = (text: string): ProtectedEntry | undefined => {
  if (!text.trimStart().startsWith('(')) return isDn(text) && text.trim() !== '' ? { kind: 'dn', dn: text } : undefined
  try {
    return { kind: 'filter', filter: parseFilter(text) }
  } catch (error) {
    if (error instanceof InvalidFilter) return undefined
    throw error
  }
}
