/** lookupFor, knownFor: the answers that decoding and filtering need, fetched beforehand and in batches. */
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import { type Entry, textsOf, valuesOf } from '../../ldap/entry.ts'
import { equal } from '../../ldap/filter.ts'
import { testsIn } from '../../mapping/compile-filter.ts'
import { isResourceId } from '../../mapping/identity.ts'
import type { Known, Lookup, Mapping, Reference, Rule } from '../../mapping/mapping.ts'
import { idsIn } from '../../mapping/rules/reference.ts'
import type { Filter } from '../../scim/filter/filter.ts'
import type { Dependencies } from '../dependencies.ts'
import { entriesOf } from './entries-of.ts'
import { policiesFor } from './password-policies.ts'
import { groupsOf, groupTypes, memberLists, resolveIds } from './references.ts'
import { referencesIn } from './references-in.ts'

type Needed = Pick<Dependencies, 'directory' | 'mappings' | 'locate'>
export type Memberships = ReadonlyMap<string, readonly Reference[]>

/** `memberships`: already known for everybody (a semi-join); else fetched for these entries where a rule needs them. */
export const lookupFor = async (
  dependencies: Needed & Pick<Dependencies, 'now'>,
  entries: readonly Entry[],
  { rules, memberships }: { readonly rules: readonly Rule[]; readonly memberships?: Memberships },
): Promise<Lookup> => {
  const [referenceAt, groups, passwordPolicyAt] = await Promise.all([
    referencesIn(dependencies, entries, rules),
    memberships ??
      (rules.some(({ needs }) => needs === 'memberships') ? fetchMemberships(dependencies, entries, rules) : undefined),
    policiesFor(dependencies.directory, entries, rules),
  ])
  return {
    referenceAt,
    groupsOf: (dn) => (groups === undefined ? undefined : (groups.get(normaliseDn(dn)) ?? [])),
    now: dependencies.now(),
    passwordPolicyAt,
    locate: dependencies.locate,
  }
}

/** How much there is to look up for an entry. */
export const weightUnder = (rules: readonly Rule[]): ((entry: Entry) => number) => {
  const types = rules.flatMap((rule) => (rule.needs === 'references' ? rule.types : []))
  return ({ attributes }) => types.reduce((sum, type) => sum + valuesOf(attributes, type).length, 1)
}

const fetchMemberships = (
  dependencies: Needed,
  entries: readonly Entry[],
  rules: readonly Rule[],
): Promise<Memberships> =>
  groupsOf(
    dependencies,
    entries.map(({ dn }) => dn),
    groupTypes(rules),
  )

/** A group with more members is joined in memory (`membershipIndex`) and not spelled out in a filter. */
const fewMembers = 200

/** DNs behind the ids that a filter compares references with. */
export const knownFor = async (dependencies: Needed, filter: Filter | undefined, mapping: Mapping): Promise<Known> => {
  const tests = filter === undefined ? [] : testsIn(filter, mapping)
  const idsOf = (needs: Rule['needs']) =>
    tests.flatMap(({ rules, leaf }) => (rules.some((rule) => rule.needs === needs) ? idsIn(leaf) : []))
  const types = dependencies.mappings.map(({ resourceType }) => resourceType.name)
  const groups = groupTypes(tests.flatMap(({ rules }) => rules))
  const [found, members] = await Promise.all([
    resolveIds(dependencies, idsOf('references'), types),
    Promise.all(idsOf('memberships').map(async (id) => [id, await membersOf(dependencies, id, groups)] as const)),
  ])
  const memberLists = new Map(members)
  return {
    dnOf: (id, resourceTypes) => {
      const target = found.get(id)
      return target !== undefined && resourceTypes.includes(target.resourceType) ? target.dn : undefined
    },
    membersOf: (id) => {
      const list = memberLists.get(id)
      return list === undefined || list.length > fewMembers ? undefined : list
    },
  }
}

const membersOf = async (dependencies: Needed, id: string, types: readonly string[]): Promise<readonly Dn[]> => {
  if (!isResourceId(id)) return []
  const where = equal('entryUUID', id)
  const found = await Promise.all(
    memberLists(dependencies, types).map(async ({ mapping, memberTypes }) => {
      const [entry] = await entriesOf(dependencies.directory, mapping, { where, types: memberTypes })
      return entry === undefined ? [] : memberTypes.flatMap((type) => textsOf(entry.attributes, type) as readonly Dn[])
    }),
  )
  return found.flat()
}
