/** columnOf, columnFor: an attribute type that a row names as a Column, checked against the server's subschema. */
import type { Subschema } from '../../directory/subschema.ts'
import type { AttributeType } from '../../scim/schema/attribute.ts'
import type { Column } from '../values/column.ts'
import { syntaxMisfit } from './syntax-fit.ts'

export interface RowContext {
  readonly subschema: Subschema
  /** See `Lock`. */
  readonly bar?: string | undefined
  report(message: string): void
}

/** read: what only the directory itself sets will do. */
export type Use = 'read' | 'write'

/**
 * The column of an attribute type, by whichever of its names: the server gives its values under the first one.
 * Options (`;binary`) stay.
 */
export const columnOf = (type: string, { subschema, report }: RowContext, use: Use = 'write'): Column | undefined => {
  const description = subschema.attributeType(type)
  if (description === undefined) {
    report(`the directory's schema has no attribute type ${type}`)
    return undefined
  }
  if (description.noUserModification && use === 'write') {
    report(`the directory sets ${type} itself: nobody can write it`)
    return undefined
  }
  const [name = '', ...options] = type.split(';')
  const canonical = [description.names[0] ?? name, ...inOrder(options)].join(';')
  return { type: canonical, description, whole: description.singleValue }
}

/** `binary` says how values are transferred and stands first; of the others the order means nothing. RFC 4512 §2.5, RFC 4522 */
const inOrder = (options: readonly string[]): readonly string[] => {
  const names = [...new Set(options.map((option) => option.toLowerCase()))].sort()
  return [...names.filter((name) => name === 'binary'), ...names.filter((name) => name !== 'binary')]
}

/** A column that can hold values of the SCIM type. */
export const columnFor = (simple: AttributeType, type: string, context: RowContext, use?: Use): Column | undefined => {
  const column = columnOf(type, context, use)
  const misfit = column && syntaxMisfit(simple, column.description)
  if (misfit !== undefined) context.report(`${type} ${misfit}`)
  return misfit === undefined ? column : undefined
}

/** The first name of an attribute type that holds DNs. */
export const dnType = (type: string, context: RowContext, use?: Use): string | undefined => {
  const column = columnOf(type, context, use)
  if (column === undefined) return undefined
  if (/distinguishedName|uniqueMember|2\.5\.13\.1$|2\.5\.13\.23/i.test(column.description.equality ?? ''))
    return column.type
  context.report(`${type} does not hold distinguished names`)
  return undefined
}
