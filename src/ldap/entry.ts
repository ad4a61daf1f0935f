/** Entry: what the directory stores under a DN. Attribute types are found ignoring case. RFC 4512 §2.2 */
import type { Dn } from './dn.ts'

/** Text, or bytes where the value is not UTF-8 or the type is binary. */
export type AttributeValue = string | Uint8Array

/** Keys are attribute descriptions in lower case, options included (`usercertificate;binary`). No empty lists. */
export type AttributeValues = ReadonlyMap<string, readonly AttributeValue[]>

export interface Entry {
  readonly dn: Dn
  readonly attributes: AttributeValues
  /** Entries that it names by DN, as far as they were asked for and came along; without attributes where one cannot be read. */
  readonly dereferenced?: readonly Entry[]
}

/** All values of a type, in the directory's order. */
export const valuesOf = (attributes: AttributeValues, type: string): readonly AttributeValue[] =>
  attributes.get(lowerCaseOf(type)) ?? none

const none: readonly never[] = []

/** The few types that there are are asked for all the time: each new string would have to be hashed. */
const lowerCases = new Map<string, string>()
const mostTypes = 2_000

const lowerCaseOf = (type: string): string => {
  const known = lowerCases.get(type)
  if (known !== undefined) return known
  const lower = type.toLowerCase()
  if (lowerCases.size < mostTypes) lowerCases.set(type, lower)
  return lower
}

/** The text values of a type; bytes are left out. */
export const textsOf = (attributes: AttributeValues, type: string): readonly string[] => {
  const values = valuesOf(attributes, type)
  return values.every(isText) ? values : values.filter(isText)
}

/** The first text value of a type. */
export const textOf = (attributes: AttributeValues, type: string): string | undefined =>
  valuesOf(attributes, type).find(isText)

const isText = (value: AttributeValue): value is string => typeof value === 'string'
