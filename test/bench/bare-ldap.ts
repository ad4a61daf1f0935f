/** openBareLdap: a few ldapts clients in turn, and the requests that the bare handler makes over them. */
import { Attribute, Change, Client, type Control, type Entry } from 'ldapts'
import { DerefControl } from '../../src/directory/ldapts/controls/deref.ts'
import { PostReadControl } from '../../src/directory/ldapts/controls/post-read.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { type Entry as OurEntry, textOf } from '../../src/ldap/entry.ts'
import type { Facts } from './facts.ts'
import { shownTypes } from './shown-types.ts'

/** As many as the gateway shares. */
const clientCount = 4

export interface Search {
  readonly base: string
  readonly filter: string
  readonly attributes: readonly string[]
  readonly scope?: 'base' | 'sub'
  readonly control?: Control
}

export type BareLdap = Awaited<ReturnType<typeof openBareLdap>>

export const openBareLdap = async ({ ldapUrl, bindDn, password }: Facts) => {
  const open = async () => {
    const client = new Client({ url: ldapUrl, timeout: 60_000, strictDN: false })
    await client.bind(bindDn, password)
    return client
  }
  const clients = await Promise.all(Array.from({ length: clientCount }, open))
  let turn = 0
  const next = (): Client => clients[(turn++ >>> 0) % clients.length] as Client

  return {
    search: async ({ base, filter, attributes, scope = 'sub', control }: Search): Promise<readonly Entry[]> => {
      const options = { scope, filter, attributes: [...attributes], explicitBufferAttributes: ['jpegPhoto'] }
      return (await next().search(base, options, control)).searchEntries
    },
    /** One type of all that a filter finds, in pages; in order, as the gateway has them. */
    scan: async (base: string, filter: string, type: string): Promise<string[]> => {
      const values: string[] = []
      const options = { filter, attributes: [type], paged: { pageSize: 1_000 } }
      for await (const { searchEntries } of next().searchPaginated(base, options))
        for (const entry of searchEntries) values.push(String(entry[type]))
      return values.sort()
    },
    add: async (dn: string, attributes: Record<string, string[]>): Promise<Entry> => {
      const postRead = new PostReadControl(shownTypes)
      await next().add(dn, attributes, postRead)
      return asLdaptsEntry(postRead.entry)
    },
    replace: async (dn: string, type: string, value: string): Promise<Entry> => {
      const postRead = new PostReadControl(shownTypes)
      const modification = new Attribute({ type, values: [value] })
      await next().modify(dn, new Change({ operation: 'replace', modification }), postRead)
      return asLdaptsEntry(postRead.entry)
    },
    change: async (dn: string, operation: 'add' | 'delete', members: string[]): Promise<void> => {
      const modification = new Attribute({ type: 'member', values: members })
      await next().modify(dn, new Change({ operation, modification }))
    },
    /** Ids of the members of a group, by the dereference control. */
    memberIds: async (dn: string): Promise<readonly string[]> => {
      const deref = new DerefControl('member', ['entryUUID'])
      await next().search(dn, { scope: 'base', attributes: ['1.1'] }, deref)
      const ids: string[] = []
      for await (const some of deref.found()) {
        for (const { attributes } of some) ids.push(textOf(attributes, 'entryUUID') ?? '')
      }
      return ids
    },
  }
}

/** The control's entries are the gateway's own, since ldapts has none. */
const asLdaptsEntry = (entry: OurEntry | undefined): Entry => {
  if (entry === undefined) throw new Error('the answer of a write came without its entry')
  const { dn, attributes } = entry as { readonly dn: Dn; readonly attributes: ReadonlyMap<string, readonly unknown[]> }
  const named = shownTypes.flatMap((type) => {
    const values = attributes.get(type.toLowerCase()) as string[] | undefined
    return values === undefined ? [] : [[type, values.length === 1 ? values[0] : values] as const]
  })
  return { dn, ...Object.fromEntries(named) } as Entry
}
