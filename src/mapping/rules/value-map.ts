/** Value map rule: stored values that stand for other ones in SCIM, such as `A` for true. */
import { type AttributeValue, type AttributeValues, valuesOf } from '../../ldap/entry.ts'
import { equal, or, present } from '../../ldap/filter.ts'
import { normaliseValue } from '../../ldap/matching.ts'
import { invalidValue } from '../../scim/error.ts'
import { valueTest } from '../../scim/filter/value-test.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { valueKey } from '../../scim/resource/equality.ts'
import type { SimpleValue, Value } from '../../scim/resource/resource.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import { isPortable } from '../../text/prepare.ts'
import { nameOf } from '../encode.ts'
import type { Encoded, Leaf, Rule } from '../mapping.ts'
import { atLeast, everything, exactly, negationOf, nothing, type Pushdown } from '../pushdown.ts'
import { type Column, compareNull } from '../values/column.ts'

export interface MappedValue {
  readonly stored: string
  readonly shown: string | boolean
  /** Of several that show the same the one that a write stores. */
  readonly isWritten: boolean
}

export interface ValueMap {
  readonly column: Column
  readonly values: readonly MappedValue[]
}

/** The first stored value that is in the map is shown. What is not in it is neither shown nor touched. */
export const valueMapRule = (path: ResolvedPath, map: ValueMap): Rule => {
  const attribute = path.subAttribute ?? path.attribute
  const { type, whole } = map.column
  return {
    path,
    types: [type],
    isAlone: true,
    decode: ({ attributes }) => shownOf(attributes, map),
    encode: (value, { stored }) => {
      const [first] = mappedIn(stored, map)
      const shown = first === undefined ? undefined : mappedValue(first, map)
      if (value === undefined ? shown === undefined : isSame(attribute, shown, value)) {
        // Where there can be one value only, one that is not in the map has to make way for a new one.
        return asEncoded(type, first !== undefined ? [first] : whole ? valuesOf(stored, type) : [])
      }
      return value === undefined ? [] : asEncoded(type, [storedFor(value, path, map)])
    },
    choices: ({ attributes }) => [[type, mappedIn(attributes, map)]],
    pushdown: (leaf) => push(leaf, attribute, map),
  }
}

/** The stored values of a type that the map knows. */
export const mappedIn = (attributes: AttributeValues, map: ValueMap): readonly AttributeValue[] =>
  valuesOf(attributes, map.column.type).filter((value) => mappedValue(value, map) !== undefined)

/** What a stored value stands for, as the type's EQUALITY rule reads it. */
export const mappedValue = (value: AttributeValue, { column, values }: ValueMap): SimpleValue | undefined => {
  const key = normaliseValue(column.description.equality, value)
  return values.find(({ stored }) => normaliseValue(column.description.equality, stored) === key)?.shown
}

/** Throws invalidValue where nothing stands for the value. */
export const storedFor = (value: Value, path: ResolvedPath, { values }: ValueMap): string => {
  const attribute = path.subAttribute ?? path.attribute
  const found = values.find(({ shown, isWritten }) => isWritten && isSame(attribute, shown, value))
  if (found !== undefined) return found.stored
  const known = values.filter(({ isWritten }) => isWritten).map(({ shown }) => shown)
  throw invalidValue(`${nameOf(path)} takes ${known.join(', ')} in this directory`)
}

export const asEncoded = (type: string, values: readonly AttributeValue[]): Encoded =>
  values.length === 0 ? [] : [[type, values]]

/** The stored values of which `holds` is true; undefined: the server may see them otherwise than we do. */
export const filterFor = (
  { column: { type, description }, values }: ValueMap,
  holds: (shown: string | boolean) => boolean,
): Pushdown | undefined => {
  if (description.noUserModification || !askable.test(description.equality ?? '')) return undefined
  if (!values.every(({ stored }) => isPortable(stored))) return undefined
  const found = or(...values.filter(({ shown }) => holds(shown)).map(({ stored }) => equal(type, stored)))
  return description.isLoose === true ? atLeast(found) : exactly(found)
}

const askable = /^(?:case(?:ignore|exact)(?:ia5)?|integer|boolean|numericstring)match$/i

const shownOf = (attributes: AttributeValues, map: ValueMap): SimpleValue | undefined => {
  const [first] = mappedIn(attributes, map)
  return first === undefined ? undefined : mappedValue(first, map)
}

const isSame = (attribute: Attribute, a: Value | undefined, b: Value): boolean =>
  a !== undefined && valueKey(attribute, a) === valueKey(attribute, b)

const push = (leaf: Leaf, attribute: Attribute, map: ValueMap): Pushdown => {
  const { type, whole, description } = map.column
  if (leaf.kind === 'element') return everything
  const unknown = description.noUserModification ? everything : atLeast(present(type))
  const presence = filterFor(map, () => true) ?? unknown
  if (leaf.kind === 'present') return presence
  if (leaf.value === null) return compareNull(presence, leaf.operator)
  const { operator, value } = leaf
  // What has no value differs from every literal, and so equals none.
  if (operator === 'ne') return negationOf(push({ ...leaf, operator: 'eq' }, attribute, map))
  const holds = valueTest(attribute, operator, value)
  if (!map.values.some(({ shown }) => holds(shown))) return nothing
  const found = filterFor(map, holds) ?? unknown
  // Of several stored values the server may find another one than SCIM shows.
  return whole ? found : atLeast(found.filter)
}
