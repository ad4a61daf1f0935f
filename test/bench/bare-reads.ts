/** createBareReads: the searches behind one user, a list of users and a group, as the gateway makes them. */
import type { Entry } from 'ldapts'
import type { AlongControl } from './along-control.ts'
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

  const findUsers = (terms: string, attributes: readonly string[] = shownTypes, control?: AlongControl) =>
    ldap.search({ base: peopleBase, filter: `(&${person}${terms})`, attributes, ...(control && { control }) })
  const findGroups = (terms: string, attributes = groupTypes) =>
    ldap.search({ base: groupsBase, filter: `(&${group}${terms})`, attributes })

  /** Of each person, by a search each; whether these groups are in others is asked once for all of them. */
  const groupsOf = async (dns: readonly string[]): Promise<readonly (readonly Named[])[]> => {
    const found = await Promise.all(dns.map((dn) => findGroups(`(member=${escaped(dn)})`, ['entryUUID', 'cn'])))
    const groups = [...new Set(found.flat().map(({ dn }) => dn))]
    if (groups.length > 0) {
      const above = await findGroups(`(|${groups.map((dn) => `(member=${escaped(dn)})`).join('')})`, ['1.1'])
      if (above.length > 0) throw new Error('a group is in another one, which this handler does not follow')
    }
    return found.map((entries) => entries.map((entry) => namedOf(entry, 'cn')))
  }

  const managersOf = async (entries: readonly Entry[]): Promise<ReadonlyMap<string, Named>> => {
    const dns = [...new Set(entries.flatMap(({ manager }) => textOf(manager) ?? []))]
    if (dns.length === 0) return new Map()
    const terms = dns.map((dn) => `(entryDN=${escaped(dn)})`).join('')
    const found = await findUsers(`(|${terms})`, ['entryUUID', 'displayName'])
    return new Map(found.map((entry) => [entry.dn, namedOf(entry, 'displayName')]))
  }

  /** Of what `findUsers` has found; `along`: the control that went with it. */
  const usersOf = async (entries: readonly Entry[], withGroups: boolean, along?: AlongControl) => {
    const [managers, groups] = await Promise.all([
      along?.managers ?? managersOf(entries),
      withGroups ? groupsOf(entries.map(({ dn }) => dn)) : [],
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
