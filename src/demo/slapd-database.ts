/** A database of the throwaway slapd: its accounts, what is in it at first, and one more while the server runs. */
import { randomBytes } from 'node:crypto'
import { Client } from 'ldapts'
import { printLdifEntry } from './ldif.ts'
import type { Suffix } from './running-slapd.ts'
import { databaseEntries, treeEntries } from './slapd-config.ts'
import { adminDnOf, type DatabaseOptions, gatewayDnOf, type SlapdOptions } from './slapd-options.ts'

export const decide = (options: SlapdOptions, folder: string): DatabaseOptions => ({
  ...options,
  folder,
  suffix: options.suffix ?? 'dc=example,dc=com',
  adminPassword: options.adminPassword ?? randomBytes(12).toString('base64url'),
  gatewayPassword: options.gatewayPassword ?? randomBytes(12).toString('base64url'),
})

export const accounts = ({ suffix, adminPassword, gatewayPassword }: DatabaseOptions): Suffix => ({
  ...{ suffix, adminPassword, gatewayPassword },
  adminDn: adminDnOf(suffix),
  gatewayDn: gatewayDnOf(suffix),
})

/** LDIF for slapadd. */
export async function* contentOf(database: DatabaseOptions): AsyncGenerator<string> {
  if (database.tree !== false) yield treeEntries(database).map(printLdifEntry).join('')
  if (database.load) yield* database.load
}

/** Bound, not only connected: cn=config may still be read when the port is open. */
export const checkAnswers = async (url: string, { suffix, adminPassword }: DatabaseOptions): Promise<void> => {
  const client = new Client({ url, timeout: 5000, connectTimeout: 1000 })
  try {
    await client.bind(adminDnOf(suffix), adminPassword)
  } finally {
    await client.unbind().catch(() => undefined)
  }
}

export interface DatabaseMaker {
  readonly first: DatabaseOptions
  /** A connection that manages cn=config. */
  readonly config: () => Promise<Client>
  /** Makes an empty folder where slapd runs, and tells its path. */
  readonly makeFolder: (name: string) => Promise<string>
}

export const createAddDatabase =
  ({ first, config, makeFolder }: DatabaseMaker) =>
  async (suffix: string, options: SlapdOptions = {}): Promise<Suffix> => {
    const folder = await makeFolder(randomBytes(6).toString('hex'))
    const database = decide({ ...first, ...options, suffix }, folder)
    const client = await config()
    try {
      // Without a number slapd appends; the overlays' entries need the number that it gave.
      const [entry, ...overlays] = await databaseEntries(database, 1)
      const { olcDatabase: _, ...attributes } = entry?.attributes ?? {}
      await client.add('olcDatabase=mdb,cn=config', writable({ ...attributes, olcDatabase: ['mdb'] }))
      const found = await client.search('cn=config', { scope: 'one', filter: `(olcDbDirectory=${folder})` })
      const dn = found.searchEntries[0]?.dn
      for (const overlay of overlays) {
        await client.add(overlay.dn.replace(/,.*/, `,${dn}`), writable(overlay.attributes))
      }
      if (database.tree !== false) await addTree(client, database)
    } finally {
      await client.unbind()
    }
    return accounts(database)
  }

/** Also where it is cn=config's own manager that is bound: the tree is rootdn's to add. */
const addTree = async (client: Client, database: DatabaseOptions): Promise<void> => {
  await client.bind(adminDnOf(database.suffix), database.adminPassword)
  for (const entry of treeEntries(database)) await client.add(entry.dn, writable(entry.attributes))
}

/** ldapts wants mutable arrays, and no attribute without values. */
const writable = (attributes: Readonly<Record<string, readonly (string | Uint8Array)[]>>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([, values]) => values.length > 0)
      .map(([type, values]) => [type, values.map(String)]),
  )
