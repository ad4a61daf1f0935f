/** Expression rule: what a CEL expression says of an entry; written by expressions of its own, each write tried by reading it. */

import type { Dn } from '../../ldap/dn.ts'
import { type AttributeValues, textsOf, valuesOf } from '../../ldap/entry.ts'
import { invalidValue, ScimError } from '../../scim/error.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { sameValue } from '../../scim/resource/equality.ts'
import type { Value } from '../../scim/resource/resource.ts'
import { columnFor, columnOf, type RowContext } from '../compile/compile-column.ts'
import { syntaxMisfit } from '../compile/syntax-fit.ts'
import type { ExpressionRow } from '../declaration/single-value-shape.ts'
import { nameOf } from '../encode.ts'
import type { Encoded, Encoding, Rule } from '../mapping.ts'
import { everything } from '../pushdown.ts'
import { compileExpressionText, type Expression, entryTypesIn } from '../values/cel.ts'
import { celType, fromCel, givesMisfit, toCel } from '../values/cel-values.ts'
import { acceptsText, type Column } from '../values/column.ts'
import { readOnlyRule } from './access.ts'
import { pushMade } from './made-of.ts'

export const compileExpression = (path: ResolvedPath, row: ExpressionRow, context: RowContext): Rule | undefined => {
  const reading = compileReading(path, row.expression, context)
  if (reading === undefined) return undefined
  const writing = Object.entries(row.write ?? {}).map(([type, text]) => compileWriting(path, { type, text }, context))
  if (writing.some((each) => each === undefined)) return undefined
  const rule = expressionRule(path, reading, writing as readonly Writing[])
  if (row.write === undefined) return readOnlyRule(rule)
  const misfit = unwritten(rule, writing as readonly Writing[]) ?? unreadable(path, rule, writing as readonly Writing[])
  if (misfit !== undefined) context.report(misfit)
  return misfit === undefined ? rule : undefined
}

interface Reading {
  readonly expression: Expression
  /** By the names that the expression has for them. */
  readonly columns: ReadonlyMap<string, Column>
}

interface Writing {
  readonly column: Column
  readonly expression: Expression
}

const compileReading = (path: ResolvedPath, text: string, context: RowContext): Reading | undefined => {
  const types = entryTypesIn(text)
  if (typeof types === 'string') {
    context.report(types)
    return undefined
  }
  const columns = new Map(types.map((type) => [type, columnOf(type, context, 'read')]))
  if ([...columns.values()].some((column) => column === undefined)) return undefined
  const known = columns as ReadonlyMap<string, Column>
  const fields = [...known].map(
    ([type, column]) => [type, holdsBytes(column) ? 'list<bytes>' : 'list<string>'] as const,
  )
  const expression = compileExpressionText(text, { entry: Object.fromEntries(fields) })
  const misfit = typeof expression === 'string' ? expression : givesMisfit(path, expression.type)
  if (misfit !== undefined) context.report(misfit)
  return misfit === undefined ? { expression: expression as Expression, columns: known } : undefined
}

const compileWriting = (
  path: ResolvedPath,
  { type, text }: { readonly type: string; readonly text: string },
  context: RowContext,
): Writing | undefined => {
  const column = columnFor('string', type, context)
  if (column === undefined) return undefined
  const attribute = path.subAttribute ?? path.attribute
  const expression = compileExpressionText(text, { value: celType(attribute), resource: 'map' })
  if (typeof expression !== 'string' && ['string', 'list<string>', 'dyn'].includes(expression.type)) {
    return { column, expression }
  }
  const gives = typeof expression === 'string' ? expression : `gives ${expression.type}, not a text or a list of texts`
  context.report(`write.${type}: ${gives}`)
  return undefined
}

const holdsBytes = ({ description }: Column): boolean => syntaxMisfit('binary', description) === undefined

const expressionRule = (path: ResolvedPath, reading: Reading, writing: readonly Writing[]): Rule => {
  const attribute = path.subAttribute ?? path.attribute
  const { columns } = reading
  const types = [...new Set([...[...columns.values()], ...writing.map(({ column }) => column)].map(({ type }) => type))]
  const written = writing.map(({ column }) => column.type)
  const shown = (attributes: AttributeValues) => shownOf(path, reading, attributes)
  const isGivenWithout = shown(new Map()) !== undefined
  return {
    ...{ path, types, written, ordered: written },
    isAlone: true,
    decode: ({ attributes }) => shown(attributes),
    encode: (value, encoding) => {
      const { stored } = encoding
      if (sameValue(attribute, shown(stored), value)) return valuesIn(stored, written)
      if (value === undefined) return []
      const made = writing.flatMap((each) => storedBy(each, toCel(attribute, value), encoding))
      const after = new Map([...stored, ...written.map((type) => [type.toLowerCase(), []] as const), ...lower(made)])
      if (sameValue(attribute, shown(after), value)) return made
      throw invalidValue(`this directory cannot hold such a value of ${nameOf(path)}: it would be read as another one`)
    },
    pushdown: (leaf) => (isGivenWithout ? everything : pushMade(leaf, [...columns.values()])),
  }
}

const lower = (encoded: Encoded) => encoded.map(([type, values]) => [type.toLowerCase(), values] as const)

const valuesIn = (stored: AttributeValues, types: readonly string[]): Encoded =>
  types.map((type) => [type, valuesOf(stored, type)] as const).filter(([, values]) => values.length > 0)

const shownOf = (path: ResolvedPath, { expression, columns }: Reading, attributes: AttributeValues) => {
  const fields = [...columns].map(([name, column]) => {
    const bytes = () => valuesOf(attributes, column.type).map((value) => Buffer.from(value as string))
    return [name, holdsBytes(column) ? bytes() : textsOf(attributes, column.type)] as const
  })
  return fromCel(path.subAttribute ?? path.attribute, expression.evaluate({ entry: Object.fromEntries(fields) }))
}

const storedBy = ({ column, expression }: Writing, value: unknown, { resource = {} }: Encoding): Encoded => {
  const made = expression.evaluate({ value, resource })
  const texts = [made].flat().filter((text) => typeof text === 'string' && acceptsText(column.description, text))
  const isWhole = made === undefined || texts.length === [made].flat().length
  if (!isWhole) throw invalidValue(`this directory cannot hold what ${column.type} would be made of that`)
  return texts.length === 0 ? [] : [[column.type, [...new Set(texts as readonly string[])]]]
}

/** What the expression reads and no write touches could not follow the new value. */
const unwritten = ({ types, written = [] }: Rule, writing: readonly Writing[]): string | undefined => {
  const stray = types.find((type) => !written.includes(type))
  if (stray === undefined) return undefined
  const names = writing.map(({ column }) => column.type).join(', ')
  return `expression reads ${stray}, and write stores ${names} alone: what is written is not what is read (PutGet)`
}

/** Tried with values of many shapes: of those that write has an answer to one must come back, and of a boolean both. */
const unreadable = (path: ResolvedPath, rule: Rule, writing: readonly Writing[]): string | undefined => {
  const attribute = path.subAttribute ?? path.attribute
  const encoding: Encoding = { stored: new Map(), dnOf: () => '' as Dn, isKnown: () => true, nameOf: () => '' }
  const isAnswered = (value: Value): boolean =>
    writing.some(
      ({ expression }) => expression.evaluate({ value: toCel(attribute, value), resource: {} }) !== undefined,
    )
  const isBack = (value: Value): boolean => {
    try {
      return rule.encode(value, encoding).length >= 0
    } catch (error) {
      if (error instanceof ScimError) return false
      throw error
    }
  }
  const tried = (attribute.canonicalValues ?? samples[attribute.type] ?? []).filter(isAnswered)
  const isRight = attribute.type === 'boolean' ? tried.every(isBack) : tried.length === 0 || tried.some(isBack)
  return isRight ? undefined : 'what write stores, expression does not read as it was sent (PutGet)'
}

const samples: Readonly<Record<string, readonly Value[]>> = {
  boolean: [true, false],
  integer: [0, 1, 42, 1000],
  decimal: [0.5, 1.5, 42.25],
  dateTime: ['2024-01-31T00:00:00Z', '2024-01-31T12:34:56Z'],
  reference: ['https://example.com/a', 'https://example.com/a/b?c=d#e', 'urn:example:a'],
  string: [
    'abc',
    'Abc',
    'Abc Def',
    'Def, Abc',
    '12345',
    'abc@example.com',
    'A-1',
    'EXAMPLE\\abc',
    'a:b',
    'a/b',
    'a|b',
    'ABC',
  ],
}
