/** Values rule: a multi-valued attribute of a simple type, one stored value for each of its own. RFC 7643 §2.4 */
import { type AttributeValue, type AttributeValues, valuesOf } from '../../ldap/entry.ts'
import { or, present } from '../../ldap/filter.ts'
import { invalidValue } from '../../scim/error.ts'
import type { ElementFilter } from '../../scim/filter/filter.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { valueKey } from '../../scim/resource/equality.ts'
import type { SimpleValue, Value } from '../../scim/resource/resource.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import type { Encoded, Leaf, Rule } from '../mapping.ts'
import { atLeast, bothOf, eitherOf, everything, type Pushdown } from '../pushdown.ts'
import type { Codec } from '../values/codec.ts'
import type { Column } from '../values/column.ts'
import { compareText } from '../values/compare-text.ts'

export interface ValueHome {
  readonly column: Column
  readonly codec: Codec
  /** Values are text that the server can compare. */
  readonly searchable: boolean
}

export const valuesRule = (path: ResolvedPath, homes: readonly ValueHome[]): Rule => {
  const attribute: Attribute = { ...(path.subAttribute ?? path.attribute), multiValued: false }
  return {
    path,
    types: homes.map(({ column }) => column.type),
    decode: ({ attributes }) => {
      const values = [...held(attributes, homes, attribute).values()].map(({ value }) => value)
      return values.length === 0 ? undefined : (values as Value)
    },
    encode: (value, { stored }) => encode((value ?? []) as readonly SimpleValue[], { stored, homes, attribute }),
    pushdown: (leaf) => push(leaf, homes, attribute),
  }
}

interface Source {
  readonly type: string
  readonly value: AttributeValue
}

interface Held {
  readonly value: SimpleValue
  /** The stored values that say it: several where they differ for the directory alone. */
  readonly sources: Source[]
}

/** By `valueKey`, each value once. What has no form in SCIM is left alone. */
const held = (
  attributes: AttributeValues,
  homes: readonly ValueHome[],
  attribute: Attribute,
): ReadonlyMap<string, Held> => {
  const found = new Map<string, Held>()
  for (const { column, codec } of homes) {
    for (const value of valuesOf(attributes, column.type)) {
      const shown = codec.decode(value)
      if (shown === undefined) continue
      const key = valueKey(attribute, shown)
      const source = { type: column.type, value }
      const before = found.get(key)
      if (before === undefined) found.set(key, { value: shown, sources: [source] })
      else before.sources.push(source)
    }
  }
  return found
}

interface Encoder {
  readonly stored: AttributeValues
  readonly homes: readonly ValueHome[]
  readonly attribute: Attribute
}

/** A value that is there keeps its spelling and its place. */
const encode = (values: readonly SimpleValue[], { stored, homes, attribute }: Encoder): Encoded => {
  const known = held(stored, homes, attribute)
  const sources = values.flatMap(
    (value) => known.get(valueKey(attribute, value))?.sources ?? [newSource(value, homes, attribute)],
  )
  const byType = Map.groupBy(sources, ({ type }) => type)
  return [...byType].map(([type, own]) => [type, own.map(({ value }) => value)] as const)
}

const newSource = (value: SimpleValue, homes: readonly ValueHome[], { name, type }: Attribute): Source => {
  const home = homes.find(({ codec }) => codec.accepts(value))
  if (home === undefined) {
    const needs = type === 'dateTime' ? ': it needs its zone, Z or an offset such as +01:00' : ''
    throw invalidValue(`this directory cannot hold such a value of ${name}${needs}`)
  }
  return { type: home.column.type, value: home.codec.encode(value) }
}

/** Always a superset: of several values the server may find one that SCIM does not show. */
const push = (leaf: Leaf, homes: readonly ValueHome[], attribute: Attribute): Pushdown => {
  if (homes.some(({ column }) => column.description.noUserModification)) return everything
  const anyValue = atLeast(or(...homes.map(({ column }) => present(column.type))))
  if (leaf.kind === 'present') return anyValue
  if (leaf.kind === 'element') return pushElement(leaf.filter, anyValue, (test) => push(test, homes, attribute))
  if (leaf.value === null && leaf.operator === 'eq') return everything
  const { operator, value } = leaf
  if (typeof value !== 'string' || operator === 'ne') return anyValue
  const tests = homes.map(({ column, searchable }) =>
    searchable ? compareText({ ...column, whole: false }, attribute, { operator, value }).filter : present(column.type),
  )
  return atLeast(or(...tests))
}

/** One value satisfies it all, so that there is one at least. */
const pushElement = (filter: ElementFilter, anyValue: Pushdown, pushTest: (test: Leaf) => Pushdown): Pushdown => {
  if (filter.kind === 'not') return anyValue
  if (!('filters' in filter)) return pushTest(filter)
  const parts = filter.filters.map((part) => pushElement(part, anyValue, pushTest))
  return filter.kind === 'and' ? bothOf(parts) : eitherOf(parts)
}
