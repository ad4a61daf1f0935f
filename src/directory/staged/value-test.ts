/** orderTest, substringTest: ORDERING and SUBSTR of a value, where the schema has such a rule. RFC 4517 §4.2 */
import type { AttributeValue } from '../../ldap/entry.ts'
import type { LdapFilter } from '../../ldap/filter.ts'
import { normaliseValue } from '../../ldap/matching.ts'
import { prepareSubstring, type SubstringPart } from '../../text/prepare.ts'
import type { AttributeTypeDescription } from '../subschema.ts'

type Pieces = Extract<LdapFilter, { readonly kind: 'substring' }>
type Bound = { readonly kind: 'greater-or-equal' | 'less-or-equal'; readonly value: string }

export type ValueTest = (value: AttributeValue) => boolean

/** undefined: the type has no such rule. */
export const orderTest = (
  { ordering, equality }: AttributeTypeDescription,
  { kind, value: asserted }: Bound,
): ValueTest | undefined => {
  if (ordering === undefined) return undefined
  const compare = /integer/i.test(ordering) ? compareIntegers : compareBytes
  const limit = normaliseValue(equality, asserted)
  const sign = kind === 'greater-or-equal' ? 1 : -1
  return (value) => compare(normaliseValue(equality, value), limit) * sign >= 0
}

/** undefined: the type has no such rule, or one that is not known here. */
export const substringTest = (
  { substring }: AttributeTypeDescription,
  { initial, any, final }: Pieces,
): ValueTest | undefined => {
  const rule = substring === undefined ? undefined : substringRules.get(substring.toLowerCase())
  if (rule === undefined) return undefined
  const start = initial === undefined ? '' : rule.piece(initial, 'initial')
  const middle = any.map((piece) => rule.piece(piece, 'any'))
  const end = final === undefined ? '' : rule.piece(final, 'final')
  return (value) => {
    if (typeof value !== 'string') return false
    const text = normaliseValue(rule.equality, value)
    if (!text.startsWith(start)) return false
    let at = start.length
    for (const piece of middle) {
      const found = text.indexOf(piece, at)
      if (found < 0) return false
      at = found + piece.length
    }
    return text.length - at >= end.length && text.endsWith(end)
  }
}

interface SubstringRule {
  /** The EQUALITY rule that prepares whole values as this one does. */
  readonly equality: string
  readonly piece: (text: string, part: SubstringPart) => string
}

const prepared = (equality: string, caseExact: boolean): SubstringRule => ({
  equality,
  piece: (text, part) => prepareSubstring(text, { caseExact, part }),
})

const stripped = (equality: string): SubstringRule => ({ equality, piece: (text) => normaliseValue(equality, text) })

const substringRules: ReadonlyMap<string, SubstringRule> = new Map(
  (
    [
      ['caseIgnoreSubstringsMatch', '2.5.13.4', prepared('caseIgnoreMatch', false)],
      ['caseExactSubstringsMatch', '2.5.13.7', prepared('caseExactMatch', true)],
      ['caseIgnoreIA5SubstringsMatch', '1.3.6.1.4.1.1466.109.114.3', prepared('caseIgnoreIA5Match', false)],
      ['caseExactIA5SubstringsMatch', '1.3.6.1.4.1.4203.1.2.1', prepared('caseExactIA5Match', true)],
      ['telephoneNumberSubstringsMatch', '2.5.13.21', stripped('telephoneNumberMatch')],
      ['numericStringSubstringsMatch', '2.5.13.10', stripped('numericStringMatch')],
    ] as const
  ).flatMap(([name, oid, rule]) => [
    [name.toLowerCase(), rule],
    [oid, rule],
  ]),
)

const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

const compareIntegers = (a: string, b: string): number => {
  if (!integer.test(a) || !integer.test(b)) return compareBytes(a, b)
  const difference = BigInt(a) - BigInt(b)
  return difference === 0n ? 0 : difference > 0n ? 1 : -1
}

const integer = /^-?\d+$/
