/** Nesting: groups in groups, followed upwards and downwards. RFC 7643 §4.1.2 */
import { type Dn, isUnder, normaliseDn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { equal, or } from '../../ldap/filter.ts'
import type { Membership, Reference, Rule } from '../../mapping/mapping.ts'
import { nameKey } from '../../mapping/naming.ts'
import { keptWith } from '../../scim/kept-with.ts'
import { inBatches } from '../batches.ts'
import type { Dependencies } from '../dependencies.ts'
import { entriesOf } from './entries-of.ts'
import { type MemberList, referenceOf, referenceTypes } from './references.ts'

/** A resource to which others belong, and where it is. */
export interface Group extends Reference {
  readonly dn: Dn
}

/** Somebody is in a group by way of so many others at most; circles end by themselves. */
export const deepest = 20

export const groupOf = ({ mapping }: MemberList, entry: Entry): Group => ({
  ...referenceOf(mapping, entry),
  dn: entry.dn,
})

/** One entry may be a resource of several types. */
export const keyOf = ({ resourceType, id }: Reference): string => `${resourceType} ${id}`

/** Whether a rule follows groups in groups, and members of one of these can be such groups themselves. */
export const isNested = keptWith(
  (rules: readonly Rule[], lists: readonly MemberList[]): boolean =>
    rules.some((rule) => rule.isNested) && canNest(lists),
)

/** Whether members of one of these can be such groups themselves. */
export const canNest = (lists: readonly MemberList[]): boolean =>
  lists.some(({ to, by }) => by === undefined && lists.some(({ mapping }) => to.includes(mapping.resourceType.name)))

/** Those that name the person come first; each group once, the nearest first. */
export const membershipsOf = (
  direct: readonly Group[],
  parentsOf: (group: Group) => readonly Group[],
): readonly Membership[] => {
  const known = new Map<string, Membership>(direct.map((group) => [keyOf(group), group]))
  let level = direct
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    const above = level.flatMap(parentsOf).filter((group) => !known.has(keyOf(group)))
    for (const group of above) known.set(keyOf(group), { ...group, isIndirect: true })
    level = distinct(above)
  }
  return [...known.values()]
}

/** The groups that the groups are in, and those in which these are, by `keyOf`. */
export const groupsAbove = async (
  { directory }: Pick<Dependencies, 'directory'>,
  lists: readonly MemberList[],
  groups: readonly Group[],
): Promise<ReadonlyMap<string, readonly Group[]>> => {
  const parents = new Map<string, readonly Group[]>()
  let level = distinct(groups)
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    for (const group of level) parents.set(keyOf(group), [])
    const found = await inBatches(level, batch, (some) => parentsAmong({ directory }, lists, some))
    for (const [key, above] of found) parents.set(key, [...(parents.get(key) ?? []), ...above])
    level = distinct(found.flatMap(([, above]) => above)).filter((group) => !parents.has(keyOf(group)))
  }
  return parents
}

type Parents = readonly (readonly [key: string, above: readonly Group[]])[]

const batch = { size: 100, concurrency: 4 }

/** Usually none of them is in a group. Where one is, each is asked for: the lists themselves may be long. */
const parentsAmong = async (
  { directory }: Pick<Dependencies, 'directory'>,
  lists: readonly MemberList[],
  groups: readonly Group[],
): Promise<Parents> => {
  const found = await Promise.all(
    lists.map(async (list) => {
      const nested = list.by === undefined ? groups.filter(({ resourceType }) => list.to.includes(resourceType)) : []
      if (nested.length === 0) return []
      const naming = (some: readonly Group[], types: readonly string[]) => {
        const where = or(...list.memberTypes.flatMap((type) => some.map(({ dn }) => equal(type, dn))))
        return entriesOf(directory, list.mapping, { where, types })
      }
      if (nested.length > 1 && (await naming(nested, [])).length === 0) return []
      return inBatches(nested, { size: 1, concurrency: 16 }, async (one) => {
        const entries = await naming(one, referenceTypes(list.mapping))
        return one.map((group) => [keyOf(group), entries.map((entry) => groupOf(list, entry))] as const)
      })
    }),
  )
  return found.flat()
}

/** So many DNs are looked up at most on the way down. */
const mostAsked = 1_000

/** A group with what is in its list. */
export interface Listed {
  readonly group: Group
  /** DNs, or names where there is `by`. */
  readonly members: readonly string[]
  readonly by: MemberList['by']
  /** One for each member, as `Memberships` has them. */
  readonly keys: readonly string[]
}

/**
 * The groups and those that are in them, with their members. undefined: there are more than `most` members, or too many of
 * them could be groups.
 */
export const groupsBelow = async (
  { directory }: Pick<Dependencies, 'directory'>,
  lists: readonly MemberList[],
  { ids, most, nested }: { readonly ids: readonly string[]; readonly most: number; readonly nested: boolean },
): Promise<readonly Listed[] | undefined> => {
  const known = new Map<string, Listed>()
  let asked = 0
  let where = [or(...ids.map((id) => equal('entryUUID', id)))]
  for (let depth = 0; depth <= deepest && where.length > 0; depth++) {
    const level: Listed[] = []
    for (const each of where) level.push(...(await listedIn({ directory }, lists, each)))
    const fresh = level.filter(({ group }) => !known.has(keyOf(group)))
    for (const listed of fresh) known.set(keyOf(listed.group), listed)
    if ([...known.values()].reduce((sum, { members }) => sum + members.length, 0) > most) return undefined
    const dns = nested ? nestable(lists, fresh) : []
    asked += dns.length
    if (asked > mostAsked) return undefined
    where = chunksOf(dns, batch.size).map((some) => or(...some.map((dn) => equal('entryDN', dn))))
  }
  return [...known.values()]
}

const listedIn = async (
  { directory }: Pick<Dependencies, 'directory'>,
  lists: readonly MemberList[],
  where: ReturnType<typeof or>,
): Promise<readonly Listed[]> => {
  const found = await Promise.all(
    lists.map(async (list) => {
      const types = [...referenceTypes(list.mapping), ...list.memberTypes]
      const entries = await entriesOf(directory, list.mapping, { where, types })
      return entries.map((entry) => listedOf(list, entry))
    }),
  )
  return found.flat()
}

export const listedOf = (list: MemberList, entry: Entry): Listed => {
  const { by } = list
  const members = list.memberTypes.flatMap((type) => textsOf(entry.attributes, type))
  const keys = members.map((value) => (by === undefined ? normaliseDn(value) : nameKey(by, value)))
  return { group: groupOf(list, entry), members, by, keys }
}

/** Members where groups are. What stands in a list by name is nobody's DN. */
const nestable = (lists: readonly MemberList[], level: readonly Listed[]): readonly Dn[] => {
  const members = new Map(
    level
      .filter(({ by }) => by === undefined)
      .flatMap(({ members: dns, keys }) => dns.map((dn, at) => [keys[at], dn as Dn] as const)),
  )
  return [...members.values()].filter((dn) =>
    lists.some(({ mapping }) => mapping.places.some(({ base }) => isUnder(dn, base))),
  )
}

const distinct = (groups: readonly Group[]): readonly Group[] => [
  ...new Map(groups.map((group) => [keyOf(group), group])).values(),
]

const chunksOf = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
