/** toServer: filters and attribute types in the server's own names. */
import { equal, type LdapFilter, never, not, present } from '../../ldap/filter.ts'
import { guidBytes, isUuid, type Names, nsUniqueIdText, typesOfActiveDirectory, unversioned } from './names.ts'
import { inWholeSeconds } from './whole-seconds.ts'

type Leaf = Extract<LdapFilter, { readonly type: string }>

/** A text that is no UUID is nobody's id, whatever the server would say of such an assertion. */
export const filterToServer = (filter: LdapFilter, names: Names): LdapFilter => {
  if (filter.kind === 'not') return not(filterToServer(filter.filter, names))
  if ('filters' in filter) return { ...filter, filters: filter.filters.map((part) => filterToServer(part, names)) }
  const key = filter.type.toLowerCase()
  if (key === 'entryuuid') return idFilter(filter, names)
  if (key === 'entrycsn' && names.version !== undefined) return versionFilter(filter, names.version)
  if (names.id.form === 'guid') return filterOfActiveDirectory(filter)
  return names.id.form === 'nsUniqueId' && times.has(key) ? inWholeSeconds(filter) : filter
}

const times: ReadonlySet<string> = new Set(['createtimestamp', 'modifytimestamp'])

const filterOfActiveDirectory = (filter: Leaf): LdapFilter => {
  const key = filter.type.toLowerCase()
  const named = { ...filter, type: typesOfActiveDirectory.get(key) ?? filter.type }
  return times.has(key) ? inWholeSeconds(named, '.0Z') : named
}

const idFilter = (filter: Leaf, { id: { type, form } }: Names): LdapFilter => {
  if (filter.kind !== 'equal') return { ...filter, type }
  const text = String(filter.value).toLowerCase()
  if (!isUuid(text)) return never
  if (form === 'guid') return { kind: 'equal-bytes', type, value: guidBytes(text) }
  return equal(type, form === 'nsUniqueId' ? nsUniqueIdText(text) : text)
}

const versionFilter = (filter: Leaf, type: string): LdapFilter =>
  filter.kind === 'equal' && filter.value === unversioned ? not(present(type)) : { ...filter, type }

export const typesToServer = (types: readonly string[], names: Names): readonly string[] => [
  ...new Set(types.map((type) => typeToServer(type, names))),
]

const typeToServer = (type: string, { id, version }: Names): string => {
  const key = type.toLowerCase()
  if (key === 'entryuuid') return id.type
  if (key === 'entrycsn') return version ?? type
  return (id.form === 'guid' ? typesOfActiveDirectory.get(key) : undefined) ?? type
}
