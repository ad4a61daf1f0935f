/** Witness: a visible member of a group that a removal leaves behind, so that the group is not emptied. */
import { LRUCache } from 'lru-cache'
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import { textsOf } from '../../ldap/entry.ts'
import { and, equal, or } from '../../ldap/filter.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import type { Dependencies } from '../dependencies.ts'
import { firstVisible, firstVisibles } from './references.ts'

export interface GroupInDirectory {
  readonly id: ResourceId
  readonly dn: Dn
  readonly memberType: string
  /** Names of the resource types that count as members. */
  readonly to: readonly string[]
}

export interface Witnesses {
  /** A member other than the removed ones that is a visible resource; undefined: there is none. */
  find(group: GroupInDirectory, removed: ReadonlySet<string>): Promise<Dn | undefined>
  /** They are members now. */
  learn(group: GroupInDirectory, dns: readonly Dn[]): void
  /** They are members no more; without any, nothing that is remembered can be relied on. */
  forget(group: GroupInDirectory, dns?: readonly Dn[]): void
}

/** People that are tried before a group is read whole: in a large group one of them is nearly always a member. */
const sampleSize = 100

/** Members remembered of a group: when one is removed, the next one is its witness, and nothing has to be read. */
const mostKnown = 100
/** DNs, of all groups together. */
const mostRemembered = 20_000

export const createWitnesses = (dependencies: Pick<Dependencies, 'directory' | 'mappings'>): Witnesses => {
  const known = new LRUCache<string, readonly Dn[]>({
    maxSize: mostRemembered,
    sizeCalculation: ({ length }) => Math.max(length, 1),
  })
  const others = (group: GroupInDirectory, removed: ReadonlySet<string>) =>
    (known.get(keyOf(group)) ?? []).filter((dn) => !removed.has(normaliseDn(dn)))
  const learn: Witnesses['learn'] = (group, dns) => {
    const fresh = dns.slice(0, mostKnown)
    known.set(keyOf(group), [...fresh, ...others(group, keysOf(fresh))].slice(0, mostKnown))
  }
  return {
    learn,
    forget: (group, dns) =>
      dns === undefined ? known.delete(keyOf(group)) : known.set(keyOf(group), others(group, keysOf(dns))),
    find: async (group, removed) => {
      const [remembered] = others(group, removed)
      // Others delete people too, and leave their names in the group.
      if (remembered !== undefined && (await firstVisible(dependencies, [remembered], group.to))) return remembered
      const sample = await sampled(dependencies, group, removed)
      const found = sample === undefined ? await amongAllMembers(dependencies, group, removed) : [sample]
      if (found.length > 0) learn(group, found)
      return found[0]
    },
  }
}

const keysOf = (dns: readonly Dn[]): ReadonlySet<string> => new Set(dns.map(normaliseDn))

const keyOf = ({ id, memberType }: GroupInDirectory): string => `${id} ${memberType}`

/** A few resources of each type, asked for all at once whether one of them is a member. */
const sampled = async (
  dependencies: Pick<Dependencies, 'directory' | 'mappings'>,
  group: GroupInDirectory,
  removed: ReadonlySet<string>,
): Promise<Dn | undefined> => {
  const { directory, mappings } = dependencies
  for (const { place, entryFilter } of mappings
    .filter(({ resourceType }) => group.to.includes(resourceType.name))
    .flatMap((mapping) => mapping.places.map((each) => ({ place: each, entryFilter: mapping.entryFilter })))) {
    const candidates: Dn[] = []
    for await (const { dn } of directory.scan({ ...place, filter: entryFilter, types: [], pageSize: sampleSize })) {
      if (!removed.has(normaliseDn(dn))) candidates.push(dn)
      if (candidates.length === sampleSize) break
    }
    const member = await memberAmong(dependencies, group, candidates)
    if (member !== undefined) return member
  }
  return undefined
}

/** Halves the candidates until one is left: seven small searches, and no member value is ever sent. */
const memberAmong = async (
  { directory }: Pick<Dependencies, 'directory'>,
  group: GroupInDirectory,
  candidates: readonly Dn[],
): Promise<Dn | undefined> => {
  const hasOneOf = async (dns: readonly Dn[]): Promise<boolean> => {
    const terms = dns.map((dn) => equal(group.memberType, dn))
    return (await directory.read(group.dn, [], and(equal('entryUUID', group.id), or(...terms)))) !== undefined
  }
  if (candidates.length === 0 || !(await hasOneOf(candidates))) return undefined
  let rest = candidates
  while (rest.length > 1) {
    const half = rest.slice(0, rest.length / 2)
    rest = (await hasOneOf(half)) ? half : rest.slice(half.length)
  }
  return rest[0]
}

const amongAllMembers = async (
  dependencies: Pick<Dependencies, 'directory' | 'mappings'>,
  group: GroupInDirectory,
  removed: ReadonlySet<string>,
): Promise<readonly Dn[]> => {
  const entry = await dependencies.directory.read(group.dn, [group.memberType], equal('entryUUID', group.id))
  if (entry === undefined) return []
  const others = textsOf(entry.attributes, group.memberType).filter((dn) => !removed.has(normaliseDn(dn)))
  return firstVisibles(dependencies, others, group.to)
}
