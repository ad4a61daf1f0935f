/** compileMembers: a row `{ members, to, by }` to a Rule, checked against the server's subschema. */
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { mustBeStored } from '../../scim/schema/attribute.ts'
import { columnOf, dnType, type RowContext } from '../compile/compile-column.ts'
import { canHold } from '../compile/syntax-fit.ts'
import type { RuleDeclaration } from '../declaration/declaration.ts'
import type { Rule } from '../mapping.ts'
import { membersRule } from './reference.ts'

export type MembersRow = Extract<RuleDeclaration, { members: unknown }>

/** undefined: a problem was reported. */
export const compileMembers = (path: ResolvedPath, row: MembersRow, context: RowContext): Rule | undefined => {
  const named = [row.members].flat()
  if (row.by !== undefined) return byName(path, { named, by: row.by, to: row.to }, context)
  const types = named.map((type) => dnType(type, context))
  return types.every((type) => type !== undefined) ? membersRule(path, { types, to: row.to }) : undefined
}

interface NamedList {
  readonly named: readonly string[]
  readonly by: string
  readonly to: readonly string[]
}

const byName = (path: ResolvedPath, { named, by, to }: NamedList, context: RowContext): Rule | undefined => {
  const problems: string[] = []
  const [type = '', ...others] = named
  const list = columnOf(type, context)
  const source = columnOf(by, context, 'read')
  if (list === undefined || source === undefined) return undefined
  if (others.length > 0) problems.push('members that are named by a value are in one attribute type')
  if (list.description.equality === undefined) problems.push(`${type} has no EQUALITY rule: nobody can look for a name`)
  if (source.description.equality === undefined) problems.push(`${by} has no EQUALITY rule: nobody can look for a name`)
  if (!canHold(list.description, 'a')) problems.push(`${type} does not hold names`)
  if (mustBeStored(path.attribute))
    problems.push('a list of names may be empty: set emptyGroups: native, or do not require it')
  for (const problem of problems) context.report(problem)
  if (problems.length > 0) return undefined
  return membersRule(path, { types: [list.type], to, by: { type: source.type, list: list.description } })
}
