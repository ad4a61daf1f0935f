/** openDirectory: the directory over a pool of its own. It opens no session before the first verb needs one. */
import { BindRequest } from 'ldapts'
import { type Directory, DirectoryError } from '../directory.ts'
import { withNames } from '../names/named-directory.ts'
import { namesOf } from '../names/names.ts'
import { SessionLost, unavailable } from './errors.ts'
import { unsent } from './message.ts'
import { type DirectoryOptions, settingsOf } from './options.ts'
import { policyAtBind } from './policy-at-bind.ts'
import { Pool, type PoolStats } from './pool.ts'
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
export const openDirectory = (options: DirectoryOptions): OpenDirectory =>
  named(createDirectory(new Pool(settingsOf(options))), options)

const named = (directory: OpenDirectory, { id, version }: DirectoryOptions): OpenDirectory => {
  const names = namesOf({ ...(id !== undefined && { id }), ...(version !== undefined && { version }) })
  const isUsual = names.id.type.toLowerCase() === 'entryuuid' && version === undefined
  return isUsual ? directory : withNames(directory, names)
}

const createDirectory = (pool: Pool): OpenDirectory => {
  const reads = new Reads(pool)
  const writes = new Writes(pool, reads)
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
    bindAs: (dn, password) => bindAs(pool, dn, password),
    policyAtBind: () => policyAtBind(pool),
    ping: async () => {
      await reads.read('' as Parameters<typeof reads.read>[0], [])
    },
    state: () => pool.state(),
    stats: () => pool.stats(),
    close: () => pool.close(),
  }
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
