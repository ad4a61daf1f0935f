/** Part rule: one of the parts that a separator divides a stored value in; rows of one type are written together. */
import { type AttributeValues, textOf, valuesOf } from '../../ldap/entry.ts'
import { present } from '../../ldap/filter.ts'
import { invalidValue } from '../../scim/error.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { columnFor, type RowContext } from '../compile/compile-column.ts'
import type { PartRow } from '../declaration/single-value-shape.ts'
import { at, nameOf } from '../encode.ts'
import type { Encoding, Leaf, Part, Rule } from '../mapping.ts'
import { atLeast, everything, type Pushdown } from '../pushdown.ts'
import { acceptsText, type Column } from '../values/column.ts'
import { compareText } from '../values/compare-text.ts'
import { joinParts, partsOf, shownPart } from '../values/value-parts.ts'
import { readOnlyRule } from './access.ts'
import { asEncoded } from './value-map.ts'

export const compilePart = (path: ResolvedPath, row: PartRow, context: RowContext): Rule | undefined => {
  const { type: simple } = path.subAttribute ?? path.attribute
  const column = columnFor(simple, row.attribute, context, row.access === 'readOnly' ? 'read' : 'write')
  if (column === undefined) return undefined
  const { of, separator, rest = 'last' } = row
  if (row.part > of) context.report(`there is no part ${row.part} of ${of}`)
  else if (!acceptsText(column.description, `0${separator}0`))
    context.report(`${row.attribute} cannot hold ${JSON.stringify(separator)}`)
  else {
    const rule = partRule(path, column, { type: column.type, index: row.part - 1, of, separator, rest })
    return row.access === 'readOnly' ? readOnlyRule(rule) : rule
  }
  return undefined
}

/** Of several stored values the first is divided. */
const partRule = (path: ResolvedPath, column: Column, part: Part): Rule => ({
  path,
  part,
  types: [column.type],
  isAlone: true,
  decode: ({ attributes }) => shownPart(partsIn(attributes, part), part.index),
  encode: () => [],
  pushdown: (leaf) => push(leaf, column, path),
})

const partsIn = (attributes: AttributeValues, part: Part): readonly string[] => {
  const text = textOf(attributes, part.type)
  return text === undefined ? [] : partsOf(text, part)
}

export interface PartRule {
  readonly key: string
  readonly rule: Rule
}

/** The rows of each type with one of them writing for all; `report` says of a row why it does not go with the others. */
export const joined = <Row extends PartRule>(
  rows: readonly Row[],
  report: (key: string, message: string) => void,
): readonly Row[] => {
  const groups = Map.groupBy(
    rows.filter(({ rule }) => rule.part !== undefined && rule.written === undefined),
    ({ rule }) => rule.part?.type.toLowerCase(),
  )
  for (const [first, ...others] of groups.values()) {
    for (const other of others) reportMisfit(other, [first as Row, ...others], report)
  }
  const leaders = new Map([...groups.values()].map((group) => [group[0], group.map(({ rule }) => rule)]))
  return rows.map((row) => {
    const group = leaders.get(row)
    return group === undefined ? row : { ...row, rule: leading(row.rule, group) }
  })
}

const reportMisfit = (
  { key, rule }: PartRule,
  group: readonly PartRule[],
  report: (key: string, message: string) => void,
): void => {
  const [first] = group as readonly [PartRule, ...PartRule[]]
  const [own, theirs] = [rule.part as Part, first.rule.part as Part]
  if (own.of !== theirs.of || own.separator !== theirs.separator || own.rest !== theirs.rest) {
    report(key, `${own.type} is divided otherwise for ${first.key}: of, separator and rest must be the same`)
  }
  const twin = group.find((each) => each.key !== key && each.rule.part?.index === own.index)
  if (twin !== undefined)
    report(key, `part ${own.index + 1} of ${own.type} is ${twin.key} already (PutGet would break)`)
}

const leading = (rule: Rule, group: readonly Rule[]): Rule => ({
  ...rule,
  encode: (_, encoding) => encode(group, rule.part as Part, encoding),
  choices: ({ attributes }) => {
    const { type } = rule.part as Part
    return [[type, valuesOf(attributes, type)]]
  },
})

/** Parts that no row shows stay as they are. Throws invalidValue where the value would be divided otherwise when read. */
const encode = (group: readonly Rule[], part: Part, { stored, resource = {} }: Encoding) => {
  const text = textOf(stored, part.type)
  const held = Array.from({ length: part.of }, (_, index) => partsIn(stored, part)[index] ?? '')
  const wanted = [...held]
  const changed = group.filter(({ path, part: own }) => {
    const value = at(resource, path)
    if (own === undefined || value === shownPart(held, own.index)) return false
    wanted[own.index] = value === undefined ? '' : String(value)
    return true
  })
  if (changed.length === 0) return asEncoded(part.type, text === undefined ? [] : [text])
  const made = joinParts(wanted, part)
  const again = partsOf(made, part)
  const misfit = wanted.findIndex((each, index) => each.trim() !== (shownPart(again, index) ?? ''))
  const spaced = changed.find(({ part: own }) => wanted[own?.index ?? 0]?.trim() !== wanted[own?.index ?? 0])
  if (misfit >= 0 || spaced !== undefined) {
    const { path } = spaced ?? group.find(({ part: own }) => own?.index === misfit) ?? (changed[0] as Rule)
    throw invalidValue(`this directory cannot hold such a value of ${nameOf(path)} among the parts of ${part.type}`)
  }
  return asEncoded(part.type, made === '' ? [] : [made])
}

/** A part stands in the whole. */
const push = (leaf: Leaf, column: Column, path: ResolvedPath): Pushdown => {
  if (leaf.kind === 'element' || column.description.noUserModification) return everything
  const presence = atLeast(present(column.type))
  if (leaf.kind === 'present') return presence
  const { operator, value } = leaf
  if (value === null) return operator === 'eq' ? everything : presence
  if (operator === 'ne') return everything
  const isText = typeof value === 'string' && ['eq', 'co', 'sw', 'ew'].includes(operator)
  if (!isText) return presence
  const attribute = path.subAttribute ?? path.attribute
  return atLeast(compareText({ ...column, whole: false }, attribute, { operator: 'co', value: value.trim() }).filter)
}
