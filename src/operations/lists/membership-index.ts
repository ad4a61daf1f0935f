/** membershipIndex: who is in which group, read once for a filter on `groups` (a semi-join, never a search per person). */
import { normaliseDn } from '../../ldap/dn.ts'
import { textsOf } from '../../ldap/entry.ts'
import { and, equal, or } from '../../ldap/filter.ts'
import { testsIn } from '../../mapping/compile-filter.ts'
import { isResourceId } from '../../mapping/identity.ts'
import type { Mapping, Reference, Rule } from '../../mapping/mapping.ts'
import { nameKey } from '../../mapping/naming.ts'
import { idsIn } from '../../mapping/rules/reference.ts'
import type { Filter } from '../../scim/filter/filter.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Memberships } from '../references/lookup.ts'
import { groupTypes, memberLists, referenceOf, referenceTypes } from '../references/references.ts'

/** Only the groups that the filter names by id, where it names nothing else of groups; else, or without one, all. `rules`: whose groups. */
export const membershipIndex = async (
  dependencies: Pick<Dependencies, 'directory' | 'mappings'>,
  filter: Filter | undefined,
  { mapping, rules }: { readonly mapping: Mapping; readonly rules: readonly Rule[] },
): Promise<Memberships> => {
  const index = new Map<string, readonly Reference[]>()
  const extended = sharing<Reference>()
  for (const groups of memberLists(dependencies, groupTypes(rules))) {
    const { base, scope, entryFilter } = groups.mapping
    const types = [...referenceTypes(groups.mapping), ...groups.memberTypes]
    const narrowed = filter === undefined ? entryFilter : and(entryFilter, namedGroups(filter, mapping))
    for await (const entry of dependencies.directory.scan({ base, scope, filter: narrowed, types, pageSize: 50 })) {
      const group = referenceOf(groups.mapping, entry)
      for (const value of groups.memberTypes.flatMap((type) => textsOf(entry.attributes, type))) {
        const key = groups.by === undefined ? normaliseDn(value) : nameKey(groups.by, value)
        index.set(key, extended(index.get(key), group))
      }
    }
  }
  return index
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

const namedGroups = (filter: Filter, mapping: Mapping) => {
  const named = testsIn(filter, mapping)
    .filter(({ rules }) => rules.some(({ needs }) => needs === 'memberships'))
    .map(({ leaf }) => idsIn(leaf))
  if (named.length === 0 || named.some((ids) => ids.length === 0)) return and()
  return or(
    ...named
      .flat()
      .filter(isResourceId)
      .map((id) => equal('entryUUID', id)),
  )
}
