/** ComparisonKey: a value in the form in which values of its attribute are compared. RFC 7644 §3.4.2.2, §3.4.2.3 */
import { prepare } from '../../text/prepare.ts'
import { canonicalBase64 } from '../resource/base64.ts'
import type { SimpleValue } from '../resource/resource.ts'
import type { Attribute } from '../schema/attribute.ts'
import { compareInstants, type Instant, parseDateTime } from './date-time.ts'

export type ComparisonKey = string | number | boolean | Instant

/** undefined: the value is none of the attribute's type (a foreign value behind a mapping). */
export const comparisonKey = (attribute: Attribute, value: SimpleValue): ComparisonKey | undefined => {
  switch (attribute.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'integer':
    case 'decimal':
      return typeof value === 'number' ? value : undefined
    case 'dateTime':
      return typeof value === 'string' ? parseDateTime(value) : undefined
    case 'binary':
      return typeof value === 'string' ? canonicalBase64(value) : undefined
    case 'string':
      return typeof value === 'string' ? prepare(value, attribute) : undefined
    default:
      return typeof value === 'string' ? value : undefined
  }
}

/** Negative, 0 or positive, for two keys of one attribute. false stands before true. */
export const compareKeys = (a: ComparisonKey, b: ComparisonKey): number => {
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b)
  if (typeof a === 'object' && typeof b === 'object') return compareInstants(a, b)
  return Number(a) - Number(b)
}

/** By code point, as an LDAP server orders the octets of UTF-8; `<` would order UTF-16 units. */
export const compareCodePoints = (a: string, b: string): number => {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const [first, second] = [a.charCodeAt(index), b.charCodeAt(index)]
    if (first !== second) return rank(first) - rank(second)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above U+FFFF: after U+E000 to U+FFFF. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)
