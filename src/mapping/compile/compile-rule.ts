/** compileRule: one row of a declaration to a Rule, checked against the server's subschema. */
import type { Dn } from '../../ldap/dn.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { findAttribute } from '../../scim/schema/attribute.ts'
import type { RuleDeclaration } from '../declaration/declaration.ts'
import { misfitOf } from '../declaration/row-shape.ts'
import { isFormat, isStored } from '../declaration/single-value-shape.ts'
import type { Rule } from '../mapping.ts'
import { readOnlyRule, writeOnlyRule } from '../rules/access.ts'
import { activeRule } from '../rules/active.ts'
import { activePlaceRule } from '../rules/active-place.ts'
import { compileStored } from '../rules/affix.ts'
import { compileAlternatives } from '../rules/alternatives.ts'
import { withAside } from '../rules/aside.ts'
import { compileBits } from '../rules/bits.ts'
import { compileMembers } from '../rules/compile-members.ts'
import { compileMemberships } from '../rules/compile-memberships.ts'
import { compileValueMap } from '../rules/compile-value-map.ts'
import { compileConstant } from '../rules/constant.ts'
import { compileExpression } from '../rules/expression.ts'
import { compileFormat } from '../rules/format.ts'
import { listRule } from '../rules/list.ts'
import type { PlainHome } from '../rules/list-homes.ts'
import { compileMemberUrls } from '../rules/member-urls.ts'
import { compilePart } from '../rules/part.ts'
import { compilePasswordState } from '../rules/password-state.ts'
import { compilePerClient } from '../rules/per-client.ts'
import { plainRule } from '../rules/plain.ts'
import { compilePresence } from '../rules/presence.ts'
import { referenceRule } from '../rules/reference.ts'
import { compileTemplate } from '../rules/template.ts'
import { type ValueHome, valuesRule } from '../rules/values.ts'
import { codecFor, codecNamed } from '../values/codec.ts'
import { hasSyntax } from '../values/column.ts'
import { columnFor, columnOf, dnType, type RowContext } from './compile-column.ts'
import { isActivePlace } from './compile-moving.ts'

/** undefined: the row has no rule of its own (`password`), or a problem was reported. */
export const compileRule = (path: ResolvedPath, row: RuleDeclaration, context: RowContext): Rule | undefined => {
  const misfit = misfitOf(path, row)
  if (misfit !== undefined) {
    context.report(misfit)
    return undefined
  }
  const { type: simpleType, multiValued } = path.subAttribute ?? path.attribute
  if (multiValued && simpleType !== 'complex') return values(path, row, context)
  if (typeof row === 'string') return scalar(path, { attribute: row }, context)
  if ('attributes' in row) return compileAlternatives(path, row, context)
  if ('template' in row) return compileTemplate(path, row, context)
  if ('expression' in row) return compileExpression(path, row, context)
  if ('present' in row || 'absent' in row) return compilePresence(path, row, context)
  if ('constant' in row) return compileConstant(path, row, context)
  if ('bits' in row) return compileBits(path, row, context)
  if ('values' in row) return compileValueMap(path, row, context)
  if ('perClient' in row) return compilePerClient(path, row, context)
  if ('part' in row) return compilePart(path, row, context)
  if (isFormat(row)) return compileFormat(path, row, context)
  if (isStored(row)) return compileStored(path, row, context)
  if ('attribute' in row) return scalar(path, row, context)
  if ('reference' in row) {
    const type = dnType(row.reference, context)
    if (type === undefined) return undefined
    const rule = referenceRule(path, { type, to: [row.to].flat() })
    const aside = row.unknown === undefined ? undefined : columnFor('string', row.unknown, context)?.type
    return aside === undefined ? rule : withAside(rule, aside)
  }
  if ('members' in row) {
    const rule = compileMembers(path, row, context)
    return rule !== undefined && row.access === 'readOnly' ? readOnlyRule(rule) : rule
  }
  if ('memberUrls' in row) return compileMemberUrls(path, row, context)
  if ('memberships' in row) return compileMemberships(path, row, context)
  if ('password' in row) {
    const column = columnOf(row.password, context)
    if (row.as !== undefined && column !== undefined && !hasSyntax(column.description, 'octetString'))
      context.report(`${row.password} does not hold bytes`)
    return undefined
  }
  if ('passwordState' in row) return compilePasswordState(path, row, context)
  if (isActivePlace(row)) {
    const rule = activePlaceRule(path, row.inactiveIn as Dn)
    return row.access === 'readOnly' ? readOnlyRule(rule) : rule
  }
  if ('flag' in row || 'lock' in row) return active(path, row, context)
  return list(path, row as ListRow, context)
}

type ListRow = Extract<RuleDeclaration, { plain?: unknown; structured?: unknown }>
type ActiveRow = Extract<RuleDeclaration, { flag?: unknown; lock?: unknown }>

type PlainRow = Exclude<Extract<RuleDeclaration, { attribute: string }>, { values: unknown } | { part: unknown }>

const scalar = (path: ResolvedPath, { attribute: type, access }: PlainRow, context: RowContext): Rule | undefined => {
  const attribute = path.subAttribute ?? path.attribute
  const column = columnFor(attribute.type, type, context, access === 'readOnly' ? 'read' : 'write')
  if (column === undefined) return undefined
  if (attribute.uniqueness !== 'none' && column.description.equality === undefined) {
    context.report(`${type} has no EQUALITY rule, so that nobody can look for a value that must be unique`)
  }
  const rule = plainRule(path, column)
  if (access === 'readOnly') return readOnlyRule(rule)
  return access === 'writeOnly' ? writeOnlyRule(rule) : rule
}

/** An attribute type alone is the only home. */
const values = (path: ResolvedPath, row: RuleDeclaration, context: RowContext): Rule | undefined => {
  const attribute = path.subAttribute ?? path.attribute
  const own = typeof row === 'string' ? { attribute: row } : row
  const isReadOnly = 'access' in own && own.access === 'readOnly'
  const named = 'attribute' in own ? [{ attribute: own.attribute }] : ((own as ListRow).plain ?? [])
  const homes = named.flatMap(({ attribute: type, ...more }): readonly ValueHome[] => {
    const column = columnFor(attribute.type, type, context, isReadOnly ? 'read' : 'write')
    if (column === undefined) return []
    const { description } = column
    const codec = 'codec' in more && more.codec !== undefined ? codecNamed(more.codec, description) : undefined
    const searchable = attribute.type === 'string' || attribute.type === 'reference'
    return [{ column, codec: codec ?? codecFor(attribute, description), searchable }]
  })
  if (homes.length === 0) return undefined
  const rule = valuesRule(path, homes)
  return isReadOnly ? readOnlyRule(rule) : rule
}

const active = (path: ResolvedPath, row: ActiveRow, context: RowContext): Rule | undefined => {
  const { flag, lock } = row as { flag?: string; lock?: string }
  if (flag === undefined && lock === undefined) context.report('expected flag, lock or both')
  if (lock !== undefined && context.subschema.attributeType(lock) === undefined) {
    context.report(`the directory has no ${lock}: load its password policy overlay, or map active to a flag alone`)
    return undefined
  }
  const homes = [flag, lock].map((type) => (type === undefined ? undefined : columnOf(type, context)))
  if (flag !== undefined && homes[0] !== undefined && !hasSyntax(homes[0].description, 'boolean')) {
    context.report(`${flag} does not hold TRUE and FALSE`)
  }
  const [flagType, lockType] = homes.map((column) => column?.type)
  if ((flag && !flagType) || (lock && !lockType)) return undefined
  return activeRule(path, { flag: flagType, lock: lockType, bar: lockType && context.bar })
}

const list = (path: ResolvedPath, row: ListRow, context: RowContext): Rule | undefined => {
  if (row.plain === undefined && row.structured === undefined) context.report('expected plain, structured or both')
  reportPrimary(path, row, context)
  const plain = (row.plain ?? []).flatMap(({ attribute, as, codec = 'text', primary }): readonly PlainHome[] => {
    const column = columnFor(codec === 'text' ? 'string' : 'binary', attribute, context)
    if (column === undefined) return []
    const home = { column, codec: codecNamed(codec, column.description), as, searchable: codec === 'text' }
    return [{ ...home, isFirstPrimary: primary !== undefined }]
  })
  const structured = row.structured === undefined ? undefined : columnFor('string', row.structured, context)
  return listRule(path, { attribute: path.attribute, plain, structured })
}

/** One element is primary at most (RFC 7643 §2.4), and a companion says itself which. */
const reportPrimary = (path: ResolvedPath, { plain = [], structured }: ListRow, { report }: RowContext): void => {
  const first = plain.filter(({ primary }) => primary !== undefined)
  if (first.length === 0) return
  const { name, subAttributes } = path.attribute
  if (structured !== undefined) report('primary: first is for a list without structured, which says what is primary')
  if (first.length > 1) report(`${first[1]?.attribute} cannot have the primary element: ${first[0]?.attribute} has it`)
  if (findAttribute(subAttributes, 'primary') === undefined) report(`the elements of ${name} have no primary`)
}
