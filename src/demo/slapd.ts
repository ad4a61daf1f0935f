/** startSlapd: an OpenLDAP server of our own in a temporary folder, on loopback, gone without a trace when stopped. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'ldapts'
import { connectLdapi } from './connect.ts'
import { freePort } from './free-port.ts'
import { findSlapd } from './install-slapd.ts'
import { printLdifEntry } from './ldif.ts'
import { databaseEntries, printConfig, treeEntries } from './slapd-config.ts'
import { load } from './slapd-load.ts'
import { adminDnOf, type DatabaseOptions, gatewayDnOf, type SlapdOptions } from './slapd-options.ts'
import { createSlapdProcess } from './slapd-process.ts'

/** One database of the server and the two accounts that matter in it. */
export interface Suffix {
  readonly suffix: string
  readonly adminDn: string
  readonly adminPassword: string
  readonly gatewayDn: string
  readonly gatewayPassword: string
}

export interface Slapd extends Suffix {
  /** `ldap://127.0.0.1:<port>` */
  readonly url: string
  readonly port: number
  /** `ldaps://localhost:<port>`, where TLS files were given. */
  readonly tlsUrl: string | undefined
  /** `ldapi://%2F...`: SASL EXTERNAL of the user that started slapd manages cn=config and every database. */
  readonly ldapi: string
  readonly ldapiPath: string
  /** Process id of the running slapd. */
  pid(): number | undefined
  /** Another database, made while the server runs, with the tree of the first. */
  addDatabase(suffix: string, options?: SlapdOptions): Promise<Suffix>
  /** What slapd has logged since its first start; empty without `logLevel`. */
  log(): Promise<string>
  /** SIGKILL, as a crash. Port and data stay, `start` brings it back. */
  kill(): Promise<void>
  /** Starts it again after `kill`, and waits until it answers. */
  start(): Promise<void>
  /** Ends it and removes the folder. May be called twice. */
  stop(): Promise<void>
}

export const startSlapd = async (options: SlapdOptions = {}): Promise<Slapd> => {
  const installation = await findSlapd()
  const folder = await mkdtemp(join(tmpdir(), 'scimdap-slapd-'))
  // After its slapd was killed, which may have a file open for a moment yet.
  const removeAtExit = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  process.on('exit', removeAtExit)
  const remove = async () => {
    await rm(folder, { recursive: true, force: true })
    process.removeListener('exit', removeAtExit)
  }
  try {
    const database = decide(options, join(folder, 'db1'))
    await mkdir(database.folder)
    const config = join(folder, 'config')
    await mkdir(config)
    await load(installation, ['-n0', '-F', config], [await printConfig(installation, database)])
    if (options.tree !== false || options.load) await load(installation, ['-q', '-n1', '-F', config], content(database))
    const port = options.port ?? (await freePort())
    const ldapiPath = options.ldapi ?? join(folder, 'ldapi')
    const tlsPort = options.tls && (await freePort())
    const ldapi = `ldapi://${encodeURIComponent(ldapiPath)}`
    const url = `ldap://127.0.0.1:${port}`
    const listeners = [url, ldapi, ...(tlsPort ? [`ldaps://127.0.0.1:${tlsPort}`] : [])]
    const server = createSlapdProcess({ installation, folder, config, listeners, logLevel: options.logLevel ?? 'none' })
    const start = () => server.start(() => answers(url, database))
    await start()
    return {
      ...accounts(database),
      ...{ url, port, ldapi, ldapiPath, start, log: server.log, kill: server.kill, pid: server.pid },
      tlsUrl: tlsPort ? `ldaps://localhost:${tlsPort}` : undefined,
      addDatabase: createAddDatabase(folder, ldapiPath, database),
      stop: async () => {
        await server.stop()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}

const decide = (options: SlapdOptions, folder: string): DatabaseOptions => ({
  ...options,
  folder,
  suffix: options.suffix ?? 'dc=example,dc=com',
  adminPassword: options.adminPassword ?? randomBytes(12).toString('base64url'),
  gatewayPassword: options.gatewayPassword ?? randomBytes(12).toString('base64url'),
})

const accounts = ({ suffix, adminPassword, gatewayPassword }: DatabaseOptions): Suffix => ({
  ...{ suffix, adminPassword, gatewayPassword },
  adminDn: adminDnOf(suffix),
  gatewayDn: gatewayDnOf(suffix),
})

async function* content(database: DatabaseOptions): AsyncGenerator<string> {
  if (database.tree !== false) yield treeEntries(database).map(printLdifEntry).join('')
  if (database.load) yield* database.load
}

/** Bound, not only connected: cn=config may still be read when the port is open. */
const answers = async (url: string, { suffix, adminPassword }: DatabaseOptions): Promise<void> => {
  const client = new Client({ url, timeout: 5000, connectTimeout: 1000 })
  try {
    await client.bind(adminDnOf(suffix), adminPassword)
  } finally {
    await client.unbind().catch(() => undefined)
  }
}

const createAddDatabase =
  (folder: string, ldapiPath: string, first: DatabaseOptions) =>
  async (suffix: string, options: SlapdOptions = {}): Promise<Suffix> => {
    const name = randomBytes(6).toString('hex')
    const database = decide({ ...first, ...options, suffix }, join(folder, name))
    await mkdir(database.folder)
    const client = await connectLdapi(ldapiPath)
    try {
      // Without a number slapd appends; the overlays' entries need the number that it gave.
      const [entry, ...overlays] = await databaseEntries(database, 1)
      const { olcDatabase: _, ...attributes } = entry?.attributes ?? {}
      await client.add('olcDatabase=mdb,cn=config', writable({ ...attributes, olcDatabase: ['mdb'] }))
      const found = await client.search('cn=config', { scope: 'one', filter: `(olcDbDirectory=${database.folder})` })
      const dn = found.searchEntries[0]?.dn
      for (const overlay of overlays) {
        await client.add(overlay.dn.replace(/,.*/, `,${dn}`), writable(overlay.attributes))
      }
      if (database.tree !== false) {
        for (const entry of treeEntries(database)) await client.add(entry.dn, writable(entry.attributes))
      }
    } finally {
      await client.unbind()
    }
    return accounts(database)
  }

/** ldapts wants mutable arrays, and no attribute without values. */
const writable = (attributes: Readonly<Record<string, readonly (string | Uint8Array)[]>>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([, values]) => values.length > 0)
      .map(([type, values]) => [type, values.map(String)]),
  )
