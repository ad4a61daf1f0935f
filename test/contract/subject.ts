/** Subject: an implementation of the port under test, and what the parts of its contract share. */
import { type Directory, DirectoryError } from '../../src/directory/directory.ts'
import { childOf, type Dn } from '../../src/ldap/dn.ts'
import type { AttributeValues, Entry } from '../../src/ldap/entry.ts'
import type { LdapFilter } from '../../src/ldap/filter.ts'

export interface Subject {
  readonly directory: Directory
  /** An entry below which the suite may do what it likes. */
  readonly base: Dn
  /** Called after each test: nothing may be left in use. */
  expectIdle?(): void
  stop(): Promise<void>
}

export const attributes = (given: Readonly<Record<string, readonly (string | Uint8Array)[]>>): AttributeValues =>
  new Map(Object.entries(given))

export const person = (uid: string, more: Readonly<Record<string, readonly (string | Uint8Array)[]>> = {}) =>
  attributes({ objectClass: ['inetOrgPerson'], uid: [uid], cn: [uid], sn: [uid], ...more })

/** Active Directory names people by `cn` and by nothing else. */
export const namingType = (base: Dn): 'uid' | 'cn' => (/,DC=ad,/i.test(base) ? 'cn' : 'uid')

export const personDn = (base: Dn, uid: string): Dn => childOf(base, [{ type: namingType(base), value: uid }])
export const equal = (type: string, value: string): LdapFilter => ({ kind: 'equal', type, value })

export const codeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'success',
    (error: unknown) => (error instanceof DirectoryError ? error.code : error),
  )

export const collect = async (pages: AsyncIterable<readonly Entry[]>): Promise<readonly Entry[]> => {
  const all: Entry[] = []
  for await (const page of pages) all.push(...page)
  return all
}
