/** compileFormat: a row with `format`, whose values are times as numbers, or bytes as texts. RFC 7643 §2.3.5, §2.3.6 */
import type { AttributeValue } from '../../ldap/entry.ts'
import { equal, greaterOrEqual, lessOrEqual, present } from '../../ldap/filter.ts'
import { invalidValue } from '../../scim/error.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { columnFor, columnOf, type RowContext, type Use } from '../compile/compile-column.ts'
import type { FormatRow } from '../declaration/single-value-shape.ts'
import { nameOf } from '../encode.ts'
import type { Leaf, Rule } from '../mapping.ts'
import { atLeast, everything, type Pushdown } from '../pushdown.ts'
import { type Codec, codecNamed } from '../values/codec.ts'
import { type Column, hasSyntax } from '../values/column.ts'
import { type TimeCount, type TimeCountName, timeCount } from '../values/time-counts.ts'
import { readOnlyRule, writeOnlyRule } from './access.ts'
import { codedRule } from './coded.ts'

export const compileFormat = (path: ResolvedPath, row: FormatRow, context: RowContext): Rule | undefined => {
  const { format, access, attribute: type } = row
  const use = access === 'readOnly' ? 'read' : 'write'
  const rule =
    format === 'base64' || format === 'dataUri'
      ? bytesRule(path, columnFor('binary', type, context, use), format)
      : timeRule(path, numberColumn(type, context, use), format)
  if (rule === undefined) return undefined
  if (access === 'readOnly') return readOnlyRule(rule)
  return access === 'writeOnly' ? writeOnlyRule(rule) : rule
}

const bytesRule = (path: ResolvedPath, column: Column | undefined, format: 'base64' | 'dataUri'): Rule | undefined => {
  if (column === undefined) return undefined
  const codec = codecNamed(format === 'base64' ? 'base64' : 'data-uri', column.description)
  const expected = format === 'base64' ? 'bytes as base64' : 'data:image/jpeg;base64, and bytes behind it'
  return codedRule(path, { column, codec: strict(codec, path, expected), push: (leaf) => pushPresence(leaf, column) })
}

const strict = (codec: Codec, path: ResolvedPath, expected: string): Pick<Codec, 'decode' | 'encode'> => ({
  decode: codec.decode,
  encode: (value) => {
    if (!codec.accepts(value)) throw invalidValue(`${nameOf(path)} takes ${expected} in this directory`)
    return codec.encode(value)
  },
})

/** A whole number in whichever syntax. */
const numberColumn = (type: string, context: RowContext, use: Use): Column | undefined => {
  const column = columnOf(type, context, use)
  if (column === undefined) return undefined
  const { description } = column
  if (hasSyntax(description, 'integer', 'largeInteger', 'numeric', 'directory', 'ia5', 'printable')) return column
  context.report(`${type} does not hold whole numbers, which its format is`)
  return undefined
}

const timeRule = (path: ResolvedPath, column: Column | undefined, format: TimeCountName): Rule | undefined => {
  if (column === undefined) return undefined
  const count = timeCount(format)
  return codedRule(path, {
    column,
    codec: {
      decode: (value: AttributeValue) => (typeof value === 'string' ? count.decode(value) : undefined),
      encode: (value) => {
        const number = count.encode(String(value))
        if (number !== undefined) return number
        throw invalidValue(`${nameOf(path)} takes a dateTime with its zone in this directory, and ${count.unit}`)
      },
    },
    push: (leaf) => pushTime(leaf, column, count),
  })
}

const pushPresence = (leaf: Leaf, { type, description }: Column): Pushdown => {
  if (leaf.kind === 'element' || description.noUserModification) return everything
  if (leaf.kind === 'present') return atLeast(present(type))
  const isNegative = leaf.value === null ? leaf.operator === 'eq' : leaf.operator === 'ne'
  return isNegative ? everything : atLeast(present(type))
}

/** Of several stored values the server may find another one than SCIM shows. */
const pushTime = (leaf: Leaf, column: Column, count: TimeCount): Pushdown => {
  const presence = pushPresence(leaf, column)
  if (presence === everything || leaf.kind !== 'compare' || leaf.value === null) return presence
  const { type, description } = column
  const around = count.around(String(leaf.value))
  if (around === undefined) return presence
  const { floor, ceiling } = around
  const isOrdered = /^(?:integerOrderingMatch|2\.5\.13\.15)$/i.test(description.ordering ?? '')
  switch (leaf.operator) {
    case 'eq':
      return askable.test(description.equality ?? '') && floor === ceiling ? atLeast(equal(type, floor)) : presence
    case 'gt':
    case 'ge':
      return isOrdered ? atLeast(greaterOrEqual(type, floor)) : presence
    case 'lt':
    case 'le':
      return isOrdered ? atLeast(lessOrEqual(type, ceiling)) : presence
    default:
      return presence
  }
}

const askable = /^(?:case(?:ignore|exact)(?:ia5)?|integer|numericstring)match$/i
