/** Per-client rule: `externalId`, of which each client has its own: `<client>: <externalId>` in one attribute type. RFC 7643 §3.1 */
import { type AttributeValue, type AttributeValues, valuesOf } from '../../ldap/entry.ts'
import { and } from '../../ldap/filter.ts'
import { invalidValue } from '../../scim/error.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { columnFor, type RowContext } from '../compile/compile-column.ts'
import type { RuleDeclaration } from '../declaration/declaration.ts'
import { nameOf } from '../encode.ts'
import type { Leaf, Rule } from '../mapping.ts'
import { atLeast, everything, type Pushdown } from '../pushdown.ts'
import { acceptsText, type Column } from '../values/column.ts'
import { compareText } from '../values/compare-text.ts'
import { codedRule } from './coded.ts'
import { plainRule } from './plain.ts'

export type PerClientRow = Extract<RuleDeclaration, { perClient: unknown }>

/** Without a client there is nothing to show, to find or to write. */
export const compilePerClient = (path: ResolvedPath, row: PerClientRow, context: RowContext): Rule | undefined => {
  const { perClient, clients = {} } = row
  const column = sharedColumn(perClient, context)
  const own = Object.entries(clients).map(([client, type]) => [client, columnFor('string', type, context)] as const)
  if (column === undefined) return undefined
  const rules = new Map(own.flatMap(([client, its]) => (its === undefined ? [] : [[client, ownRule(path, its)]])))
  const types = [...new Set([...rules.values()].flatMap((rule) => rule.types))]
  if (types.includes(column.type)) context.report(`${column.type} is for all clients: none of them can have it alone`)
  return {
    path,
    types: [column.type, ...types],
    isAlone: true,
    decode: () => undefined,
    encode: () => [],
    pushdown: () => everything,
    content: () => [],
    forClient: (client) => rules.get(client) ?? taggedRule(path, column, client),
  }
}

/** One value for each client, told apart by their very characters. */
const sharedColumn = (type: string, context: RowContext): Column | undefined => {
  const column = columnFor('string', type, context)
  if (column === undefined) return undefined
  const { description } = column
  if (description.singleValue) context.report(`${type} holds one value: there must be room for one of each client`)
  if (!/^caseExact(IA5)?Match$/i.test(description.equality ?? '')) {
    context.report(`${type} needs the EQUALITY rule caseExactMatch: clients and their ids differ by case`)
  }
  return column
}

const ownRule = (path: ResolvedPath, column: Column): Rule => ({ ...plainRule(path, column), isAlone: true })

interface Tagged {
  readonly path: ResolvedPath
  readonly column: Column
  readonly tag: string
}

/**
 * A client's name has no colon and no blank, so that no tag begins another. The blank behind it takes up those that the
 * id begins with: blanks in a row are one for the directory, as they are none at an edge for SCIM's comparison.
 */
const taggedRule = (path: ResolvedPath, column: Column, client: string): Rule => {
  const tagged = { path, column, tag: `${client}: ` }
  const decode = (value: AttributeValue) => idIn(value, tagged)
  const own = (attributes: AttributeValues) =>
    valuesOf(attributes, column.type).filter((value) => decode(value) !== undefined)
  const rule = codedRule(path, {
    column,
    codec: { decode, encode: (value) => taggedText(String(value), tagged) },
    push: (leaf) => push(leaf, tagged),
  })
  // What another client calls the resource is no change of it for this one.
  return { ...rule, content: ({ attributes }) => [[column.type, own(attributes)]] }
}

const idIn = (value: AttributeValue, { tag }: Tagged): string | undefined => {
  if (typeof value !== 'string' || !value.startsWith(tag)) return undefined
  const id = value.slice(tag.length)
  return id.trim() === '' ? undefined : id
}

/** What would not be there without the tag cannot be there with it. */
const taggedText = (id: string, { path, column, tag }: Tagged): string => {
  if (acceptsText(column.description, id)) return `${tag}${id}`
  throw invalidValue(`this directory cannot hold such a value of ${nameOf(path)}`)
}

/**
 * Never exact: where others have left two values of one client, the directory finds both, and SCIM shows the first.
 * What is asked for by `eq` is one value of one client all the same, and so a look-up on an equality index.
 */
const push = (leaf: Leaf, tagged: Tagged): Pushdown => {
  if (leaf.kind === 'element') return everything
  const presence = ask('sw', '', tagged)
  if (leaf.kind === 'present') return atLeast(presence)
  const { operator, value } = leaf
  if (value === null ? operator === 'eq' : operator === 'ne') return everything
  if (typeof value !== 'string') return atLeast(presence)
  if (operator === 'eq' || operator === 'sw') return atLeast(ask(operator, value, tagged))
  if (operator !== 'co' && operator !== 'ew') return atLeast(presence)
  return atLeast(and(presence, compare(operator, value, tagged)))
}

const ask = (operator: 'eq' | 'sw', id: string, tagged: Tagged) => compare(operator, `${tagged.tag}${id}`, tagged)

const compare = (operator: 'eq' | 'sw' | 'co' | 'ew', text: string, { path, column }: Tagged) =>
  compareText({ ...column, whole: false }, path.attribute, { operator, value: text }).filter
