/** compileMemberships: a row `{ memberships, nested, memberOf }` to a Rule, checked against the server's subschema. */
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { columnOf, dnType, type RowContext } from '../compile/compile-column.ts'
import type { RuleDeclaration } from '../declaration/declaration.ts'
import type { Rule } from '../mapping.ts'
import { membershipsRule } from './reference.ts'

export type MembershipsRow = Extract<RuleDeclaration, { memberships: unknown }>

/** undefined: a problem was reported. `by` is what the list of the groups goes by. */
export const compileMemberships = (path: ResolvedPath, row: MembershipsRow, context: RowContext): Rule | undefined => {
  const by = [row.by ?? []].flat().flatMap((type) => columnOf(type, context, 'read')?.type ?? [])
  if (row.memberOf === undefined) return membershipsRule(path, { ...row, by })
  if (by.length > 0) {
    context.report(
      `${[row.memberships].flat().join(', ')} names members by ${by.join(', ')}: no directory keeps ${row.memberOf} of such lists`,
    )
    return undefined
  }
  const memberOf = dnType(row.memberOf, context, 'read')
  if (memberOf === 'memberOf' && hasSlapoMemberof(context)) {
    context.report(
      'slapo-memberof does not follow what the gateway writes to groups: load slapo-dynlist in its place, or leave memberOf out of the row',
    )
    return undefined
  }
  return memberOf === undefined ? undefined : membershipsRule(path, { ...row, by, memberOf })
}

/**
 * The overlay's own modification inherits the assertion (RFC 4528) that guards ours, fails and says nothing (slapd 2.5.13). slapd
 * publishes the configuration's types of the modules that are loaded.
 */
const hasSlapoMemberof = ({ subschema }: RowContext): boolean => subschema.attributeType('olcMemberOfDN') !== undefined
