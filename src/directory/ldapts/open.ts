/** openDirectory: the directory over a pool of its own. It opens no session before the first verb needs one. */
import { BindRequest } from 'ldapts'
import type { Dn } from '../../ldap/dn.ts'
import { type Directory, DirectoryError, type DirectoryReader } from '../directory.ts'
import { withNames } from '../names/named-directory.ts'
import { namesOf } from '../names/names.ts'
import { stanceOf } from './ask-stance.ts'
import { SessionLost, unavailable } from './errors.ts'
import { FollowedReads } from './followed/followed-reads.ts'
import { FollowedWrites } from './followed/followed-writes.ts'
import { createHops, type Server, serverKey } from './followed/hops.ts'
import { bindRefusals, logIn } from './log-in.ts'
import type { Looks } from './looks.ts'
import { unsent } from './message.ts'
import { holdsNewest } from './newest.ts'
import { type DirectoryOptions, settingsOf } from './options.ts'
import { policyAtBind } from './policy-at-bind.ts'
import { Pool, type PoolState, type PoolStats } from './pool.ts'
import { readMarks } from './read-marks.ts'
import { Reads } from './reads.ts'
import { actingAs } from './sessions.ts'
import { Writes } from './writes.ts'

export interface BoundDirectory extends Directory {
  close(): void
}

export interface OpenDirectory extends Directory {
  /**
   * Whether the directory takes this password for this DN; on a connection of its own. An empty password is refused
   * here, since a server takes it for an anonymous bind and says success. RFC 4513 §5.1.2
   */
  bindAs(dn: string, password: string): Promise<boolean>
  /** See `log-in.ts`. */
  logIn(dn: string, password: string): Promise<boolean>
  /**
   * The directory as the entry of this DN sees it and may change it, by proxied authorization (RFC 4370). Only where
   * `capabilities().proxiedAuthorization`: elsewhere every verb is refused (12). Never within transactions.
   */
  actingAs(dn: Dn): Directory
  /** The same by a bind of this person's own, on sessions of its own, which the server decides on when the first is needed. */
  boundAs(dn: Dn, password: string): BoundDirectory
  /** Whether a password policy answers when the gateway's own account is bound; see `policy-at-bind.ts`. */
  policyAtBind(): Promise<boolean | undefined>
  /** @throws DirectoryError 'unavailable' where the server cannot be reached, or refuses the gateway */
  ping(): Promise<void>
  state(): PoolState
  stats(): PoolStats
  close(): void
}

const looks: Looks = { readMarks, stanceOf, holdsNewest }

/** @throws Error where the options are unusable; a directory that is down is no error here */
export const openDirectory = (options: DirectoryOptions): OpenDirectory => {
  const parts = options.referrals === 'follow' ? ofSeveral(options) : ofOne(openServer(options))
  return named(createDirectory(parts, options), options)
}

const named = (directory: OpenDirectory, { id, version }: DirectoryOptions): OpenDirectory => {
  const names = namesOf({ ...(id !== undefined && { id }), ...(version !== undefined && { version }) })
  const isUsual = names.id.type.toLowerCase() === 'entryuuid' && version === undefined
  if (isUsual) return directory
  return {
    ...withNames(directory, names),
    actingAs: (dn) => withNames(directory.actingAs(dn), names),
    boundAs: (dn, password) => withNames(directory.boundAs(dn, password), names),
  }
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
  return following([main, ...followed.map(({ names, ...its }) => openServer({ ...own, ...its }, names))], options)
}

const following = (servers: Parts['servers'], options: DirectoryOptions): Parts => {
  const [main] = servers
  const reads = new FollowedReads(main, createHops(servers, options.observe ?? (() => undefined)))
  return { servers, reads, writes: new FollowedWrites(main, reads), serverOf: (dn) => reads.serverOf(dn) }
}

const openServer = (options: DirectoryOptions, names: readonly string[] = []): OpenServer => {
  const pool = new Pool(settingsOf(options), looks)
  const reads = new Reads(pool)
  return { keys: [...options.urls, ...names].map(serverKey), pool, reads, writes: new Writes(pool, reads) }
}

const createDirectory = ({ servers, reads, writes, serverOf }: Parts, options: DirectoryOptions): OpenDirectory => {
  const [main, ...others] = servers
  const pools = servers.map(({ pool }) => pool)
  const poolOf = async (dn: string): Promise<Pool> => {
    const server = dn === '' ? main : await serverOf(dn as Dn)
    return servers.find((each) => each === server)?.pool ?? main.pool
  }
  return {
    ...verbsOf(reads, writes),
    bindAs: async (dn, password) => bindAs(await poolOf(dn), dn, password),
    logIn: async (dn, password) => logIn(await poolOf(dn), dn, password),
    actingAs: (dn) => {
      const acting =
        others.length === 0
          ? ofOne(actor(main, dn))
          : following([actor(main, dn), ...others.map((server) => actor(server, dn))], options)
      return verbsOf(acting.reads, acting.writes)
    },
    boundAs: (dn, password) => boundAs(main, options, { dn, password }),
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

const actor = (server: OpenServer, dn: Dn): OpenServer => {
  const sessions = actingAs(server.pool, dn)
  const reads = new Reads(sessions, { known: server.reads, without: ['transactions'] })
  return { ...server, reads, writes: new Writes(sessions, reads) }
}

/** Few sessions, of the main server alone: whoever is followed knows other people. */
const boundAs = (
  main: OpenServer,
  options: DirectoryOptions,
  { dn, password }: { readonly dn: Dn; readonly password: string },
): BoundDirectory => {
  const referrals = options.referrals === 'follow' ? 'refuse' : (options.referrals ?? 'refuse')
  // Nobody hears of the sessions of single people.
  const own = {
    ...options,
    bindDn: dn,
    password,
    referrals,
    sessions: 2,
    leases: 1,
    observe: () => undefined,
  } as const
  const pool = new Pool(settingsOf(own), looks)
  const reads = new Reads(pool, { known: main.reads })
  return { ...verbsOf(reads, new Writes(pool, reads)), close: () => pool.close() }
}

const verbsOf = (reads: Parts['reads'], writes: Parts['writes']): Directory => ({
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
})

const sumOf = (all: readonly PoolStats[]): PoolStats => {
  const sum = (name: keyof PoolStats) => all.reduce((total, stats) => total + stats[name], 0)
  return { shared: sum('shared'), leased: sum('leased'), inFlight: sum('inFlight'), waiting: sum('waiting') }
}

const bindAs = async (pool: Pool, dn: string, password: string): Promise<boolean> => {
  if (dn === '' || password === '') return false
  const lease = await pool.lease('bind')
  try {
    await lease.session.request(new BindRequest({ ...unsent, dn, password }), pool.deadline())
    return true
  } catch (error) {
    if (error instanceof DirectoryError && bindRefusals.has(error.code)) return false
    throw error instanceof SessionLost ? unavailable('no answer', error.cause) : error
  } finally {
    lease.discard()
  }
}
