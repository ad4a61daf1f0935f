/** compileRule: one row of a declaration to a Rule, checked against the server's subschema. */
import type { AttributeTypeDescription, Subschema } from '../directory/subschema.ts'
import type { ResolvedPath } from '../scim/path/resolve.ts'
import { codecNamed } from './codec.ts'
import type { Column } from './column.ts'
import type { RuleDeclaration } from './declaration.ts'
import type { Rule } from './mapping.ts'
import { activeRule } from './rules/active.ts'
import { listRule } from './rules/list.ts'
import type { PlainHome } from './rules/list-homes.ts'
import { plainRule } from './rules/plain.ts'
import { membershipsRule, membersRule, referenceRule } from './rules/reference.ts'

export interface RowContext {
  readonly subschema: Subschema
  report(message: string): void
}

/** undefined: the row has no rule of its own (`password`), or a problem was reported. */
export const compileRule = (path: ResolvedPath, row: RuleDeclaration, context: RowContext): Rule | undefined => {
  if (typeof row === 'string') return scalar(path, row, context)
  if ('attribute' in row) return scalar(path, row.attribute, context)
  if ('reference' in row)
    return dnType(row.reference, context) && referenceRule(path, { type: row.reference, to: [row.to] })
  if ('members' in row) {
    const types = [row.members].flat()
    return types.every((type) => dnType(type, context)) ? membersRule(path, { types, to: row.to }) : undefined
  }
  if ('memberships' in row) return membershipsRule(path)
  if ('password' in row) {
    known(row.password, context)
    return undefined
  }
  if ('flag' in row || 'lock' in row) return active(path, row, context)
  return list(path, row as Extract<RuleDeclaration, { plain?: unknown; structured?: unknown }>, context)
}

const known = (type: string, { subschema, report }: RowContext): AttributeTypeDescription | undefined => {
  const description = subschema.attributeType(type)
  if (description === undefined) report(`the directory's schema has no attribute type ${type}`)
  return description
}

const scalar = (path: ResolvedPath, type: string, context: RowContext): Rule | undefined => {
  const attribute = path.subAttribute ?? path.attribute
  if (attribute.type === 'complex' || attribute.multiValued) {
    context.report('expected a list, a reference or one row for each sub-attribute')
    return undefined
  }
  const description = known(type, context)
  return description && plainRule(path, type, description)
}

const dnType = (type: string, context: RowContext): true | undefined => {
  const description = known(type, context)
  if (description === undefined) return undefined
  const isDnType = /distinguishedName|uniqueMember|2\.5\.13\.1$|2\.5\.13\.23/i.test(description.equality ?? '')
  if (!isDnType) context.report(`${type} does not hold distinguished names`)
  return isDnType || undefined
}

type ActiveRow = Extract<RuleDeclaration, { flag?: unknown; lock?: unknown }>

const active = (path: ResolvedPath, row: ActiveRow, context: RowContext): Rule | undefined => {
  const { flag, lock } = row as { flag?: string; lock?: string }
  const types = [flag, lock].filter((type) => type !== undefined)
  if (types.length === 0) context.report('expected flag, lock or both')
  if (lock !== undefined && context.subschema.attributeType(lock) === undefined) {
    context.report(`the directory has no ${lock}: load its password policy overlay, or map active to a flag alone`)
    return undefined
  }
  return types.every((type) => known(type, context) !== undefined) ? activeRule(path, { flag, lock }) : undefined
}

const list = (
  path: ResolvedPath,
  row: Extract<RuleDeclaration, { plain?: unknown; structured?: unknown }>,
  context: RowContext,
): Rule | undefined => {
  if (path.attribute.type !== 'complex' || !path.attribute.multiValued) {
    context.report('expected an attribute type: this attribute is no list of elements')
    return undefined
  }
  const plain = (row.plain ?? []).flatMap((home): readonly PlainHome[] => {
    const column = columnOf(home.attribute, context)
    if (column === undefined) return []
    const codec = codecNamed(home.codec ?? 'text', column.description)
    return [{ column, codec, as: home.as, searchable: (home.codec ?? 'text') === 'text' }]
  })
  const structured = row.structured === undefined ? undefined : columnOf(row.structured, context)
  return listRule(path, { attribute: path.attribute, plain, structured })
}

const columnOf = (type: string, context: RowContext): Column | undefined => {
  const description = known(type, context)
  return description && { type, description, whole: false }
}
