/** entryTest: whether an entry at hand matches the entry filter of a mapping, told without asking the directory. */
import { classTest } from '../../directory/class-test.ts'
import type { Subschema } from '../../directory/subschema.ts'
import { type AttributeValues, valuesOf } from '../../ldap/entry.ts'
import type { LdapFilter } from '../../ldap/filter.ts'

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
