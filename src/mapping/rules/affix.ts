/** Affix rules: one value with a text around it on one side, in the directory (`stored`) or in SCIM (`template`). */
import { present } from '../../ldap/filter.ts'
import { invalidValue } from '../../scim/error.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { columnFor, type RowContext } from '../compile/compile-column.ts'
import type { StoredRow } from '../declaration/single-value-shape.ts'
import { nameOf } from '../encode.ts'
import type { Leaf, Rule } from '../mapping.ts'
import { atLeast, everything, type Pushdown } from '../pushdown.ts'
import { acceptsText, type Column } from '../values/column.ts'
import { compareText } from '../values/compare-text.ts'
import type { Template } from '../values/template.ts'
import { parseTemplate, sourcesOf } from '../values/template.ts'
import { readOnlyRule, writeOnlyRule } from './access.ts'
import { codedRule } from './coded.ts'

export interface Affix {
  readonly before: string
  readonly behind: string
}

/** `{value}@example.com`: the directory has it around the value. */
export const compileStored = (path: ResolvedPath, row: StoredRow, context: RowContext): Rule | undefined => {
  const { attribute: type, stored, access } = row
  const template = parseTemplate(stored)
  const affix = template && affixOf(template)
  if (affix === undefined || sourcesOf(template as Template<string>)[0] !== 'value') {
    context.report(`${JSON.stringify(stored)} needs {value} once, and a text around it`)
    return undefined
  }
  const { type: simple } = path.subAttribute ?? path.attribute
  const column = columnFor(simple, type, context, access === 'readOnly' ? 'read' : 'write')
  if (column === undefined) return undefined
  if (!acceptsText(column.description, `${affix.before}0${affix.behind}`)) {
    context.report(`${type} cannot hold ${JSON.stringify(stored)}`)
    return undefined
  }
  const rule = strippedRule(path, column, affix)
  if (access === 'readOnly') return readOnlyRule(rule)
  return access === 'writeOnly' ? writeOnlyRule(rule) : rule
}

/** Of a template with one name in it; undefined: several, or nothing around it. */
export const affixOf = ({ pieces }: Template<unknown>): Affix | undefined => {
  const at = pieces.findIndex((piece) => typeof piece !== 'string')
  const [before, behind] = [pieces.slice(0, at), pieces.slice(at + 1)]
  if (at < 0 || pieces.length < 2 || behind.some((piece) => typeof piece !== 'string')) return undefined
  return { before: before.join(''), behind: behind.join('') }
}

/** Taken off what is stored, and put around what is sent. */
const strippedRule = (path: ResolvedPath, column: Column, affix: Affix): Rule => {
  const { before, behind } = affix
  const { description } = column
  const isLoose = /^caseignore/i.test(description.equality ?? '') && /^[\x20-\x7e]*$/.test(before + behind)
  const decode = (text: string) => inside(text, affix, isLoose)
  return codedRule(path, {
    column,
    codec: {
      decode: (value) => (typeof value === 'string' ? decode(value) : undefined),
      encode: (value) => {
        const text = `${before}${value}${behind}`
        if (decode(text) === value && acceptsText(description, text)) return text
        throw invalidValue(`this directory cannot hold such a value of ${nameOf(path)}`)
      },
    },
    push: (leaf) => pushStripped(leaf, { path, column, affix }),
  })
}

/** What stands between; undefined where the text does not fit, or has a blank at an edge, which nobody could look for. */
const inside = (text: string, { before, behind }: Affix, ignoresCase: boolean): string | undefined => {
  const fold = (part: string) => (ignoresCase ? part.toLowerCase() : part)
  const end = text.length - behind.length
  if (end <= before.length) return undefined
  if (fold(text.slice(0, before.length)) !== fold(before) || fold(text.slice(end)) !== fold(behind)) return undefined
  const value = text.slice(before.length, end)
  return value.trim() === value ? value : undefined
}

/** A template of one name, which can be written: put around what is stored, and taken off what is sent. */
export const surroundedRule = (path: ResolvedPath, column: Column, affix: Affix): Rule => {
  const { before, behind } = affix
  return codedRule(path, {
    column,
    codec: {
      decode: (value) => (typeof value === 'string' ? `${before}${value}${behind}` : undefined),
      encode: (value) => {
        const text = String(value)
        const own = text.slice(before.length, text.length - behind.length)
        if (`${before}${own}${behind}` === text && acceptsText(column.description, own)) return own
        throw invalidValue(`${nameOf(path)} takes ${before}…${behind} in this directory, with a text between`)
      },
    },
    push: (leaf) => pushSurrounded(leaf, { path, column, affix }),
  })
}

interface Affixed {
  readonly path: ResolvedPath
  readonly column: Column
  readonly affix: Affix
}

/** What every leaf is at least; `undefined`: a positive comparison of texts, to be narrowed. */
const loosely = (leaf: Leaf, { type, description }: Column): Pushdown | undefined => {
  if (leaf.kind === 'element' || description.noUserModification) return everything
  const presence = atLeast(present(type))
  if (leaf.kind === 'present') return presence
  if (leaf.value === null) return leaf.operator === 'eq' ? everything : presence
  if (leaf.operator === 'ne') return everything
  return typeof leaf.value === 'string' ? undefined : presence
}

type Compare = Extract<Leaf, { kind: 'compare' }>

const pushStripped = (leaf: Leaf, { path, column, affix }: Affixed): Pushdown => {
  const known = loosely(leaf, column)
  if (known !== undefined) return known
  const { operator, value } = leaf as Compare
  const attribute = path.subAttribute ?? path.attribute
  const { before, behind } = affix
  const loose = { ...column, whole: false }
  const ask = (how: 'eq' | 'sw' | 'co', text: string) =>
    atLeast(compareText(loose, attribute, { operator: how, value: text }).filter)
  if (operator === 'eq') return ask('eq', `${before}${String(value).trim()}${behind}`)
  if (operator === 'sw') return ask('sw', `${before}${String(value).trimStart()}`)
  if (operator === 'co' || operator === 'ew') return ask('co', String(value).trim())
  return atLeast(present(column.type))
}

const pushSurrounded = (leaf: Leaf, { path, column, affix }: Affixed): Pushdown => {
  const known = loosely(leaf, column)
  if (known !== undefined) return known
  const { operator, value } = leaf as Compare
  const own = operator === 'eq' ? inside(String(value), affix, true) : undefined
  if (own === undefined) return atLeast(present(column.type))
  const attribute = path.subAttribute ?? path.attribute
  return atLeast(compareText({ ...column, whole: false }, attribute, { operator: 'eq', value: own }).filter)
}
