/** createProtection: the entries that no client may write unless it is allowed by name: listed, found, and groups within. */
import type { DirectoryReader } from '../../directory/directory.ts'
import type { Dn } from '../../ldap/dn.ts'
import type { LdapFilter } from '../../ldap/filter.ts'
import type { Observe } from '../../observe/observation.ts'
import { type Closure, closureOf } from './closure.ts'
import { findPowers } from './found.ts'

export interface ProtectionOptions {
  readonly directory: Pick<DirectoryReader, 'read' | 'search'>
  /** Listed, and the gateway's own accounts. */
  readonly dns: readonly string[]
  /** Whatever matches is protected. */
  readonly filters: readonly LdapFilter[]
  /** Below these the filters are asked. */
  readonly bases: readonly Dn[]
  /** Whether the server's configuration is looked at, too. */
  readonly finds: boolean
  readonly memberTypes: readonly string[]
  readonly passwordTypes: readonly string[]
  /** Names of clients that may write all of it. */
  readonly allow: readonly string[]
  readonly observe: Observe
  readonly now: () => number
}

export interface Protection {
  /** What is protected now, looked at anew where the last look is old. @throws DirectoryError before the first look */
  now(): Promise<Closure>
  readonly passwordTypes: ReadonlySet<string>
  isAllowed(client: string): boolean
}

/** Groups change without the gateway, too. */
const lookEveryMs = 30_000

export const createProtection = (options: ProtectionOptions): Protection => {
  const people = new Set<string>()
  let last: { readonly closure: Closure; readonly until: number } | undefined
  let looking: Promise<Closure> | undefined
  let told: string | undefined

  const look = async (): Promise<Closure> => {
    const found = options.finds ? await findPowers(options.directory) : undefined
    const matching = await matchingDns(options)
    const dns = [...options.dns, ...matching, ...(found?.accounts ?? []), ...(found?.groups ?? [])]
    const closure = await closureOf(dns, { directory: options.directory, types: options.memberTypes, people })
    last = { closure, until: options.now() + lookEveryMs }
    const facts = {
      entries: closure.entries.size,
      members: closure.members.size,
      isConfigSeen: found !== undefined,
      unnamed: found?.unnamed ?? 0,
    }
    if (told !== JSON.stringify(facts)) options.observe({ kind: 'protected-found', ...facts })
    told = JSON.stringify(facts)
    return closure
  }
  return {
    now: async () => {
      if (last !== undefined && options.now() < last.until) return last.closure
      looking ??= look().finally(() => {
        looking = undefined
      })
      const { closure } = last ?? {}
      return closure === undefined ? looking : looking.catch(() => closure)
    },
    passwordTypes: new Set(['userPassword', 'unicodePwd', ...options.passwordTypes].map((type) => type.toLowerCase())),
    isAllowed: (client) => options.allow.includes(client),
  }
}

const matchingDns = async ({ directory, filters, bases }: ProtectionOptions): Promise<readonly string[]> => {
  const asked = filters.flatMap((filter) => bases.map((base) => ({ base, filter })))
  const found = await Promise.all(
    asked.map(({ base, filter }) => directory.search({ base, scope: 'sub', filter, types: [] })),
  )
  return found.flat().map(({ dn }) => dn)
}
