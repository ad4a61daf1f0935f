/** The options under `protected`: entries that clients may not write. docs/protected-entries.md */
import * as v from 'valibot'
import { protectedEntry } from '../mapping/declaration/protected-entry.ts'
import { type Finding, found } from './finding.ts'
import { nearest } from './nearest.ts'
import { flag, texts } from './values.ts'

export const protectedEntries = v.optional(
  v.strictObject(
    { find: flag(true), entries: v.optional(texts), allow: v.optional(texts) },
    'expected options below it',
  ),
  {} as never,
)

export interface ProtectedConfig {
  /** DNs, and filters. */
  readonly entries: readonly string[]
  /** Whether the server's own configuration is looked at. */
  readonly find: boolean
  /** Names of clients. */
  readonly allow: readonly string[]
}

interface Given {
  readonly protected: v.InferOutput<typeof protectedEntries>
  readonly clients: readonly { readonly name: string }[]
}

export const checkProtected = ({ protected: { entries = [], allow = [] }, clients }: Given): readonly Finding[] => {
  const names = clients.map(({ name }) => name)
  return [
    ...entries.flatMap((entry, index) =>
      found(
        protectedEntry(entry) === undefined,
        ['protected', 'entries', index],
        'expected a distinguished name, such as cn=admins,ou=groups,dc=example,dc=com, or an LDAP filter in parentheses',
      ),
    ),
    ...allow.flatMap((name, index) => {
      const near = nearest(name, names)
      const advice = near === undefined ? '' : `; did you mean ${near}?`
      return found(!names.includes(name), ['protected', 'allow', index], `there is no client of this name${advice}`)
    }),
  ]
}

/** Where a kind of server marks who has power, what finds them. */
const marked: Readonly<Record<string, string>> = {
  activeDirectory: '(adminCount=1)',
  freeIpa: '(&(objectClass=ipaUserGroup)(cn=admins))',
  lldap: '(&(objectClass=groupOfUniqueNames)(|(cn=lldap_admin)(cn=lldap_password_manager)))',
}

export const protectedConfig = (settings: Pick<Given, 'protected'> & { readonly preset: string }): ProtectedConfig => {
  const { entries = [], find, allow = [] } = settings.protected
  const mark = find ? marked[settings.preset] : undefined
  return { find, allow, entries: [...entries, ...(mark === undefined ? [] : [mark])] }
}
