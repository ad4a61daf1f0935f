/** memberUrlsRule: members whom nobody wrote down: all that the LDAP URLs of a group find. readOnly. groupOfURLs, RFC 4516 */
import { textsOf } from '../../ldap/entry.ts'
import { present } from '../../ldap/filter.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { columnOf, type RowContext } from '../compile/compile-column.ts'
import { canHold } from '../compile/syntax-fit.ts'
import type { RuleDeclaration } from '../declaration/declaration.ts'
import type { Rule } from '../mapping.ts'
import { atLeast, everything } from '../pushdown.ts'
import { elementMaker, isNegative } from './reference.ts'

type MemberUrlsRow = Extract<RuleDeclaration, { memberUrls: unknown }>

/** undefined: a problem was reported. */
export const compileMemberUrls = (path: ResolvedPath, row: MemberUrlsRow, context: RowContext): Rule | undefined => {
  const column = columnOf(row.memberUrls, context, 'read')
  if (column === undefined) return undefined
  if (!canHold(column.description, 'ldap:///dc=example??sub')) {
    context.report(`${row.memberUrls} does not hold URLs`)
    return undefined
  }
  return memberUrlsRule(path, { type: column.type, to: row.to })
}

/** No directory can be asked who is found by a URL: a filter looks at every group that has one. */
const memberUrlsRule = (
  path: ResolvedPath,
  { type, to }: { readonly type: string; readonly to: readonly string[] },
): Rule => {
  const elementOf = elementMaker(path)
  return {
    path,
    types: [type],
    written: [],
    needs: 'memberUrls',
    to,
    decode: (entry, lookup) => {
      const found = textsOf(entry.attributes, type).flatMap((url) => lookup.foundBy?.(url, to) ?? [])
      const members = [...new Map(found.map((reference) => [reference.id, reference])).values()]
      return members.length === 0 ? undefined : members.map((member) => elementOf(member, lookup))
    },
    encode: () => [],
    pushdown: (leaf) => (isNegative(leaf) ? everything : atLeast(present(type))),
  }
}
