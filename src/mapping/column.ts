/** Column: one LDAP attribute type as the home of a SCIM value, and which comparisons the server can make on it. */
import type { AttributeTypeDescription } from '../directory/subschema.ts'
import { and, equal, greaterOrEqual, type LdapFilter, lessOrEqual, not, present, substring } from '../ldap/filter.ts'
import { toGeneralizedTime } from '../ldap/generalized-time.ts'
import type { Comparison, Literal } from '../scim/filter/filter.ts'
import type { Attribute } from '../scim/schema/attribute.ts'
import { isPortable, prepare } from '../text/prepare.ts'
import { atLeast, everything, exactly, negationOf, type Pushdown } from './pushdown.ts'

export interface Column {
  readonly type: string
  readonly description: AttributeTypeDescription
  /** SCIM shows every value there is: then one comparison of the server's speaks of the value that SCIM shows. */
  readonly whole: boolean
}

const syntax = {
  ia5: '1.3.6.1.4.1.1466.115.121.1.26',
  printable: '1.3.6.1.4.1.1466.115.121.1.44',
  telephone: '1.3.6.1.4.1.1466.115.121.1.50',
  facsimile: '1.3.6.1.4.1.1466.115.121.1.22',
  directory: '1.3.6.1.4.1.1466.115.121.1.15',
  boolean: '1.3.6.1.4.1.1466.115.121.1.7',
  integer: '1.3.6.1.4.1.1466.115.121.1.27',
  generalizedTime: '1.3.6.1.4.1.1466.115.121.1.24',
  certificate: '1.3.6.1.4.1.1466.115.121.1.8',
} as const

export type SyntaxName = keyof typeof syntax

export const hasSyntax = (description: AttributeTypeDescription, ...names: readonly SyntaxName[]): boolean =>
  names.some((name) => description.syntax === syntax[name])

const printable = /^[A-Za-z0-9'()+,\-./:? ]+$/

/** Whether the server would take this text as a value of the type (RFC 4517), as far as that can be told here. */
export const acceptsText = (description: AttributeTypeDescription, text: string): boolean => {
  if (text.trim() === '' || text.includes('\0')) return false
  if (hasSyntax(description, 'ia5')) return isAscii(text)
  if (hasSyntax(description, 'printable', 'telephone')) return printable.test(text)
  if (hasSyntax(description, 'facsimile')) return printable.test(text) && !text.includes('$')
  return true
}

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length

/** A comparison on a text column, as a superset of what `evaluate` says (RFC 7644 §3.4.2.2). */
export const compareText = (column: Column, attribute: Attribute, test: { operator: Comparison; value: string }) => {
  const { type } = column
  const text = prepare(test.value, { caseExact: attribute.caseExact })
  if (test.operator === 'ne') {
    const equality = textMatch(column, attribute, 'eq', text)
    return equality?.exact === true ? negationOf(equality) : everything
  }
  return textMatch(column, attribute, test.operator, text) ?? atLeast(present(type))
}

/** undefined: the server cannot make this comparison, or not as `evaluate` does. */
const textMatch = (
  column: Column,
  attribute: Attribute,
  operator: Exclude<Comparison, 'ne'>,
  text: string,
): Pushdown | undefined => {
  if (!isPortable(text) || !acceptsText(column.description, text)) return undefined
  const rule = ruleNamed(column.description, operator)
  if (rule === undefined) return undefined
  const foldsCase = /ignore|telephone|numeric/i.test(rule)
  if (!attribute.caseExact && !foldsCase) return undefined
  const sameStrings = attribute.caseExact !== foldsCase && /^case(ignore|exact)/i.test(rule)
  // `evaluate` compares references as they stand, the server prepares them like strings.
  const isPrepared = attribute.type === 'string'
  // A looser order is no superset, and of several stored values the server may compare another one than SCIM shows.
  if (isOrdering(operator)) return sameStrings && isPrepared ? ordered(column, operator, text) : undefined
  const filter = textFilter(column.type, operator, text)
  const isPlainText = operator === 'eq' || !text.includes(' ')
  return sameStrings && isPrepared && isPlainText && column.whole ? exactly(filter) : atLeast(filter)
}

type Ordering = 'gt' | 'ge' | 'lt' | 'le'
const isOrdering = (operator: Comparison): operator is Ordering => ['gt', 'ge', 'lt', 'le'].includes(operator)

const ordered = ({ type, whole }: Column, operator: Ordering, text: string): Pushdown => {
  const bound = operator === 'gt' || operator === 'ge' ? greaterOrEqual(type, text) : lessOrEqual(type, text)
  if (!whole) return atLeast(bound)
  return exactly(operator === 'ge' || operator === 'le' ? bound : strictly(bound, equal(type, text)))
}

const ruleNamed = (description: AttributeTypeDescription, operator: Comparison): string | undefined => {
  if (operator === 'eq') return description.equality
  if (operator === 'co' || operator === 'sw' || operator === 'ew') return description.substring
  return description.ordering
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

const strictly = (bound: LdapFilter, same: LdapFilter): LdapFilter => and(bound, not(same))

/** A comparison on a generalizedTime column; fractions and offsets are the server's to compare (RFC 4517 §3.3.13). */
export const compareTime = (type: string, operator: Comparison, value: string): Pushdown => {
  const time = toGeneralizedTime(value)
  if (time === undefined) return atLeast(present(type))
  const same = equal(type, time)
  if (operator === 'eq') return exactly(same)
  if (operator === 'ne') return exactly(not(same))
  if (operator === 'ge') return exactly(greaterOrEqual(type, time))
  if (operator === 'le') return exactly(lessOrEqual(type, time))
  if (operator === 'gt') return exactly(strictly(greaterOrEqual(type, time), same))
  if (operator === 'lt') return exactly(strictly(lessOrEqual(type, time), same))
  return atLeast(present(type))
}

/** A comparison with `null`: RFC 7644 has `pr`; `eq null` says the opposite. */
export const compareNull = (presence: Pushdown, operator: Comparison): Pushdown =>
  operator === 'eq' ? negationOf(presence) : presence

export const isNullTest = (value: Literal): value is null => value === null
