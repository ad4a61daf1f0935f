/** Column: one LDAP attribute type as the home of a SCIM value, and which comparisons the server can make on it. */
import type { AttributeTypeDescription } from '../../directory/subschema.ts'
import { and, equal, greaterOrEqual, type LdapFilter, lessOrEqual, not, present } from '../../ldap/filter.ts'
import { toGeneralizedTime } from '../../ldap/generalized-time.ts'
import type { Comparison } from '../../scim/filter/filter.ts'
import { atLeast, everything, exactly, negationOf, type Pushdown } from '../pushdown.ts'

export interface Column {
  readonly type: string
  readonly description: AttributeTypeDescription
  /** SCIM shows every value there is: then one comparison of the server's speaks of the value that SCIM shows. */
  readonly whole: boolean
}

const syntax = {
  ia5: '1.3.6.1.4.1.1466.115.121.1.26',
  printable: '1.3.6.1.4.1.1466.115.121.1.44',
  numeric: '1.3.6.1.4.1.1466.115.121.1.36',
  telephone: '1.3.6.1.4.1.1466.115.121.1.50',
  facsimile: '1.3.6.1.4.1.1466.115.121.1.22',
  directory: '1.3.6.1.4.1.1466.115.121.1.15',
  boolean: '1.3.6.1.4.1.1466.115.121.1.7',
  integer: '1.3.6.1.4.1.1466.115.121.1.27',
  /** Active Directory's Large Integer. */
  largeInteger: '1.2.840.113556.1.4.906',
  generalizedTime: '1.3.6.1.4.1.1466.115.121.1.24',
  certificate: '1.3.6.1.4.1.1466.115.121.1.8',
  distinguishedName: '1.3.6.1.4.1.1466.115.121.1.12',
  nameAndOptionalUid: '1.3.6.1.4.1.1466.115.121.1.34',
  octetString: '1.3.6.1.4.1.1466.115.121.1.40',
  jpeg: '1.3.6.1.4.1.1466.115.121.1.28',
  fax: '1.3.6.1.4.1.1466.115.121.1.23',
  audio: '1.3.6.1.4.1.1466.115.121.1.4',
  binary: '1.3.6.1.4.1.1466.115.121.1.5',
  certificateList: '1.3.6.1.4.1.1466.115.121.1.9',
  certificatePair: '1.3.6.1.4.1.1466.115.121.1.10',
} as const

export type SyntaxName = keyof typeof syntax

export const hasSyntax = (description: AttributeTypeDescription, ...names: readonly SyntaxName[]): boolean =>
  names.some((name) => description.syntax === syntax[name])

const printable = /^[A-Za-z0-9'()+,\-./:?= ]+$/

/** Whether the server would take this text as a value of the type (RFC 4517 §3.3), as far as that can be told here. */
export const acceptsText = (description: AttributeTypeDescription, text: string): boolean => {
  if (text.trim() === '' || text.includes('\0')) return false
  if (hasSyntax(description, 'ia5')) return isAscii(text)
  if (hasSyntax(description, 'printable', 'telephone')) return printable.test(text)
  if (hasSyntax(description, 'facsimile')) return printable.test(text) && !text.includes('$')
  if (hasSyntax(description, 'numeric')) return /^[0-9 ]+$/.test(text)
  return true
}

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length

/** A comparison on a generalizedTime column; fractions and offsets are the server's to compare (RFC 4517 §3.3.13). */
export const compareTime = (type: string, operator: Comparison, value: string): Pushdown => {
  const time = toGeneralizedTime(value)
  if (time === undefined) return operator === 'ne' ? everything : atLeast(present(type))
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

/** Beyond a bound and not on it; for a type with one value at most. */
export const strictly = (bound: LdapFilter, same: LdapFilter): LdapFilter => and(bound, not(same))
