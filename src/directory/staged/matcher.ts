/** createMatcher: whether an entry at hand matches a filter, as the server that has this schema would say. RFC 4511 §4.5.1.7 */

import { hasBits } from '../../ldap/bits.ts'
import type { AttributeValue, AttributeValues } from '../../ldap/entry.ts'
import type { LdapFilter } from '../../ldap/filter.ts'
import { normaliseValue } from '../../ldap/matching.ts'
import { unreachable } from '../../text/unreachable.ts'
import { classTest } from '../class-test.ts'
import type { Subschema } from '../subschema.ts'
import { canonicalType } from './canonical-type.ts'
import { orderTest, substringTest, type ValueTest } from './value-test.ts'

/** undefined: it cannot be said, which no search takes for a match. */
export type Matcher = (attributes: AttributeValues) => boolean | undefined

/**
 * Attributes are under the names that `canonicalType` gives. Of the schema's hierarchies only that of object classes is
 * followed: `(name=x)` does not find a `cn`.
 */
export const createMatcher = (filter: LdapFilter, subschema: Subschema): Matcher => {
  switch (filter.kind) {
    case 'and':
      return junction(filter.filters, subschema, false)
    case 'or':
      return junction(filter.filters, subschema, true)
    case 'not':
      return negation(createMatcher(filter.filter, subschema))
    default:
      return test(filter, subschema)
  }
}

/** One `decisive` part decides; else one that cannot be said leaves it unsaid. */
const junction = (filters: readonly LdapFilter[], subschema: Subschema, decisive: boolean): Matcher => {
  const matchers = filters.map((part) => createMatcher(part, subschema))
  return (attributes) => {
    let isSaid = true
    for (const matches of matchers) {
      const holds = matches(attributes)
      if (holds === decisive) return decisive
      if (holds === undefined) isSaid = false
    }
    return isSaid ? !decisive : undefined
  }
}

const negation =
  (matches: Matcher): Matcher =>
  (attributes) => {
    const holds = matches(attributes)
    return holds === undefined ? undefined : !holds
  }

type Test = Exclude<LdapFilter, { readonly kind: 'and' | 'or' | 'not' }>

const test = (filter: Test, subschema: Subschema): Matcher => {
  const description = subschema.attributeType(filter.type)
  if (description === undefined) return () => undefined
  const type = canonicalType(filter.type, subschema)
  const valuesIn = (attributes: AttributeValues): readonly AttributeValue[] => attributes.get(type) ?? []
  switch (filter.kind) {
    case 'present':
      return (attributes) => valuesIn(attributes).length > 0
    case 'equal': {
      if (type === 'objectclass') return classTest(filter.value, subschema)
      const { equality } = description
      if (equality === undefined) return () => undefined
      const key = normaliseValue(equality, filter.value)
      return (attributes) => keysOf(valuesIn(attributes), equality).has(key)
    }
    // The names of a server's own are put in below the stage.
    case 'equal-bytes':
      return () => undefined
    case 'all-bits':
      return anyOf(valuesIn, (value) => hasBits(String(value), filter.mask))
    case 'greater-or-equal':
    case 'less-or-equal':
      return anyOf(valuesIn, orderTest(description, { kind: filter.kind, value: filter.value }))
    case 'substring':
      return anyOf(valuesIn, substringTest(description, filter))
    default:
      return unreachable(filter)
  }
}

const anyOf = (
  valuesIn: (attributes: AttributeValues) => readonly AttributeValue[],
  holds: ValueTest | undefined,
): Matcher => (holds === undefined ? () => undefined : (attributes) => valuesIn(attributes).some(holds))

/** Lists of values never change, so that those of a large group are prepared once for however many filters. */
const known = new WeakMap<readonly AttributeValue[], Map<string, ReadonlySet<string>>>()

const keysOf = (values: readonly AttributeValue[], equality: string): ReadonlySet<string> => {
  const byRule = known.get(values) ?? new Map<string, ReadonlySet<string>>()
  known.set(values, byRule)
  const before = byRule.get(equality)
  if (before !== undefined) return before
  const keys = new Set(values.map((value) => normaliseValue(equality, value)))
  byRule.set(equality, keys)
  return keys
}
