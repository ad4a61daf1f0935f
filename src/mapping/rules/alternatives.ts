/** Alternatives rule: the first of several attribute types that has a value; a write goes to the first of them. */
import { type AttributeValues, type Entry, textsOf, valuesOf } from '../../ldap/entry.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { columnFor, type RowContext } from '../compile/compile-column.ts'
import type { RuleDeclaration } from '../declaration/declaration.ts'
import type { Known, Leaf, Rule } from '../mapping.ts'
import { atLeast, eitherOf, everything, type Pushdown } from '../pushdown.ts'
import { type Column, compareNull } from '../values/column.ts'
import { readOnlyRule } from './access.ts'
import { plainRule } from './plain.ts'

type AlternativesRow = Extract<RuleDeclaration, { attributes: unknown }>

export const compileAlternatives = (
  path: ResolvedPath,
  row: AlternativesRow,
  context: RowContext,
): Rule | undefined => {
  const { type: simple } = path.subAttribute ?? path.attribute
  const isReadOnly = row.access === 'readOnly'
  const columns = row.attributes.flatMap((type, at) => {
    return columnFor(simple, type, context, isReadOnly || at > 0 ? 'read' : 'write') ?? []
  })
  const types = columns.map(({ type }) => type.toLowerCase())
  const twin = types.find((type, at) => types.indexOf(type) < at)
  if (twin !== undefined) context.report(`${twin} is named twice`)
  if (columns.length < row.attributes.length || twin !== undefined) return undefined
  const rule = alternativesRule(path, columns)
  return isReadOnly ? readOnlyRule(rule) : rule
}

/** A value that comes from another type than the first is not copied there by a write that leaves it as it is. */
const alternativesRule = (path: ResolvedPath, columns: readonly Column[]): Rule => {
  const [first, ...others] = columns.map((column) => plainRule(path, column)) as [Rule, ...Rule[]]
  const otherTypes = others.flatMap(({ types }) => types)
  const hasOwn = (attributes: AttributeValues) => first.types.some((type) => valuesOf(attributes, type).length > 0)
  return {
    ...first,
    types: [...first.types, ...otherTypes],
    written: first.types,
    isAlone: true,
    decode: (entry: Entry, lookup) =>
      hasOwn(entry.attributes) ? first.decode(entry, lookup) : firstOf(entry.attributes, otherTypes),
    encode: (value, encoding) => {
      const isBorrowed = !hasOwn(encoding.stored) && value === firstOf(encoding.stored, otherTypes)
      return isBorrowed ? [] : first.encode(value, encoding)
    },
    pushdown: (leaf, known) => push(leaf, [first, ...others], known),
  }
}

const firstOf = (attributes: AttributeValues, types: readonly string[]): string | undefined =>
  types.map((type) => textsOf(attributes, type)[0]).find((value) => value !== undefined)

/** A value in any of them may be the one that is shown. */
const push = (leaf: Leaf, rules: readonly Rule[], known: Known): Pushdown => {
  const eitherWay = (each: Leaf) => eitherOf(rules.map((rule) => rule.pushdown(each, known)))
  if (leaf.kind === 'present') return eitherWay(leaf)
  if (leaf.kind === 'element') return everything
  if (leaf.value === null) return compareNull(eitherWay({ kind: 'present' }), leaf.operator)
  return leaf.operator === 'ne' ? everything : atLeast(eitherWay(leaf).filter)
}
