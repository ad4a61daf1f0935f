/** setPassword: a person's password, hashed by the directory; a deactivated person stays locked. RFC 3062 */
import type { Directory } from '../directory/directory.ts'
import type { Entry } from '../ldap/entry.ts'
import type { LdapFilter } from '../ldap/filter.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { lockedForGood } from '../mapping/rules/active.ts'
import type { Resource } from '../scim/resource/resource.ts'

interface PasswordWrite {
  readonly entry: Pick<Entry, 'dn'>
  /** Holds the password, and whether the person is to be active. */
  readonly after: Resource
  readonly assertion?: LdapFilter
}

/**
 * slapd drops ppolicy's lock when the password changes. `by: value` sends both in one modify, for a directory that
 * hashes what it is given (olcPPolicyHashCleartext); `by: operation` locks again right after the operation.
 */
export const setPassword = async (directory: Directory, mapping: Mapping, write: PasswordWrite): Promise<void> => {
  const { password, lock } = mapping
  const value = write.after.password
  if (password === undefined || typeof value !== 'string') return
  const relock =
    lock !== undefined && write.after.active === false
      ? [{ operation: 'replace' as const, type: lock, values: [lockedForGood] }]
      : []
  if (password.by === 'value') {
    const modifications = [{ operation: 'replace' as const, type: password.type, values: [value] }, ...relock]
    await directory.change(write.entry.dn, { modifications }, { assertion: write.assertion, types: [] })
    return
  }
  await directory.setPassword(write.entry.dn, value)
  if (relock.length > 0) await directory.change(write.entry.dn, { modifications: relock }, { types: [] })
}
