/** dump: what a directory holds, as rootdn sees it by a plain LDAP client of its own. */
import type { Client, Entry } from 'ldapts'
import type { Openldap } from '../support/openldap.ts'
import type { Stored } from './history.ts'

/** What one row made: names of another one begin otherwise. */
export const dump = async (ldap: Openldap, prefix: string): Promise<Stored> => {
  const admin = await ldap.admin()
  try {
    const people = await entriesBelow(admin, `ou=people,${ldap.suffix}`, `(uid=${prefix}*)`)
    const groups = await entriesBelow(admin, `ou=groups,${ldap.suffix}`, `(cn=${prefix}*)`)
    return storedIn(people, groups)
  } finally {
    await admin.unbind()
  }
}

const entriesBelow = async (admin: Client, base: string, filter: string): Promise<readonly Entry[]> =>
  (await admin.search(base, { scope: 'sub', filter, paged: { pageSize: 500 } })).searchEntries

const storedIn = (people: readonly Entry[], groups: readonly Entry[]): Stored => {
  const byName = Map.groupBy(people, (entry) => textOf(entry, 'uid')?.toLowerCase() ?? '')
  const members = new Map(groups.map((group) => [textOf(group, 'cn'), new Set(textsOf(group, 'member').map(nameIn))]))
  return {
    value: (register) => {
      if (register.kind === 'life' && register.name !== 'entry') {
        return members.get(register.entry)?.has(register.name) ? 'there' : undefined
      }
      const [entry] = byName.get(register.entry) ?? []
      if (register.kind === 'life' && members.has(register.entry)) return 'there'
      return register.kind === 'life' ? entry && 'there' : entry && textOf(entry, register.name)
    },
    duplicates: [...byName].flatMap(([name, entries]) => (entries.length > 1 ? [name] : [])),
  }
}

const textsOf = (entry: Entry, type: string): readonly string[] => [entry[type] ?? []].flat().map(String)
const textOf = (entry: Entry, type: string): string | undefined => textsOf(entry, type)[0]
/** Names here have no characters that a DN would escape. */
const nameIn = (dn: string): string => /^uid=([^,]+)/i.exec(dn)?.[1] ?? dn
