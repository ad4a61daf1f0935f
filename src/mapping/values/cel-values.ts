/** SCIM values as CEL has them, and back. RFC 7643 §2.3 */

import { parseDateTime } from '../../scim/filter/date-time.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import type { SimpleValue, Value } from '../../scim/resource/resource.ts'
import type { Attribute, AttributeType } from '../../scim/schema/attribute.ts'

const timestamp = 'google.protobuf.Timestamp'

/** What an expression may give for a value of the type. */
const given: Readonly<Partial<Record<AttributeType, readonly string[]>>> = {
  string: ['string'],
  reference: ['string'],
  boolean: ['bool'],
  integer: ['int'],
  decimal: ['double', 'int'],
  dateTime: ['string', timestamp],
}

/** The type of the variable that has a value of the attribute. */
export const celType = ({ type }: Attribute): string => given[type]?.[0] ?? 'dyn'

/** What is wrong with the type of an expression, in words. */
export const givesMisfit = ({ attribute, subAttribute }: ResolvedPath, type: string): string | undefined => {
  const { name, type: wanted } = subAttribute ?? attribute
  const expected = given[wanted] ?? []
  if (type === 'dyn' || expected.includes(type)) return undefined
  return `gives ${type}: ${name} is of type ${wanted}, expected ${expected.join(' or ')}`
}

/** undefined: nothing, or none of the attribute's type. */
export const fromCel = ({ type }: Attribute, value: unknown): SimpleValue | undefined => {
  const plain = typeof value === 'bigint' ? Number(value) : value instanceof Date ? isoOf(value) : value
  if (type === 'boolean') return typeof plain === 'boolean' ? plain : undefined
  if (type === 'integer') return Number.isSafeInteger(plain) ? (plain as number) : undefined
  if (type === 'decimal') return Number.isFinite(plain) ? (plain as number) : undefined
  if (typeof plain !== 'string' || plain === '') return undefined
  return type === 'dateTime' && parseDateTime(plain) === undefined ? undefined : plain
}

const isoOf = (time: Date): string | undefined => (Number.isNaN(time.getTime()) ? undefined : time.toISOString())

export const toCel = ({ type }: Attribute, value: Value): unknown =>
  type === 'integer' && typeof value === 'number' ? BigInt(value) : value
