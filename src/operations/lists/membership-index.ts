/** membershipIndex: who is in which group, read once for a filter on `groups` (a semi-join, never a search per person). */
import { normaliseDn } from '../../ldap/dn.ts'
import { testsIn } from '../../mapping/compile-filter.ts'
import { isResourceId } from '../../mapping/identity.ts'
import type { Mapping, Membership, Rule } from '../../mapping/mapping.ts'
import { idsIn } from '../../mapping/rules/reference.ts'
import type { Filter } from '../../scim/filter/filter.ts'
import type { Dependencies } from '../dependencies.ts'
import { scanOf } from '../references/entries-of.ts'
import type { Memberships } from '../references/memberships.ts'
import { type Group, groupsBelow, isNested, type Listed, listedOf, membershipsOf } from '../references/nesting.ts'
import { listsAsked, type MemberList, referenceTypes } from '../references/references.ts'

type Needed = Pick<Dependencies, 'directory' | 'mappings'>

/**
 * Only the groups that the filter names by id, and those in them, where it names nothing else of groups; else, or without
 * one, all. `rules`: whose groups.
 */
export const membershipIndex = async (
  dependencies: Needed,
  filter: Filter | undefined,
  { mapping, rules }: { readonly mapping: Mapping; readonly rules: readonly Rule[] },
): Promise<Memberships> => {
  const lists = listsAsked(dependencies, rules)
  const nested = isNested(rules, lists)
  const index = new Map<string, readonly Group[]>()
  const extended = sharing<Group>()
  const ids = filter === undefined ? undefined : namedGroups(filter, mapping)
  const named = ids && (await groupsBelow(dependencies, lists, { ids, most: Number.POSITIVE_INFINITY, nested }))
  for await (const { group, keys } of named ?? allGroups(dependencies, lists)) {
    for (const key of keys) {
      index.set(key, extended(index.get(key), group))
    }
  }
  return nested ? nestedIn(index, lists) : index
}

async function* allGroups({ directory }: Needed, lists: readonly MemberList[]): AsyncGenerator<Listed> {
  for (const list of lists) {
    const { entryFilter: filter } = list.mapping
    const types = [...referenceTypes(list.mapping), ...list.memberTypes]
    for await (const page of scanOf(directory, list.mapping, { filter, types, pageSize: 50 })) {
      for (const entry of page) yield listedOf(list, entry)
    }
  }
}

/** Those who are in the same groups share one answer, too. */
const nestedIn = (index: ReadonlyMap<string, readonly Group[]>, lists: readonly MemberList[]): Memberships => {
  const known = new Map<readonly Group[], readonly Membership[]>()
  const takes = (parent: Group, { resourceType }: Group): boolean =>
    lists.some(({ mapping, to }) => mapping.resourceType.name === parent.resourceType && to.includes(resourceType))
  const parentsOf = (group: Group): readonly Group[] =>
    (index.get(normaliseDn(group.dn)) ?? []).filter((parent) => takes(parent, group))
  return {
    get: (key) => {
      const direct = index.get(key)
      if (direct === undefined) return undefined
      const found = known.get(direct) ?? membershipsOf(direct, parentsOf)
      known.set(direct, found)
      return found
    },
  }
}

/** Lists grown by one at the end; those who are in the same groups share one list. */
const sharing = <T>() => {
  const none: readonly T[] = []
  const longer = new Map<readonly T[], Map<T, readonly T[]>>()
  return (list: readonly T[] = none, item: T): readonly T[] => {
    const known = longer.get(list) ?? new Map<T, readonly T[]>()
    longer.set(list, known)
    const result = known.get(item) ?? [...list, item]
    known.set(item, result)
    return result
  }
}

const namedGroups = (filter: Filter, mapping: Mapping): readonly string[] | undefined => {
  const named = testsIn(filter, mapping)
    .filter(({ rules }) => rules.some(({ needs }) => needs === 'memberships'))
    .map(({ leaf }) => idsIn(leaf))
  if (named.length === 0 || named.some((ids) => ids.length === 0)) return undefined
  return named.flat().filter(isResourceId)
}
