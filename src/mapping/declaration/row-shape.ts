/** misfitOf: whether a kind of row can hold the attribute that it is written for. */
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { findAttribute } from '../../scim/schema/attribute.ts'
import { urn } from '../../scim/urn.ts'
import type { ActivePlaceRow } from './account-rows.ts'
import type { RuleDeclaration } from './declaration.ts'
import {
  activePlaceMisfit,
  type BitsRow,
  bitsMisfit,
  type ExpressionRow,
  expressionMisfit,
  formatMisfit,
  isFormat,
  isStored,
  type LockRow,
  lockMisfit,
  type PartRow,
  type PresenceRow,
  partMisfit,
  presenceMisfit,
  singleMisfit,
  storedMisfit,
  textMisfit,
  type ValueMapRow,
  valueMapMisfit,
} from './single-value-shape.ts'

/** What was expected instead, or undefined where the row fits its path. */
export const misfitOf = (path: ResolvedPath, row: RuleDeclaration): string | undefined => {
  const { attribute, subAttribute, valueFilter } = path
  if (valueFilter !== undefined) return 'expected an attribute: a row cannot hold some elements of one'
  if (path.extension === undefined && own.has(attribute.name)) return `${attribute.name} is made by the gateway itself`
  if (subAttribute !== undefined && attribute.multiValued) {
    return `expected a row for ${attribute.name} as a whole, since it has many elements`
  }
  const isPassword = attribute.name === 'password' && path.extension === undefined
  if (isPassword !== isKind(row, 'password')) {
    return isPassword
      ? 'expected { password, by }: it is written and never read'
      : 'only the attribute password takes { password, by }'
  }
  if (isPassword && typeof row === 'object' && 'as' in row && 'by' in row && row.by !== 'value')
    return 'as is for a password by value'
  if (isPassword) return attribute.returned === 'never' ? undefined : 'a password must be defined as never returned'
  return misfitOfKind(path, row) ?? accessMisfit(path, row) ?? uniquenessMisfit(path, row)
}

const own: ReadonlySet<string> = new Set(['id', 'meta', 'schemas'])

const isKind = (row: RuleDeclaration, ...keys: readonly string[]): boolean =>
  typeof row === 'object' && keys.some((key) => key in row)

const misfitOfKind = (path: ResolvedPath, row: RuleDeclaration): string | undefined => {
  const attribute = path.subAttribute ?? path.attribute
  const { type, multiValued, name } = attribute
  const hasValue = findAttribute(attribute.subAttributes, 'value')?.type === 'string'
  if (isKind(row, 'members', 'memberUrls'))
    return multiValued && hasValue ? undefined : `${name} is no list of references`
  if (isKind(row, 'memberships')) {
    if (!multiValued || !hasValue) return `${name} is no list of references`
    return attribute.mutability === 'readOnly' ? undefined : `${name} must be readOnly: it is found, not stored`
  }
  if (isKind(row, 'reference')) return !multiValued && hasValue ? undefined : `${name} is no single reference`
  if (isKind(row, 'flag', 'lock')) {
    if (type !== 'boolean' || multiValued) return `${name} is neither true nor false`
    return lockMisfit(path, row as LockRow)
  }
  if (isKind(row, 'inactiveIn')) return activePlaceMisfit(path, row as ActivePlaceRow)
  if (isKind(row, 'passwordState')) return passwordStateMisfit(path, row as PasswordStateRow)
  if (isKind(row, 'perClient')) return perClientMisfit(path)
  if (isKind(row, 'present', 'absent')) return presenceMisfit(path, row as PresenceRow)
  if (isKind(row, 'attributes', 'template')) return textMisfit(path)
  if (isKind(row, 'expression')) return expressionMisfit(path, row as ExpressionRow)
  if (isKind(row, 'part')) return partMisfit(path, row as PartRow)
  if (isFormat(row)) return formatMisfit(path, row)
  if (isStored(row)) return storedMisfit(path, row)
  if (isKind(row, 'constant')) return singleMisfit(path)
  if (isKind(row, 'bits')) return bitsMisfit(path, row as BitsRow)
  if (isKind(row, 'values')) return valueMapMisfit(path, row as ValueMapRow)
  if (typeof row === 'string' || isKind(row, 'attribute')) {
    if (type === 'complex') return 'expected a list, a reference or one row for each sub-attribute'
    return multiValued && isKind(row, 'default') ? 'a list has no default' : undefined
  }
  if (multiValued) return type === 'complex' ? undefined : listMisfit(row)
  return 'expected an attribute type: this attribute is no list of elements'
}

type PasswordStateRow = Extract<RuleDeclaration, { passwordState: unknown }>

/** Its rows are made for the attributes of its schema, and for no others. */
const passwordStateMisfit = (path: ResolvedPath, { passwordState }: PasswordStateRow): string | undefined =>
  path.extension?.id === urn.passwordState && path.attribute.name === passwordState
    ? undefined
    : `only ${urn.passwordState}:${passwordState} takes { passwordState: ${passwordState} }`

/** RFC 7643 §3.1: no other attribute is "defined by the provisioning client". */
const perClientMisfit = ({ attribute, extension }: ResolvedPath): string | undefined =>
  attribute.name === 'externalId' && extension === undefined
    ? undefined
    : 'only externalId takes { perClient }: all else is the same for every client'

/** RFC 7643 §7: nobody could say what a list that is never shown holds, so that PATCH could not be judged. */
const accessMisfit = ({ attribute, subAttribute }: ResolvedPath, row: RuleDeclaration): string | undefined => {
  if (typeof row === 'string' || !('access' in row) || row.access === undefined) return undefined
  if ('default' in row && row.default !== undefined) return `a ${row.access} row takes no default`
  const { name, multiValued, mutability } = subAttribute ?? attribute
  if (row.access !== 'writeOnly') return undefined
  if (multiValued) return `${name} is a list: it cannot be writeOnly`
  if (name === 'active') return 'active cannot be writeOnly: nobody would know whom it keeps out'
  return mutability === 'readOnly' ? `${name} is readOnly` : undefined
}

/** Simple values have no parts that a companion could hold. */
const listMisfit = (row: RuleDeclaration): string | undefined => {
  const { plain, structured } = row as { plain?: readonly { readonly as?: string | undefined }[]; structured?: string }
  if (structured !== undefined || plain === undefined)
    return 'expected { plain } alone: the values are no elements with parts'
  return plain.some(({ as }) => as !== undefined) ? 'the values have no type: nothing can be stored as one' : undefined
}

/** One value in one attribute type can be looked for before it is written; more cannot. */
const uniquenessMisfit = ({ attribute, subAttribute }: ResolvedPath, row: RuleDeclaration): string | undefined => {
  const parts = subAttribute === undefined ? (attribute.subAttributes ?? []) : [subAttribute]
  const unique = [attribute, ...parts].find(({ uniqueness }) => uniqueness !== 'none')
  if (unique === undefined) return undefined
  const isCoded = isKind(row, 'values', 'part') || isFormat(row) || isStored(row)
  const isPlain = typeof row === 'string' || (isKind(row, 'attribute') && !isCoded)
  if (isPlain && !attribute.multiValued && !['boolean', 'binary', 'complex'].includes(unique.type)) return undefined
  return `uniqueness of ${unique.name} cannot be kept: define it as none`
}
