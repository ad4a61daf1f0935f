/** createBareWrites: the writes of the bare handler; what is sent is believed. */

import type { BareLdap } from './bare-ldap.ts'
import { type BareReads, escaped } from './bare-reads.ts'
import { peopleBaseOf } from './content.ts'

interface NewUser {
  readonly userName: string
  readonly displayName: string
  readonly title: string
  readonly name: { readonly familyName: string; readonly givenName: string }
  readonly emails: readonly { readonly value: string; readonly type: string }[]
}

export interface BulkBody {
  readonly Operations: readonly { readonly bulkId: string; readonly data: NewUser }[]
}

export interface PatchBody {
  readonly Operations: readonly { readonly op: string; readonly path: string; readonly value: unknown }[]
}

/** Operations of a Bulk request at a time. */
const together = 4
/** Ids in one filter. */
const perSearch = 100

export const createBareWrites = (ldap: BareLdap, reads: BareReads, suffix: string) => {
  const create = async (user: NewUser) => {
    const dn = `uid=${user.userName},${peopleBaseOf(suffix)}`
    const holders = await reads.findUsers(`(uid=${escaped(user.userName)})`, ['entryUUID'])
    if (holders.length > 0) throw new Error(`${user.userName} is there already`)
    const entry = await ldap.add(dn, attributesOf(user))
    return (await reads.usersOf([entry], true))[0]
  }

  /** DNs of people, whatever their order. */
  const dnsOf = async (ids: readonly string[]): Promise<string[]> => {
    const parts = Array.from({ length: Math.ceil(ids.length / perSearch) }, (_, n) =>
      ids.slice(n * perSearch, (n + 1) * perSearch),
    )
    const found = await Promise.all(
      parts.map((part) => reads.findUsers(`(|${part.map((id) => `(entryUUID=${id})`).join('')})`, ['entryUUID'])),
    )
    return found.flat().map(({ dn }) => dn)
  }

  return {
    create,
    bulk: async ({ Operations }: BulkBody) => {
      const results: { readonly bulkId: string; readonly status: string }[] = []
      const left = [...Operations].reverse()
      const work = async () => {
        for (let each = left.pop(); each !== undefined; each = left.pop()) {
          await create(each.data)
          results.push({ bulkId: each.bulkId, status: '201' })
        }
      }
      await Promise.all(Array.from({ length: together }, work))
      return results
    },
    /** `replace` of one simple attribute; undefined where there is nobody. */
    patchUser: async (id: string, { Operations: [operation] }: PatchBody) => {
      const [entry] = await reads.findUsers(`(entryUUID=${escaped(id)})`)
      if (entry === undefined || operation === undefined) return undefined
      return (await reads.usersOf([await ldap.replace(entry.dn, operation.path, `${operation.value}`)], true))[0]
    },
    /** Members added by a list, or removed one by one. */
    patchGroup: async (id: string, { Operations: operations }: PatchBody): Promise<void> => {
      const isAddition = operations[0]?.op === 'add'
      const ids = isAddition
        ? (operations[0] as { readonly value: readonly { readonly value: string }[] }).value.map(({ value }) => value)
        : operations.map(({ path }) => /"(.*)"/.exec(path)?.[1] ?? '')
      const [[group], members] = await Promise.all([reads.findGroups(`(entryUUID=${escaped(id)})`), dnsOf(ids)])
      if (group === undefined || members.length !== ids.length) throw new Error('a group or a member is not there')
      await ldap.change(group.dn, isAddition ? 'add' : 'delete', members)
    },
  }
}

const attributesOf = ({ userName, displayName, title, name, emails }: NewUser): Record<string, string[]> => ({
  objectClass: ['inetOrgPerson', 'scimUser'],
  uid: [userName],
  cn: [`${name.givenName} ${name.familyName}`],
  sn: [name.familyName],
  givenName: [name.givenName],
  displayName: [displayName],
  title: [title],
  mail: emails.map(({ value }) => value),
  scimEmail: emails.map(({ type, value }) => `type=${type};primary=true;value=${value}`),
})
