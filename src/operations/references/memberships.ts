/** fetchMemberships: the groups that people belong to, found by searching the groups for each of them. RFC 7643 §4.1.2 */
import { normaliseDn } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import { equal, or } from '../../ldap/filter.ts'
import type { Membership, Rule } from '../../mapping/mapping.ts'
import { nameIn } from '../../mapping/naming.ts'
import { kept } from '../../scim/kept-with.ts'
import { inBatches } from '../batches.ts'
import type { Dependencies } from '../dependencies.ts'
import { entriesOf } from './entries-of.ts'
import { keptLists, maintainedMemberships } from './maintained.ts'
import { type Group, groupOf, groupsAbove, isNested, keyOf, membershipsOf } from './nesting.ts'
import { listsAsked, type MemberList, referenceTypes } from './references.ts'

/** By `normaliseDn`. */
export interface Memberships {
  get(key: string): readonly Membership[] | undefined
}

/**
 * The groups that name each entry as a member, by its DN or by name: one indexed search each, since no overlay is relied on unless
 * a row says which attribute type it keeps; and the groups above these, which is one search more where there are none.
 * `rules`: whose groups.
 */
export const fetchMemberships = async (
  dependencies: Pick<Dependencies, 'directory' | 'mappings'>,
  members: readonly Entry[],
  rules: readonly Rule[],
): Promise<Memberships> => {
  const { maintained, others } = byKeeper(rules)
  if (maintained.length === 0) return searchedMemberships(dependencies, members, rules)
  const lists = keptLists(dependencies, maintained)
  const [told, searched] = await Promise.all([
    maintainedMemberships(dependencies, members, { lists, rules: maintained }),
    searchedMemberships(dependencies, members, others),
  ])
  return { get: (key) => [...(told.get(key) ?? []), ...(searched.get(key) ?? [])] }
}

/** Those whose memberships the directory keeps itself, and the others. */
const byKeeper = kept((rules: readonly Rule[]) => ({
  maintained: rules.filter(({ maintained }) => maintained !== undefined),
  others: rules.filter(({ maintained }) => maintained === undefined),
}))

const searchedMemberships = async (
  dependencies: Pick<Dependencies, 'directory' | 'mappings'>,
  members: readonly Entry[],
  rules: readonly Rule[],
): Promise<Memberships> => {
  const lists = listsAsked(dependencies, rules)
  if (lists.length === 0) return new Map()
  const found = await inBatches(members, { size: 1, concurrency: 16 }, async ([one]) => {
    const member = one as Entry
    const groups = await Promise.all(lists.map((list) => groupsNaming(dependencies, list, member)))
    return [[normaliseDn(member.dn), groups.flat()] as const]
  })
  const groups = found.flatMap(([, direct]) => direct)
  const above = isNested(rules, lists) ? await groupsAbove(dependencies, lists, groups) : undefined
  return new Map(found.map(([key, direct]) => [key, membershipsOf(direct, (group) => above?.get(keyOf(group)) ?? [])]))
}

const groupsNaming = async (
  { directory }: Pick<Dependencies, 'directory'>,
  list: MemberList,
  member: Entry,
): Promise<readonly Group[]> => {
  const value = list.by === undefined ? member.dn : nameIn(member, list.by)
  if (value === undefined) return []
  const where = or(...list.memberTypes.map((type) => equal(type, value)))
  const entries = await entriesOf(directory, list.mapping, { where, types: referenceTypes(list.mapping) })
  return entries.map((entry) => groupOf(list, entry))
}
