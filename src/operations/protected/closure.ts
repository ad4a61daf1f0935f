/** closureOf: the groups within protected groups, and everybody in any of them, since they have the same power. */
import { DirectoryError, type DirectoryReader } from '../../directory/directory.ts'
import { type Dn, isDn, normaliseDn } from '../../ldap/dn.ts'
import { textsOf } from '../../ldap/entry.ts'
import { inBatches } from '../batches.ts'

export interface Closure {
  /** Normalised. The protected entries themselves, and groups within groups. */
  readonly entries: ReadonlySet<string>
  /** Normalised. Whoever has power by being a member. */
  readonly members: ReadonlySet<string>
}

export interface ClosureOptions {
  readonly directory: Pick<DirectoryReader, 'read'>
  /** Attribute types that hold DNs of members. */
  readonly types: readonly string[]
  /** What was a person at an earlier look: it is not read again. */
  readonly people: Set<string>
}

/** @throws DirectoryError where the directory is away */
export const closureOf = async (
  protectedDns: readonly string[],
  { directory, types, people }: ClosureOptions,
): Promise<Closure> => {
  const entries = new Set(protectedDns.filter(isDn).map(normaliseDn))
  const members = new Set<string>()
  let level: readonly string[] = [...entries]
  while (level.length > 0) {
    const found = await inBatches(level, { size: 1, concurrency: 16 }, async ([dn = '']) => {
      const held = await membersOf(directory, dn as Dn, types)
      if (held.length === 0 && !entries.has(dn)) people.add(dn)
      if (held.length > 0) entries.add(dn)
      return held
    })
    level = [...new Set(found)].filter((dn) => !members.has(dn) && !entries.has(dn))
    for (const dn of level) members.add(dn)
    level = level.filter((dn) => !people.has(dn))
  }
  for (const dn of entries) members.delete(dn)
  return { entries, members }
}

const membersOf = async (
  directory: Pick<DirectoryReader, 'read'>,
  dn: Dn,
  types: readonly string[],
): Promise<readonly string[]> => {
  try {
    const entry = await directory.read(dn, types)
    if (entry === undefined) return []
    return types
      .flatMap((type) => textsOf(entry.attributes, type))
      .filter((value) => value !== '' && isDn(value))
      .map(normaliseDn)
  } catch (thrown) {
    // Hidden, or in another tree: it is protected all the same, and whoever is in it is not to be seen.
    if (thrown instanceof DirectoryError && typeof thrown.code === 'number') return []
    throw thrown
  }
}
