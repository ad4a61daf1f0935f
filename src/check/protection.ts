/** lookAtProtection: what the gateway protects, and what it should be told to, since it cannot read that itself. */
import type { Directory, DirectoryReader } from '../directory/directory.ts'
import { isDn, isUnder, normaliseDn } from '../ldap/dn.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { Closure } from '../operations/protected/closure.ts'
import { findPowers } from '../operations/protected/found.ts'
import type { ProtectionFact } from './facts.ts'

/** What would be protected in this directory, as `serve` does it. */
export type ProtectedIn = (directory: Directory, mappings: readonly Mapping[]) => Promise<Closure>

interface Looking {
  readonly directory: Directory
  /** Somebody who may read cn=config. */
  readonly administrator: Pick<DirectoryReader, 'search'> | undefined
  readonly mappings: readonly Mapping[]
  readonly protectedIn: ProtectedIn
}

export const lookAtProtection = async ({
  directory,
  administrator,
  mappings,
  protectedIn,
}: Looking): Promise<ProtectionFact> => {
  const { entries, members } = await protectedIn(directory, mappings)
  const powers = await findPowers(administrator ?? directory)
  const bases = mappings.flatMap(({ places }) => places.map(({ base }) => base))
  const named = [...(powers?.accounts ?? []), ...(powers?.groups ?? [])]
  const within = named.filter((dn) => isDn(dn) && bases.some((base) => isUnder(dn, base)))
  const unprotected = new Map(within.map((dn) => [normaliseDn(dn), dn]))
  for (const dn of entries) unprotected.delete(dn)
  return {
    entries: [...entries].toSorted(),
    members: members.size,
    unprotected: [...unprotected.values()],
    unnamed: powers?.unnamed ?? 0,
  }
}
