/** Witness: a visible member of a group that a removal leaves behind, so that the group is not emptied. */
import { LRUCache } from 'lru-cache'
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import { textsOf } from '../../ldap/entry.ts'
import { and, equal, or } from '../../ldap/filter.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import type { Dependencies } from '../dependencies.ts'
import { firstVisible, firstVisibles } from './references.ts'
import { createSpread, neighboursOf, type Steps } from './sample.ts'

export interface GroupInDirectory {
  readonly id: ResourceId
  readonly dn: Dn
  readonly memberType: string
  /** Names of the resource types that count as members. */
  readonly to: readonly string[]
}

export interface Witnesses {
  /** A member other than the removed ones that is a visible resource; undefined: there is none. */
  find(group: GroupInDirectory, removed: readonly Dn[]): Promise<Dn | undefined>
  /** They are members now. */
  learn(group: GroupInDirectory, dns: readonly Dn[]): void
  /** They are members no more; without any, nothing that is remembered can be relied on. */
  forget(group: GroupInDirectory, dns?: readonly Dn[]): void
}

/** Members remembered of a group: when one is removed, the next one is its witness, and nothing has to be read. */
const mostKnown = 100
/** DNs, of all groups together. */
const mostRemembered = 20_000

type Needed = Pick<Dependencies, 'directory' | 'mappings' | 'now'>

export const createWitnesses = (dependencies: Needed): Witnesses => {
  const known = new LRUCache<string, readonly Dn[]>({
    maxSize: mostRemembered,
    sizeCalculation: ({ length }) => Math.max(length, 1),
  })
  const spread = createSpread(dependencies)
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
      const [remembered] = others(group, keysOf(removed))
      // Others delete people too, and leave their names in the group.
      if (remembered !== undefined && (await firstVisible(dependencies, [remembered], group.to))) return remembered
      const sample = await sampled({ ...dependencies, spread }, group, removed)
      const found = sample === undefined ? await amongAllMembers(dependencies, group, removed) : [sample]
      if (found.length > 0) learn(group, found)
      return found[0]
    },
  }
}

const keysOf = (dns: readonly Dn[]): ReadonlySet<string> => new Set(dns.map(normaliseDn))

const keyOf = ({ id, memberType }: GroupInDirectory): string => `${id} ${memberType}`

/** Resources of each type are tried a few at a time, until one of them is a member. */
const sampled = async (
  dependencies: Needed & { readonly spread: (mapping: Mapping) => Steps },
  group: GroupInDirectory,
  removed: readonly Dn[],
): Promise<Dn | undefined> => {
  const excluded = keysOf(removed)
  const tried = async (dns: readonly Dn[]): Promise<Dn | undefined> => {
    const candidates = dns.filter((dn) => !excluded.has(normaliseDn(dn)))
    const member = await memberAmong(dependencies, group, candidates)
    // Who was sampled a while ago may be gone, and its name still in the group.
    return member && firstVisible(dependencies, [member], group.to)
  }
  for (const mapping of dependencies.mappings.filter(({ resourceType }) => group.to.includes(resourceType.name))) {
    let step = 0
    for await (const dns of dependencies.spread(mapping)) {
      const member =
        (await tried(dns)) ??
        (step++ === 0 ? await tried(await neighboursOf(dependencies, mapping, removed)) : undefined)
      if (member !== undefined) return member
    }
  }
  return undefined
}

/** Halves the candidates until one is left: six small searches, and no member value is ever sent. */
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
  dependencies: Needed,
  group: GroupInDirectory,
  removed: readonly Dn[],
): Promise<readonly Dn[]> => {
  const excluded = keysOf(removed)
  const entry = await dependencies.directory.read(group.dn, [group.memberType], equal('entryUUID', group.id))
  if (entry === undefined) return []
  const others = textsOf(entry.attributes, group.memberType).filter((dn) => !excluded.has(normaliseDn(dn)))
  return firstVisibles(dependencies, others, group.to)
}
