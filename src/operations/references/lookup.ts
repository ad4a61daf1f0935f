/** lookupFor, knownFor: the answers that decoding and filtering need, fetched beforehand and in batches. */
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import { type Entry, valuesOf } from '../../ldap/entry.ts'
import { equal, type LdapFilter } from '../../ldap/filter.ts'
import { testsIn } from '../../mapping/compile-filter.ts'
import { isResourceId } from '../../mapping/identity.ts'
import type { Known, Lookup, Mapping, Rule } from '../../mapping/mapping.ts'
import { nameIn, nameKey } from '../../mapping/naming.ts'
import { idsIn } from '../../mapping/rules/reference.ts'
import type { Filter } from '../../scim/filter/filter.ts'
import { kept, keptWith } from '../../scim/kept-with.ts'
import type { Dependencies } from '../dependencies.ts'
import { groupsWithin, keptLists } from './maintained.ts'
import { fetchMemberships, type Memberships } from './memberships.ts'
import { namingTypes, resolveNames } from './names.ts'
import { groupsBelow, isNested } from './nesting.ts'
import { policiesFor } from './password-policies.ts'
import { listsAsked, resolveIds } from './references.ts'
import { referencesIn } from './references-in.ts'
import { urlMembers } from './url-members.ts'

type Needed = Pick<Dependencies, 'directory' | 'mappings' | 'locate'>

/** `memberships`: already known for everybody (a semi-join); else fetched for these entries where a rule needs them. */
export const lookupFor = async (
  dependencies: Needed & Pick<Dependencies, 'now'>,
  entries: readonly Entry[],
  { rules, memberships }: { readonly rules: readonly Rule[]; readonly memberships?: Memberships },
): Promise<Lookup> => {
  const [referenceAt, referencesNamed, groups, passwordPolicyAt, foundBy] = await Promise.all([
    referencesIn(dependencies, entries, rules),
    resolveNames(dependencies, entries, rules),
    memberships ?? (asksForGroups(rules) ? membershipsIn(dependencies, entries, rules) : undefined),
    policiesFor(dependencies.directory, entries, rules),
    urlMembers(dependencies, entries, rules),
  ])
  const keysOf = memberKeys(dependencies, entries, rules)
  return {
    ...{ referenceAt, referencesNamed, foundBy },
    groupsOf: (dn) => groups && keysOf(dn).flatMap((key) => groups.get(key) ?? []),
    now: dependencies.now(),
    passwordPolicyAt,
    locate: dependencies.locate,
  }
}

const asksForGroups = kept((rules: readonly Rule[]) => rules.some(({ needs }) => needs === 'memberships'))

/** How many a URL finds, as a guess. */
const foundByUrl = 100

/** How much there is to look up for an entry. */
export const weightUnder = kept((rules: readonly Rule[]): ((entry: Entry) => number) => {
  const types = rules.flatMap((rule) => (rule.needs === 'references' ? rule.types : []))
  const urls = rules.flatMap((rule) => (rule.needs === 'memberUrls' ? rule.types : []))
  const count = ({ attributes }: Entry, some: readonly string[]) =>
    some.reduce((sum, type) => sum + valuesOf(attributes, type).length, 0)
  return (entry) => 1 + count(entry, types) + foundByUrl * count(entry, urls)
})

const membershipsIn = (dependencies: Needed, entries: readonly Entry[], rules: readonly Rule[]): Promise<Memberships> =>
  fetchMemberships(dependencies, entries, rules)

/** All that an entry may stand under in `Memberships`: its DN, and its name where lists hold names (`membershipIndex`). */
const memberKeys = (dependencies: Needed, entries: readonly Entry[], rules: readonly Rule[]) => {
  const namings = namingsUnder(dependencies.mappings, rules)
  if (namings.length === 0) return (dn: Dn): readonly string[] => [normaliseDn(dn)]
  const byDn = new Map(entries.map((entry) => [entry.dn, entry]))
  return (dn: Dn): readonly string[] => {
    const entry = byDn.get(dn)
    const names = namings.flatMap((by) => {
      const name = entry && nameIn(entry, by)
      return name === undefined ? [] : [nameKey(by, name)]
    })
    return [normaliseDn(dn), ...names]
  }
}

const namingsUnder = keptWith((mappings: Dependencies['mappings'], rules: readonly Rule[]) =>
  listsAsked({ mappings }, rules).flatMap(({ by }) => by ?? []),
)

/** A group with more members is joined in memory (`membershipIndex`) and not spelled out in a filter. */
const fewMembers = 200

/** DNs behind the ids that a filter compares references with. */
export const knownFor = async (dependencies: Needed, filter: Filter | undefined, mapping: Mapping): Promise<Known> => {
  const tests = filter === undefined ? [] : testsIn(filter, mapping)
  const idsOf = (needs: Rule['needs']) =>
    tests.flatMap(({ rules, leaf }) => (rules.some((rule) => rule.needs === needs) ? idsIn(leaf) : []))
  const [targets, groupIds] = [idsOf('references'), idsOf('memberships')]
  if (targets.length === 0 && groupIds.length === 0) return nothingKnown
  const types = dependencies.mappings.map(({ resourceType }) => resourceType.name)
  const asked = tests.flatMap(({ rules }) => rules)
  const maintained = asked.filter(({ maintained }) => maintained !== undefined)
  const searched = asked.filter(({ maintained }) => maintained === undefined)
  const [found, members, groups] = await Promise.all([
    resolveIds(dependencies, targets, types, namingTypes(asked)),
    Promise.all(groupIds.map(async (id) => [id, await membersOf(dependencies, id, searched)] as const)),
    Promise.all(groupIds.map(async (id) => [id, await groupsKept(dependencies, id, maintained)] as const)),
  ])
  const filters = new Map(members)
  const within = new Map(groups)
  const targetOf = (id: string, resourceTypes: readonly string[]) => {
    const target = found.get(id)
    return target !== undefined && resourceTypes.includes(target.resourceType) ? target.entry : undefined
  }
  return {
    dnOf: (id, resourceTypes) => targetOf(id, resourceTypes)?.dn,
    nameOf: (id, resourceTypes, by) => {
      const target = targetOf(id, resourceTypes)
      return target && nameIn(target, by)
    },
    membersOf: (id) => filters.get(id),
    groupsWithin: (id) => within.get(id),
  }
}

const nothingKnown: Known = {
  dnOf: () => undefined,
  nameOf: () => undefined,
  membersOf: () => undefined,
  groupsWithin: () => undefined,
}

/** entryDN equality is answered from slapd's DN index (RFC 5020). */
const membersOf = async (
  dependencies: Needed,
  id: string,
  rules: readonly Rule[],
): Promise<readonly LdapFilter[] | undefined> => {
  if (!isResourceId(id)) return []
  const lists = listsAsked(dependencies, rules)
  if (lists.length === 0) return []
  const nested = isNested(rules, lists)
  const listed = await groupsBelow(dependencies, lists, { ids: [id], most: fewMembers, nested })
  return listed?.flatMap(({ members, by }) => members.map((value) => equal(by?.type ?? 'entryDN', value)))
}

const groupsKept = async (
  dependencies: Needed,
  id: string,
  rules: readonly Rule[],
): Promise<readonly Dn[] | undefined> => {
  if (!isResourceId(id) || rules.length === 0) return []
  const lists = keptLists(dependencies, rules)
  return groupsWithin(dependencies, lists, { id, nested: isNested(rules, lists) })
}
