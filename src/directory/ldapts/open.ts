/** openDirectory: the directory over a pool of its own. It opens no session before the first verb needs one. */
import { BindRequest } from 'ldapts'
import type { Dn } from '../../ldap/dn.ts'
import { type Directory, DirectoryError, type DirectoryReader } from '../directory.ts'
import { withNames } from '../names/named-directory.ts'
import { namesOf } from '../names/names.ts'
import { SessionLost, unavailable } from './errors.ts'
import { FollowedReads } from './followed/followed-reads.ts'
import { FollowedWrites } from './followed/followed-writes.ts'
import { createHops, type Server, serverKey } from './followed/hops.ts'
import { unsent } from './message.ts'
import { type DirectoryOptions, settingsOf } from './options.ts'
import { policyAtBind } from './policy-at-bind.ts'
import { Pool, type PoolStats } from './pool.ts'
import { readMarks } from './read-marks.ts'
import { Reads } from './reads.ts'
import { Writes } from './writes.ts'

export interface OpenDirectory extends Directory {
  /**
   * Whether the directory takes this password for this DN; on a connection of its own. An empty password is refused
   * here, since a server takes it for an anonymous bind and says success. RFC 4513 §5.1.2
   */
  bindAs(dn: string, password: string): Promise<boolean>
  /** Whether a password policy answers when the gateway's own account is bound; see `policy-at-bind.ts`. */
  policyAtBind(): Promise<boolean | undefined>
  /** @throws DirectoryError 'unavailable' where the server cannot be reached, or refuses the gateway */
  ping(): Promise<void>
  /** `url`: the server in use; undefined: there is none now, and `cause` says why, where that is known. */
  state(): { readonly url: string | undefined; readonly cause: unknown }
  stats(): PoolStats
  close(): void
}

/** @throws Error where the options are unusable; a directory that is down is no error here */
export const openDirectory = (options: DirectoryOptions): OpenDirectory => {
  const parts = options.referrals === 'follow' ? ofSeveral(options) : ofOne(openServer(options))
  return named(createDirectory(parts), options)
}

const named = (directory: OpenDirectory, { id, version }: DirectoryOptions): OpenDirectory => {
  const names = namesOf({ ...(id !== undefined && { id }), ...(version !== undefined && { version }) })
  const isUsual = names.id.type.toLowerCase() === 'entryuuid' && version === undefined
  return isUsual ? directory : withNames(directory, names)
}

interface OpenServer extends Server {
  readonly pool: Pool
  readonly reads: Reads
}

interface Parts {
  /** The main one first: whether the directory is there, is whether that one is. */
  readonly servers: readonly [OpenServer, ...OpenServer[]]
  readonly reads: DirectoryReader
  readonly writes: Omit<Directory, keyof DirectoryReader>
  readonly serverOf: (dn: Dn) => Promise<Server>
}

const ofOne = (server: OpenServer): Parts => ({ ...server, servers: [server], serverOf: async () => server })

const ofSeveral = (options: DirectoryOptions): Parts => {
  const { followed = [], ...own } = options
  const main = openServer(own)
  const servers = [main, ...followed.map(({ names, ...its }) => openServer({ ...own, ...its }, names))] as const
  const reads = new FollowedReads(main, createHops(servers, options.observe ?? (() => undefined)))
  return { servers, reads, writes: new FollowedWrites(main, reads), serverOf: (dn) => reads.serverOf(dn) }
}

const openServer = (options: DirectoryOptions, names: readonly string[] = []): OpenServer => {
  const pool = new Pool(settingsOf(options), readMarks)
  const reads = new Reads(pool)
  return { keys: [...options.urls, ...names].map(serverKey), pool, reads, writes: new Writes(pool, reads) }
}

const createDirectory = ({ servers, reads, writes, serverOf }: Parts): OpenDirectory => {
  const [main] = servers
  const pools = servers.map(({ pool }) => pool)
  return {
    scan: (request) => reads.scan(request),
    search: reads.search,
    read: reads.read,
    capabilities: reads.capabilities,
    subschema: reads.subschema,
    dereference: (dn, type, types) => reads.dereference(dn, type, types),
    changeMark: reads.changeMark,
    add: writes.add,
    change: writes.change,
    delete: writes.delete,
    setPassword: writes.setPassword,
    atomically: writes.atomically,
    bindAs: async (dn, password) => {
      const server = dn === '' ? main : await serverOf(dn as Dn)
      return bindAs(servers.find((each) => each === server)?.pool ?? main.pool, dn, password)
    },
    policyAtBind: () => policyAtBind(main.pool),
    ping: async () => {
      await main.reads.read('' as Dn, [])
    },
    state: () => main.pool.state(),
    stats: () => sumOf(pools.map((pool) => pool.stats())),
    close: () => {
      for (const pool of pools) pool.close()
    },
  }
}

const sumOf = (all: readonly PoolStats[]): PoolStats => {
  const sum = (name: keyof PoolStats) => all.reduce((total, stats) => total + stats[name], 0)
  return { shared: sum('shared'), leased: sum('leased'), inFlight: sum('inFlight'), waiting: sum('waiting') }
}

/** inappropriateAuthentication, invalidCredentials, noSuchObject, invalidDNSyntax; unwillingToPerform: 389-ds, locked. */
const refusals = new Set<unknown>([48, 49, 32, 34, 53])

const bindAs = async (pool: Pool, dn: string, password: string): Promise<boolean> => {
  if (dn === '' || password === '') return false
  const lease = await pool.lease('bind')
  try {
    await lease.session.request(new BindRequest({ ...unsent, dn, password }), pool.deadline())
    return true
  } catch (error) {
    if (error instanceof DirectoryError && refusals.has(error.code)) return false
    throw error instanceof SessionLost ? unavailable('no answer', error.cause) : error
  } finally {
    lease.discard()
  }
}
