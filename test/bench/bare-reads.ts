/** createBareReads: the searches behind one user, a list of users and a group, as the gateway makes them. */
import type { Entry } from 'ldapts'
import type { BareLdap } from './bare-ldap.ts'
import { groupOf, type Named, textOf, userOf } from './bare-mapping.ts'
import { groupsBaseOf, peopleBaseOf } from './content.ts'
import { shownTypes } from './shown-types.ts'

const person = '(objectClass=inetOrgPerson)(uid=*)(sn=*)'
const group = '(objectClass=groupOfNames)(cn=*)(member=*)'
const groupTypes = ['entryUUID', 'entryCSN', 'createTimestamp', 'modifyTimestamp', 'cn']

/** RFC 4515 §3 */
export const escaped = (value: string): string =>
  value.replace(/[\\*()\0]/g, (char) => `\\${char.charCodeAt(0).toString(16).padStart(2, '0')}`)

export type BareReads = ReturnType<typeof createBareReads>

export const createBareReads = (ldap: BareLdap, { suffix, url }: { readonly suffix: string; readonly url: string }) => {
  const [peopleBase, groupsBase] = [peopleBaseOf(suffix), groupsBaseOf(suffix)]
  let known: { readonly mark: string; readonly ids: readonly string[] } | undefined

  const findUsers = (terms: string, attributes: readonly string[] = shownTypes) =>
    ldap.search({ base: peopleBase, filter: `(&${person}${terms})`, attributes })
  const findGroups = (terms: string, attributes = groupTypes) =>
    ldap.search({ base: groupsBase, filter: `(&${group}${terms})`, attributes })

  /** Direct ones, and those that these are in. */
  const groupsOf = async (dn: string): Promise<readonly Named[]> => {
    const found = new Map<string, Named>()
    let level = [dn]
    while (level.length > 0) {
      const terms = level.map((each) => `(member=${escaped(each)})`).join('')
      const entries = await findGroups(level.length === 1 ? terms : `(|${terms})`, ['entryUUID', 'cn'])
      level = entries.filter((entry) => !found.has(entry.dn)).map((entry) => entry.dn)
      for (const entry of entries) found.set(entry.dn, namedOf(entry, 'cn'))
    }
    return [...found.values()]
  }

  const managersOf = async (entries: readonly Entry[]): Promise<ReadonlyMap<string, Named>> => {
    const dns = [...new Set(entries.flatMap(({ manager }) => textOf(manager) ?? []))]
    if (dns.length === 0) return new Map()
    const terms = dns.map((dn) => `(entryDN=${escaped(dn)})`).join('')
    const found = await findUsers(`(|${terms})`, ['entryUUID', 'displayName'])
    return new Map(found.map((entry) => [entry.dn, namedOf(entry, 'displayName')]))
  }

  const usersOf = async (entries: readonly Entry[], withGroups: boolean) => {
    const [managers, groups] = await Promise.all([
      managersOf(entries),
      withGroups ? Promise.all(entries.map(({ dn }) => groupsOf(dn))) : [],
    ])
    return entries.map((entry, n) => {
      const manager = managers.get(textOf(entry.manager) ?? '')
      const list = groups[n]
      return userOf(entry, { url, ...(manager && { manager }), ...(list && { groups: list }) })
    })
  }

  /** All of them, from the last scan where contextCSN has not moved since. */
  const allIds = async (): Promise<readonly string[]> => {
    const [root] = await ldap.search({
      base: suffix,
      scope: 'base',
      filter: '(objectClass=*)',
      attributes: ['contextCSN'],
    })
    const mark = `${root?.contextCSN}`
    if (known?.mark !== mark) known = { mark, ids: await ldap.scan(peopleBase, `(&${person})`, 'entryUUID') }
    return known.ids
  }

  return {
    ...{ findUsers, findGroups, usersOf, allIds },
    byIds: (ids: readonly string[]) => findUsers(`(|${ids.map((id) => `(entryUUID=${id})`).join('')})`),
    scanIds: () => ldap.scan(peopleBase, `(&${person})`, 'entryUUID'),
    groupOf: async (entry: Entry, withMembers: boolean) =>
      groupOf(entry, { url, ...(withMembers && { members: await ldap.memberIds(entry.dn) }) }),
  }
}

const namedOf = (entry: Entry, type: string): Named => ({
  id: textOf(entry.entryUUID) ?? '',
  name: textOf(entry[type]) ?? '',
})
