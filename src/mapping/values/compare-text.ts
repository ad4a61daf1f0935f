/** compareText: a SCIM comparison of texts as a comparison that the server makes. RFC 7644 §3.4.2.2, RFC 4517 §4.2 */
import type { AttributeTypeDescription } from '../../directory/subschema.ts'
import { equal, greaterOrEqual, type LdapFilter, lessOrEqual, present, substring } from '../../ldap/filter.ts'
import { isOrdering, type Ordering } from '../../scim/filter/check-comparison.ts'
import type { Comparison } from '../../scim/filter/filter.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import { isPortable, prepare, prepareSubstring } from '../../text/prepare.ts'
import { atLeast, everything, exactly, negationOf, type Pushdown } from '../pushdown.ts'
import { acceptsText, type Column, hasSyntax, strictly } from './column.ts'

/**
 * A superset of what `evaluate` says. Only what the server cannot answer Undefined is asked: of a syntax and under a
 * rule that are known here.
 */
export const compareText = (
  column: Column,
  attribute: Attribute,
  { operator, value }: { readonly operator: Comparison; readonly value: string },
): Pushdown => {
  if (operator === 'ne') {
    const equality = textMatch(column, attribute, { operator: 'eq', value })
    return equality?.exact === true ? negationOf(equality) : everything
  }
  return textMatch(column, attribute, { operator, value }) ?? atLeast(present(column.type))
}

type Positive = Exclude<Comparison, 'ne'>

/** undefined: the server cannot make this comparison, or would miss what `evaluate` finds. */
const textMatch = (
  column: Column,
  attribute: Attribute,
  { operator, value }: { readonly operator: Positive; readonly value: string },
): Pushdown | undefined => {
  const family = familyOf(ruleNamed(column.description, operator))
  if (family === undefined || (family === 'case exact' && !attribute.caseExact)) return undefined
  // Of other text the prepared form may be prepared into yet another: U+2116 becomes `No`, and `No` becomes `no`.
  if (!isPortable(value)) return undefined
  const text = preparedFor(operator, value, attribute)
  const asked = family === 'digits' ? digitsOf(text) : askedOf(text, operator, attribute)
  if (asked === undefined || !isAssertable(column.description, asked)) return undefined
  // `evaluate` compares references as they stand, the server prepares them like strings.
  const isSame = attribute.type === 'string' && family === (attribute.caseExact ? 'case exact' : 'case ignore')
  // A looser order is no superset.
  if (isOrdering(operator)) return isSame ? ordered(column, operator, asked) : undefined
  const filter = textFilter(column.type, operator, asked)
  // Of several stored values the server may find another one than SCIM shows.
  const isExact =
    isSame && column.whole && column.description.isLoose !== true && (operator === 'eq' || !text.includes(' '))
  return isExact ? exactly(filter) : atLeast(filter)
}

/** How a rule finds strings equal. RFC 4517 §4.2; a rule under another name is not relied on. */
const familyOf = (rule: string | undefined): 'case ignore' | 'case exact' | 'digits' | undefined => {
  const name = rule?.toLowerCase() ?? ''
  if (/^caseignore(ia5)?(ordering|substrings)?match$/.test(name)) return 'case ignore'
  if (/^caseexact(ia5)?(ordering|substrings)?match$/.test(name)) return 'case exact'
  return /^(telephonenumber|numericstring)(substrings)?match$/.test(name) ? 'digits' : undefined
}

const parts = { co: 'any', sw: 'initial', ew: 'final' } as const

const preparedFor = (operator: Positive, value: string, { caseExact }: Attribute): string =>
  operator in parts
    ? prepareSubstring(value, { caseExact, part: parts[operator as keyof typeof parts] })
    : prepare(value, { caseExact })

/**
 * Without blanks at the edges, which make the match no narrower. A reference is compared as it stands: what follows a
 * piece of it may, for the server, melt into the last character of the piece (`e` and U+0301).
 */
const askedOf = (text: string, operator: Positive, { type }: Attribute): string | undefined => {
  const mayMelt = type === 'reference' && (operator === 'co' || operator === 'sw')
  const asked = (mayMelt ? [...text].slice(0, -1).join('') : text).replace(/^ | $/g, '')
  return asked === '' ? undefined : asked
}

/** telephoneNumberMatch passes over blanks and hyphens; by RFC it ignores case, slapd's does not. */
const digitsOf = (text: string): string | undefined => {
  const digits = text.replace(/[ -]/g, '')
  return digits === '' || /[A-Za-z]/.test(digits) ? undefined : digits
}

/** An assertion that is no value of the syntax is Undefined, and so is its negation. RFC 4511 §4.5.1.7 */
const isAssertable = (description: AttributeTypeDescription, text: string): boolean =>
  hasSyntax(description, 'directory', 'ia5', 'printable', 'telephone', 'numeric') && acceptsText(description, text)

const ordered = ({ type, whole }: Column, operator: Ordering, text: string): Pushdown => {
  const bound = operator === 'gt' || operator === 'ge' ? greaterOrEqual(type, text) : lessOrEqual(type, text)
  if (!whole) return atLeast(bound)
  return exactly(operator === 'ge' || operator === 'le' ? bound : strictly(bound, equal(type, text)))
}

const ruleNamed = (description: AttributeTypeDescription, operator: Positive): string | undefined => {
  if (operator === 'eq') return description.equality
  return operator in parts ? description.substring : description.ordering
}

const textFilter = (type: string, operator: 'eq' | 'co' | 'sw' | 'ew', text: string): LdapFilter => {
  switch (operator) {
    case 'eq':
      return equal(type, text)
    case 'co':
      return substring(type, { any: [text] })
    case 'sw':
      return substring(type, { initial: text, any: [] })
    case 'ew':
      return substring(type, { any: [], final: text })
  }
}
