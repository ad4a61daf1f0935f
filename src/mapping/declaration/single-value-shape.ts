/** Whether a row of one value that is not stored as it is shown can hold the attribute that it is written for. */
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { mustBeStored } from '../../scim/schema/attribute.ts'
import type { ActivePlaceRow } from './account-rows.ts'
import type { RuleDeclaration } from './declaration.ts'

export type ValueMapRow = Extract<RuleDeclaration, { values: unknown }>

export const valueMapMisfit = (path: ResolvedPath, row: ValueMapRow): string | undefined => {
  const attribute = path.subAttribute ?? path.attribute
  const { name, type } = attribute
  const wrong = Object.values(row.values).find((shown) => typeof shown !== type)
  if (type !== 'string' && type !== 'boolean')
    return `${name} is of type ${type}: only texts, true and false are mapped`
  if (attribute.multiValued) return `${name} is a list: its values cannot be mapped`
  if (wrong !== undefined) return `${name} is of type ${type} and cannot be ${JSON.stringify(wrong)}`
  if (isActive(path)) return enforcementMisfit(row)
  if (row.otherwise !== undefined || row.enforcedBy !== undefined) return 'only active takes otherwise and enforcedBy'
  return mustBeStored(attribute) ? `${name} is required: who has another value would be without` : undefined
}

export type BitsRow = Extract<RuleDeclaration, { bits: unknown }>

export const bitsMisfit = (path: ResolvedPath, row: BitsRow): string | undefined => {
  const { name, type } = path.subAttribute ?? path.attribute
  if (type !== 'boolean') return `${name} is neither true nor false`
  if (isActive(path)) return enforcementMisfit({ ...row, attribute: row.bits })
  return row.enforcedBy === undefined ? singleMisfit(path) : 'only active takes enforcedBy'
}

export type PresenceRow = Extract<RuleDeclaration, { present: unknown }>

export const presenceMisfit = (path: ResolvedPath, { value, access }: PresenceRow | AbsenceRow): string | undefined => {
  const { name, type } = path.subAttribute ?? path.attribute
  if (type !== 'boolean') return `${name} is neither true nor false`
  if (isActive(path) && value !== undefined && access !== 'readOnly')
    return 'active is written by { attribute, values } or { flag, lock }'
  return singleMisfit(path)
}

export type AbsenceRow = Extract<RuleDeclaration, { absent: unknown }>
type PlainRow = Exclude<Extract<RuleDeclaration, { attribute: string }>, { values: unknown } | { part: unknown }>
export type FormatRow = PlainRow & { readonly format: NonNullable<PlainRow['format']> }
export type StoredRow = PlainRow & { readonly stored: string }
export type PartRow = Extract<RuleDeclaration, { part: unknown }>

export const isFormat = (row: RuleDeclaration): row is FormatRow =>
  typeof row === 'object' && 'format' in row && row.format !== undefined
export const isStored = (row: RuleDeclaration): row is StoredRow =>
  typeof row === 'object' && 'stored' in row && row.stored !== undefined

/** Whoever has a value that the row cannot read is without. */
const requiredMisfit = (path: ResolvedPath): string | undefined => {
  const attribute = path.subAttribute ?? path.attribute
  return mustBeStored(attribute) ? `${attribute.name} is required: who has another value would be without` : undefined
}

const formatTypes = {
  epochSeconds: ['dateTime'],
  epochDays: ['dateTime'],
  fileTime: ['dateTime'],
  base64: ['string', 'binary'],
  dataUri: ['reference', 'string'],
} as const satisfies Record<FormatRow['format'], readonly string[]>

export const formatMisfit = (path: ResolvedPath, { format, stored, ...row }: FormatRow): string | undefined => {
  const { name, type } = path.subAttribute ?? path.attribute
  const types: readonly string[] = formatTypes[format]
  if (stored !== undefined) return 'expected one of format and stored'
  if (row.default !== undefined) return 'a row with format takes no default'
  if (!types.includes(type)) return `${name} is of type ${type}: ${format} is for ${types.join(' and ')}`
  return singleMisfit(path) ?? requiredMisfit(path)
}

export const storedMisfit = (path: ResolvedPath, row: StoredRow): string | undefined =>
  row.default === undefined ? (textMisfit(path) ?? requiredMisfit(path)) : 'a row with stored takes no default'

export const partMisfit = (path: ResolvedPath, row: PartRow): string | undefined =>
  textMisfit(path) ?? (isInEveryText(row) ? undefined : requiredMisfit(path))

/** Where blanks divide, every text has a last part before which the rest goes, or a first one behind which it goes. */
const isInEveryText = ({ part, of, separator, rest }: PartRow): boolean =>
  separator === ' ' && part === (rest === 'first' ? of : 1)

export type ExpressionRow = Extract<RuleDeclaration, { expression: unknown }>

export const expressionMisfit = (path: ResolvedPath, { write }: ExpressionRow): string | undefined => {
  if (write !== undefined && isActive(path)) return 'active is written by { attribute, values } or { flag, lock }'
  const { type, name } = path.subAttribute ?? path.attribute
  if (type === 'binary') return `${name} is of type binary: expected one attribute type`
  return singleMisfit(path) ?? requiredMisfit(path)
}

/** Of a row that has one simple value. */
export const singleMisfit = (path: ResolvedPath): string | undefined => {
  const { name, type, multiValued } = path.subAttribute ?? path.attribute
  if (multiValued) return `${name} is a list`
  return type === 'complex' ? 'expected a list, a reference or one row for each sub-attribute' : undefined
}

/** Of a row that makes one text of several attribute types. */
export const textMisfit = (path: ResolvedPath): string | undefined => {
  const { name, type } = path.subAttribute ?? path.attribute
  const misfit = singleMisfit(path)
  if (misfit !== undefined || type === 'string' || type === 'reference') return misfit
  return `${name} is of type ${type}: expected one attribute type`
}

/** Deactivation that lets a person bind is a lie, unless somebody answers for it. */
const enforcementMisfit = ({
  access,
  enforcedBy,
  attribute,
}: Pick<ValueMapRow, 'access' | 'enforcedBy' | 'attribute'>): string | undefined => {
  if (access === 'readOnly' || enforcedBy !== undefined) return undefined
  return `a person can bind whatever ${attribute} says: expected enforcedBy, in words: what keeps out who is not active`
}

export type LockRow = Extract<RuleDeclaration, { flag?: unknown; lock?: unknown }>

/** A lock may be seen to work (`lock-in-force.ts`); no server looks at a flag. */
export const lockMisfit = (path: ResolvedPath, { flag, lock, enforcedBy }: LockRow): string | undefined => {
  if (!isActive(path)) return enforcedBy === undefined ? undefined : 'only active takes enforcedBy'
  if (flag === undefined || lock !== undefined || enforcedBy !== undefined) return undefined
  return `a person can bind whatever ${flag} says: expected lock, or enforcedBy, in words: what keeps out who is not active`
}

/** Whoever is moved can bind as before, by another name. */
export const activePlaceMisfit = (path: ResolvedPath, { access, enforcedBy }: ActivePlaceRow): string | undefined => {
  if (!isActive(path)) return 'only active takes { inactiveIn }'
  if (access === 'readOnly' || enforcedBy !== undefined) return undefined
  return 'a person can bind wherever the entry is: expected enforcedBy, in words: what keeps out who is in inactiveIn'
}

/** `active` itself, not one of an extension. */
export const isActive = ({ attribute, subAttribute, extension }: ResolvedPath): boolean =>
  attribute.name === 'active' && subAttribute === undefined && extension === undefined
