/** membershipIndex: who is in which group, read once for a filter on `groups` (a semi-join, never a search per person). */
import { normaliseDn } from '../ldap/dn.ts'
import { textsOf } from '../ldap/entry.ts'
import { and, equal, or } from '../ldap/filter.ts'
import { testsIn } from '../mapping/compile-filter.ts'
import { isResourceId } from '../mapping/identity.ts'
import type { Mapping, Reference } from '../mapping/mapping.ts'
import { idsIn } from '../mapping/rules/reference.ts'
import type { Filter } from '../scim/filter/filter.ts'
import type { Dependencies } from './dependencies.ts'
import type { Memberships } from './lookup.ts'
import { groupMapping, referenceOf, referenceTypes } from './references.ts'

/** Only the groups that the filter names by id, where it names nothing else of groups; else all of them. */
export const membershipIndex = async (
  dependencies: Pick<Dependencies, 'directory' | 'mappings'>,
  filter: Filter,
  mapping: Mapping,
): Promise<Memberships> => {
  const index = new Map<string, Reference[]>()
  const groups = groupMapping(dependencies)
  if (groups === undefined) return index
  const { base, scope, entryFilter } = groups.mapping
  const types = [...referenceTypes(groups.mapping), ...groups.memberTypes]
  const narrowed = and(entryFilter, namedGroups(filter, mapping))
  for await (const entry of dependencies.directory.scan({ base, scope, filter: narrowed, types, pageSize: 50 })) {
    const group = referenceOf(groups.mapping, entry)
    for (const dn of groups.memberTypes.flatMap((type) => textsOf(entry.attributes, type))) {
      const key = normaliseDn(dn)
      const known = index.get(key)
      if (known === undefined) index.set(key, [group])
      else known.push(group)
    }
  }
  return index
}

const namedGroups = (filter: Filter, mapping: Mapping) => {
  const named = testsIn(filter, mapping)
    .filter(({ rules }) => rules.some(({ needs }) => needs === 'memberships'))
    .map(({ leaf }) => idsIn(leaf))
  if (named.some((ids) => ids.length === 0)) return and()
  return or(
    ...named
      .flat()
      .filter(isResourceId)
      .map((id) => equal('entryUUID', id)),
  )
}
