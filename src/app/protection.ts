/** openProtection: what is protected in this directory, as the configuration and the mappings have it. */
import type { Config } from '../config/config.ts'
import type { DirectoryReader } from '../directory/directory.ts'
import type { Dn } from '../ldap/dn.ts'
import { type ProtectedEntry, protectedEntry } from '../mapping/declaration/protected-entry.ts'
import { linkTypes, type Mapping } from '../mapping/mapping.ts'
import type { Observe } from '../observe/observation.ts'
import { createProtection, type Protection } from '../operations/protected/protection.ts'

export interface ProtectionToOpen {
  readonly config: Pick<Config, 'directory' | 'protected' | 'references'>
  readonly directory: Pick<DirectoryReader, 'read' | 'search'>
  readonly mappings: readonly Mapping[]
  readonly observe: Observe
  readonly now: () => number
}

export const openProtection = ({ config, directory, mappings, observe, now }: ProtectionToOpen): Protection => {
  const { entries, find, allow } = config.protected
  const listed = entries.map(protectedEntry)
  const own = [config.directory, ...config.directory.followed].flatMap(({ bindDn }) => bindDn ?? [])
  const { base } = config.references
  const places = mappings.flatMap((mapping) => mapping.places.map((place) => place.base))
  const lists = mappings.flatMap(({ rules }) =>
    rules.filter(({ isList, needs, by }) => isList === true && needs === 'references' && by === undefined),
  )
  return createProtection({
    ...{ directory, allow, observe, now, finds: find },
    dns: [...own, ...listed.filter(isOf('dn')).map(({ dn }) => dn)],
    filters: listed.filter(isOf('filter')).map(({ filter }) => filter),
    bases: base === undefined ? [...new Set(places)] : [base as Dn],
    memberTypes: [...new Set([...usual, ...lists.flatMap(linkTypes)])],
    passwordTypes: mappings.flatMap(({ password }) => password?.type ?? []),
  })
}

/** Of groups that are not mapped, too: `by group=` of an access rule names any. */
const usual = ['member', 'uniqueMember', 'roleOccupant']

const isOf =
  <Kind extends ProtectedEntry['kind']>(kind: Kind) =>
  (entry: ProtectedEntry | undefined): entry is Extract<ProtectedEntry, { readonly kind: Kind }> =>
    entry?.kind === kind
