/** toLdaptsFilter: our filter as objects of ldapts; nothing is ever escaped or parsed on this way. RFC 4511 §4.5.1.7 */
import {
  AndFilter,
  EqualityFilter,
  ExtensibleFilter,
  type Filter,
  GreaterThanEqualsFilter,
  LessThanEqualsFilter,
  NotFilter,
  OrFilter,
  PresenceFilter,
  SubstringFilter,
} from 'ldapts'
import { bitAndRule, type LdapFilter } from '../../ldap/filter.ts'
import { unreachable } from '../../text/unreachable.ts'

export const toLdaptsFilter = (filter: LdapFilter): Filter => {
  switch (filter.kind) {
    // Not every server knows true and false as filters of no parts (RFC 4526): 389 Directory Server does not.
    case 'and':
      return filter.filters.length === 0 ? anything() : new AndFilter({ filters: filter.filters.map(toLdaptsFilter) })
    case 'or':
      return filter.filters.length === 0
        ? new NotFilter({ filter: anything() })
        : new OrFilter({ filters: filter.filters.map(toLdaptsFilter) })
    case 'not':
      return new NotFilter({ filter: toLdaptsFilter(filter.filter) })
    case 'present':
      return new PresenceFilter({ attribute: filter.type })
    case 'equal':
      return new EqualityFilter({ attribute: filter.type, value: filter.value })
    case 'equal-bytes':
      return new EqualityFilter({ attribute: filter.type, value: Buffer.from(filter.value) })
    case 'all-bits':
      return new ExtensibleFilter({ matchType: filter.type, rule: bitAndRule, value: String(filter.mask) })
    case 'greater-or-equal':
      return new GreaterThanEqualsFilter({ attribute: filter.type, value: filter.value })
    case 'less-or-equal':
      return new LessThanEqualsFilter({ attribute: filter.type, value: filter.value })
    case 'substring':
      return substring(filter)
    default:
      return unreachable(filter)
  }
}

/** Every entry has object classes. */
const anything = (): Filter => new PresenceFilter({ attribute: 'objectClass' })

/** A substring of nothing is no substring of RFC 4511; without any, the type has only to be there. */
const substring = ({ type, initial = '', any, final = '' }: LdapFilter & { readonly kind: 'substring' }): Filter => {
  const middle = any.filter((text) => text !== '')
  if (initial === '' && final === '' && middle.length === 0) return new PresenceFilter({ attribute: type })
  return new SubstringFilter({ attribute: type, initial, any: middle, final })
}
