/** Maintained memberships: groups by the DNs that the directory itself keeps in the entries of their members. RFC 7643 §4.1.2 */
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { and, equal, or } from '../../ldap/filter.ts'
import type { Membership, Rule } from '../../mapping/mapping.ts'
import { keptWith } from '../../scim/kept-with.ts'
import { inBatches } from '../batches.ts'
import type { Dependencies } from '../dependencies.ts'
import { entriesOf } from './entries-of.ts'
import { canNest, type Group, groupOf, groupsAbove, groupsBelow, keyOf, membershipsOf } from './nesting.ts'
import { groupTypes, type MemberList, memberLists, referenceTypes } from './references.ts'

type Needed = Pick<Dependencies, 'directory'>
type Above = ReadonlyMap<string, readonly Group[]>

const batch = { size: 100, concurrency: 4 }

/**
 * By `normaliseDn` of the entry. Some directories keep direct memberships alone, others all of them: a group that may be there
 * by way of another one is asked whether it names the entry. The groups above are searched for, since not every directory
 * keeps memberships of groups.
 */
export const maintainedMemberships = async (
  dependencies: Needed,
  entries: readonly Entry[],
  { lists, rules }: { readonly lists: readonly MemberList[]; readonly rules: readonly Rule[] },
): Promise<ReadonlyMap<string, readonly Membership[]>> => {
  const dnsIn = ({ attributes }: Entry) => rules.flatMap(({ maintained = '' }) => textsOf(attributes, maintained))
  const groups = await groupsAt(dependencies, lists, entries.flatMap(dnsIn))
  const above = canNest(lists) ? await groupsAbove(dependencies, lists, [...groups.values()].flat()) : new Map()
  const listed = new Set(
    lists.flatMap(({ mapping, memberTypes }) => (memberTypes.length > 0 ? [mapping.resourceType.name] : [])),
  )
  const hasList = ({ resourceType }: Group): boolean => listed.has(resourceType)
  const found = await inBatches(entries, { size: 1, concurrency: 16 }, async ([one]) => {
    const entry = one as Entry
    const keys = [...new Set(dnsIn(entry).map(normaliseDn))]
    const told = keys.flatMap((key) => groups.get(key) ?? [])
    // A group that is none here can stand between the entry and any of the others.
    const doubtful = new Set((keys.every((key) => groups.has(key)) ? amongAbove(told, above) : told).filter(hasList))
    const naming = await namingAmong(dependencies, lists, { groups: [...doubtful], dn: entry.dn })
    const isDirect = (group: Group): boolean => !doubtful.has(group) || naming.has(keyOf(group))
    return [[normaliseDn(entry.dn), reached(told, isDirect, above)] as const]
  })
  return new Map(found)
}

/** The lists of the groups that the rules speak of. Those who are found by a URL are in no list, and there by no other group. */
export const keptLists = (
  { mappings }: Pick<Dependencies, 'mappings'>,
  rules: readonly Rule[],
): readonly MemberList[] => listsUnder(mappings, rules)

const listsUnder = keptWith((mappings: Dependencies['mappings'], rules: readonly Rule[]): readonly MemberList[] => {
  const types = groupTypes(rules)
  const listless = mappings.flatMap((mapping) => {
    const found = types.includes(mapping.resourceType.name) && mapping.rules.find(({ needs }) => needs === 'memberUrls')
    return found ? [{ mapping, memberTypes: [], to: found.to ?? [], by: undefined }] : []
  })
  return [...memberLists({ mappings }, types), ...listless]
})

/** The groups of these DNs, by `normaliseDn`; what is no group here is absent. */
const groupsAt = async (
  { directory }: Needed,
  lists: readonly MemberList[],
  dns: readonly string[],
): Promise<ReadonlyMap<string, readonly Group[]>> => {
  const wanted = [...new Map(dns.map((dn) => [normaliseDn(dn), dn])).values()]
  const found = await inBatches(wanted, batch, async (some) => {
    const where = or(...some.map((dn) => equal('entryDN', dn)))
    const listed = lists.map(async (list) => {
      const entries = await entriesOf(directory, list.mapping, { where, types: referenceTypes(list.mapping) })
      return entries.map((entry) => groupOf(list, entry))
    })
    return (await Promise.all(listed)).flat()
  })
  return Map.groupBy(found, ({ dn }) => normaliseDn(dn))
}

/** Those that are above another of them. */
const amongAbove = (groups: readonly Group[], above: Above): readonly Group[] => {
  const parents = new Set(groups.flatMap((group) => (above.get(keyOf(group)) ?? []).map(keyOf)))
  return groups.filter((group) => parents.has(keyOf(group)))
}

/** Those whose lists name the DN, by `keyOf`. */
const namingAmong = async (
  { directory }: Needed,
  lists: readonly MemberList[],
  { groups, dn }: { readonly groups: readonly Group[]; readonly dn: Dn },
): Promise<ReadonlySet<string>> => {
  const named = await inBatches(groups, batch, async (some) => {
    const there = or(...some.map((group) => equal('entryDN', group.dn)))
    const asked = lists.map(async (list) => {
      const where = and(there, or(...list.memberTypes.map((type) => equal(type, dn))))
      const entries = await entriesOf(directory, list.mapping, { where, types: ['entryUUID'] })
      return entries.map((entry) => keyOf(groupOf(list, entry)))
    })
    return (await Promise.all(asked)).flat()
  })
  return new Set(named)
}

/** What is direct comes first, then what is above it, then what the entry alone tells to be indirect. */
const reached = (told: readonly Group[], isDirect: (group: Group) => boolean, above: Above): readonly Membership[] => {
  const aboveOf = (group: Group): readonly Group[] => above.get(keyOf(group)) ?? []
  const found = membershipsOf(told.filter(isDirect), aboveOf)
  const known = new Set(found.map(keyOf))
  const others = membershipsOf(
    told.filter((group) => !isDirect(group)),
    aboveOf,
  )
  return [
    ...found,
    ...others.filter((group) => !known.has(keyOf(group))).map((group) => ({ ...group, isIndirect: true }) as const),
  ]
}

/** A filter of more terms is slower than to look at everybody. */
const mostGroups = 500

/**
 * The DN of the group and, where these count (`nested`), of those in it that are groups themselves; empty: there is none of
 * that id. undefined: too many.
 */
export const groupsWithin = async (
  dependencies: Needed,
  lists: readonly MemberList[],
  { id, nested }: { readonly id: string; readonly nested: boolean },
): Promise<readonly Dn[] | undefined> => {
  if (!nested) {
    const where = equal('entryUUID', id)
    const found = lists.map(({ mapping }) => entriesOf(dependencies.directory, mapping, { where, types: [] }))
    return (await Promise.all(found)).flat().map(({ dn }) => dn)
  }
  const most = Number.POSITIVE_INFINITY
  const listed = await groupsBelow(dependencies, lists, { ids: [id], most, nested })
  return listed === undefined || listed.length > mostGroups ? undefined : listed.map(({ group }) => group.dn)
}
