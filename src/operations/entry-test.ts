/** entryTest: whether an entry at hand matches the entry filter of a mapping, told without asking the directory. */
import type { Subschema } from '../directory/subschema.ts'
import { type AttributeValues, textsOf, valuesOf } from '../ldap/entry.ts'
import type { LdapFilter } from '../ldap/filter.ts'

export type EntryTest = (attributes: AttributeValues) => boolean

/**
 * True only where the directory would say so too; false may also mean that it cannot be told from here (a subtype, a
 * value that is hidden). undefined: such a filter cannot be tested here at all.
 */
export const entryTest = (filter: LdapFilter, subschema: Subschema): EntryTest | undefined => {
  if (filter.kind === 'present') return (attributes) => valuesOf(attributes, filter.type).length > 0
  if (filter.kind === 'equal' && filter.type.toLowerCase() === 'objectclass') return classTest(filter.value, subschema)
  if (filter.kind !== 'and' && filter.kind !== 'or') return undefined
  const tests = filter.filters.flatMap((part) => entryTest(part, subschema) ?? [])
  if (tests.length < filter.filters.length) return undefined
  return filter.kind === 'and'
    ? (attributes) => tests.every((holds) => holds(attributes))
    : (attributes) => tests.some((holds) => holds(attributes))
}

/** `(objectClass=person)` matches every inetOrgPerson, whether the entry names its superclasses or not. */
const classTest = (wanted: string, subschema: Subschema): EntryTest => {
  const known = new Map<string, boolean>()
  const isKind = (name: string): boolean => {
    const key = name.toLowerCase()
    const before = known.get(key)
    if (before !== undefined) return before
    known.set(key, false)
    const description = subschema.objectClass(name)
    const names = [name, description?.oid ?? '', ...(description?.names ?? [])]
    const isWanted = names.some((each) => each.toLowerCase() === wanted.toLowerCase())
    const holds = isWanted || (description?.superiors ?? []).some(isKind)
    known.set(key, holds)
    return holds
  }
  return (attributes) => textsOf(attributes, 'objectClass').some(isKind)
}
