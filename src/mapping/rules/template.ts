/** Template rule: a text made of stored values, such as `{givenName} {sn}`; readOnly. */
import { type AttributeValues, textOf, textsOf } from '../../ldap/entry.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { mustBeStored } from '../../scim/schema/attribute.ts'
import { columnFor, type RowContext } from '../compile/compile-column.ts'
import type { RuleDeclaration } from '../declaration/declaration.ts'
import type { Rule } from '../mapping.ts'
import type { Column } from '../values/column.ts'
import { fill, parseTemplate, sourcesOf, type Template } from '../values/template.ts'
import { readOnlyRule } from './access.ts'
import { affixOf, surroundedRule } from './affix.ts'
import { pushMade } from './made-of.ts'

type TemplateRow = Extract<RuleDeclaration, { template: unknown }>

export const compileTemplate = (path: ResolvedPath, row: TemplateRow, context: RowContext): Rule | undefined => {
  const template = parseTemplate(row.template)
  if (template === undefined) {
    context.report(`${JSON.stringify(row.template)} has a brace without its partner, or nothing in between`)
    return undefined
  }
  const sources = sourcesOf(template)
  if (sources.length === 0) {
    context.report(`${JSON.stringify(row.template)} names no attribute type: expected { constant }`)
    return undefined
  }
  const { type } = path.subAttribute ?? path.attribute
  if (row.access === 'readWrite') return compileWritable(path, template, context)
  const columns = new Map(sources.map((source) => [source, columnFor(type, source, context, 'read')]))
  if ([...columns.values()].some((column) => column === undefined)) return undefined
  const pieces = template.pieces.map((piece) =>
    typeof piece === 'string' ? piece : { source: columns.get(piece.source) as Column },
  )
  return readOnlyRule(templateRule(path, { pieces }))
}

/** Of several names nobody could say which takes what part of a new value. */
const compileWritable = (path: ResolvedPath, template: Template<string>, context: RowContext): Rule | undefined => {
  const attribute = path.subAttribute ?? path.attribute
  const affix = affixOf(template)
  const [source = ''] = sourcesOf(template)
  if (affix === undefined || mustBeStored(attribute)) {
    context.report(
      affix === undefined
        ? 'only a template of one name, with a text around it, can be written (PutGet would break): leave access out'
        : `${attribute.name} is required: who has another value would be without`,
    )
    return undefined
  }
  const column = columnFor(attribute.type, source, context)
  return column && surroundedRule(path, column, affix)
}

const templateRule = (path: ResolvedPath, template: Template<Column>): Rule => {
  const columns = [...new Set(sourcesOf(template))]
  const types = columns.map(({ type }) => type)
  return {
    path,
    types,
    decode: ({ attributes }) => shownOf(attributes, template),
    encode: () => [],
    pushdown: (leaf) => pushMade(leaf, columns),
  }
}

/** The first value of each type. What is missing leaves no gap; where all is missing there is no text. */
const shownOf = (attributes: AttributeValues, template: Template<Column>): string | undefined => {
  if (sourcesOf(template).every(({ type }) => textsOf(attributes, type).length === 0)) return undefined
  const text = fill(template, ({ type }) => textOf(attributes, type) ?? '')
  const shown = text.replace(/ {2,}/g, ' ').trim()
  return shown === '' ? undefined : shown
}
