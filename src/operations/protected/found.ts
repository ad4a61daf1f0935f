/** findPowers: who has power over the directory, as far as the gateway's own account may read that in its configuration. */
import { DirectoryError, type DirectoryReader } from '../../directory/directory.ts'
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { or, present } from '../../ldap/filter.ts'
import { type Powers, powersIn } from './access-rules.ts'

/** Root DNs, those of replication, of limits and of 389 Directory Server's own manager. slapd-config(5) */
const dnTypes = ['olcRootDN', 'olcUpdateDN', 'nsslapd-rootdn']
const types = [...dnTypes, 'olcAccess', 'olcSyncrepl', 'olcLimits']

/** undefined: nothing of the configuration is visible. @throws DirectoryError where the directory is away */
export const findPowers = async (directory: Pick<DirectoryReader, 'search'>): Promise<Powers | undefined> => {
  const entries = await readConfig(directory)
  if (!entries.some(({ attributes }) => types.some((type) => textsOf(attributes, type).length > 0))) return undefined
  return powersOf(entries)
}

/** As above, of entries of cn=config. */
export const powersOf = (entries: readonly Pick<Entry, 'attributes'>[]): Powers => {
  const values = (type: string) => entries.flatMap(({ attributes }) => textsOf(attributes, type))
  const { accounts, groups, unnamed } = powersIn(values('olcAccess'))
  const named = [
    ...values('olcSyncrepl').flatMap((value) => /\bbinddn=(?:"([^"]*)"|(\S+))/i.exec(value)?.slice(1) ?? []),
    ...values('olcLimits').flatMap(
      (value) => /^(?:\{\d+\})?dn(?:\.exact|\.base)?="([^"]*)"/i.exec(value)?.slice(1) ?? [],
    ),
  ].filter((dn) => dn !== undefined && dn !== '')
  return { accounts: [...dnTypes.flatMap(values), ...named, ...accounts], groups, unnamed }
}

const readConfig = async (directory: Pick<DirectoryReader, 'search'>): Promise<readonly Entry[]> => {
  try {
    const filter = or(...types.map(present))
    return await directory.search({ base: 'cn=config' as Dn, scope: 'sub', filter, types })
  } catch (thrown) {
    if (thrown instanceof DirectoryError && typeof thrown.code === 'number') return []
    throw thrown
  }
}
