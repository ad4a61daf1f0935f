/** Plain rule: one SCIM value in one LDAP attribute type. */
import { rdnOf } from '../../ldap/dn.ts'
import { type AttributeValue, type Entry, valuesOf } from '../../ldap/entry.ts'
import { equal, not, present } from '../../ldap/filter.ts'
import { sameValue } from '../../ldap/matching.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import type { SimpleValue, Value } from '../../scim/resource/resource.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import type { Leaf, Rule } from '../mapping.ts'
import { atLeast, everything, exactly, type Pushdown } from '../pushdown.ts'
import { type Codec, codecFor } from '../values/codec.ts'
import { type Column, compareNull, compareTime, hasSyntax } from '../values/column.ts'
import { compareText } from '../values/compare-text.ts'

export const plainRule = (path: ResolvedPath, column: Column): Rule => {
  const attribute = path.subAttribute ?? path.attribute
  const { type } = column
  const codec = codecFor(attribute, column.description)
  return {
    path,
    types: [type],
    decode: (entry) => chosen(entry, column, codec),
    encode: (value) => (value === undefined ? [] : [[type, [codec.encode(value as SimpleValue)]]]),
    choices: ({ attributes }) => [[type, valuesOf(attributes, type)]],
    pushdown: (leaf) => push(leaf, column, attribute),
  }
}

/** Of several stored values SCIM shows the one that names the entry, else the first: always the same one. */
const chosen = (entry: Entry, column: Column, codec: Codec): Value | undefined => {
  const values = valuesOf(entry.attributes, column.type)
  const value = values.length > 1 ? (naming(entry, column, values) ?? values[0]) : values[0]
  return value === undefined ? undefined : codec.decode(value)
}

const naming = (
  entry: Entry,
  { type, description }: Column,
  values: readonly AttributeValue[],
): AttributeValue | undefined => {
  const assertion = rdnOf(entry.dn).find((candidate) => candidate.type.toLowerCase() === type.toLowerCase())
  return assertion && values.find((value) => sameValue(description.equality, value, assertion.value))
}

const push = (leaf: Leaf, column: Column, attribute: Attribute): Pushdown => {
  const presence = isTotal(column, attribute) ? exactly(present(column.type)) : atLeast(present(column.type))
  // Some of what the directory sets itself it makes up when it answers: what its filters say of that nobody promises.
  if (column.description.noUserModification) return everything
  if (leaf.kind === 'present') return presence
  if (leaf.kind === 'element') return everything
  if (leaf.value === null) return compareNull(presence, leaf.operator)
  if (attribute.type === 'boolean') return compareBoolean(column, leaf.operator, leaf.value === true)
  if (hasSyntax(column.description, 'generalizedTime') && attribute.type === 'dateTime' && column.whole) {
    return compareTime(column.type, leaf.operator, String(leaf.value))
  }
  if (attribute.type === 'string' || attribute.type === 'reference') {
    return compareText(column, attribute, { operator: leaf.operator, value: String(leaf.value) })
  }
  return leaf.operator === 'ne' ? everything : atLeast(present(column.type))
}

/** Every value that the directory may hold has a form in SCIM: then one that is stored is one that is shown. */
const isTotal = ({ description }: Column, { type }: Attribute): boolean => {
  if (type === 'boolean') return hasSyntax(description, 'boolean')
  if (type === 'string' || type === 'reference') {
    return hasSyntax(description, 'directory', 'printable', 'telephone', 'numeric')
  }
  return type === 'binary'
}

const compareBoolean = ({ type, description, whole }: Column, operator: string, value: boolean): Pushdown => {
  if (!hasSyntax(description, 'boolean') || !whole) return everything
  const same = equal(type, value ? 'TRUE' : 'FALSE')
  return exactly(operator === 'ne' ? not(same) : same)
}
