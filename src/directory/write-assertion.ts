/** assertionOn, isEntry: what must still hold of an entry when a write to it arrives. RFC 4528 */
import { type Entry, textOf } from '../ldap/entry.ts'
import { and, equal, type LdapFilter } from '../ldap/filter.ts'

/** The write is for this very entry in this very state: not for another that took its DN, not over another's change. */
export const assertionOn = ({ attributes }: Entry): LdapFilter =>
  and(...held(attributes, 'entryUUID'), ...held(attributes, 'entryCSN'))

/** The write is for this very entry, in whatever state. */
export const isEntry = ({ attributes }: Entry): LdapFilter => and(...held(attributes, 'entryUUID'))

const held = (attributes: Entry['attributes'], type: string): readonly LdapFilter[] => {
  const value = textOf(attributes, type)
  return value === undefined ? [] : [equal(type, value)]
}
