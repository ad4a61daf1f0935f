/** LdapFilter: a search filter as a value; `printFilter` is the only place where values are escaped. RFC 4515, RFC 4526 */
import { unreachable } from '../text/unreachable.ts'

/** `and` of nothing is true, `or` of nothing is false: RFC 4526. */
export type LdapFilter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly LdapFilter[] }
  | { readonly kind: 'not'; readonly filter: LdapFilter }
  | { readonly kind: 'present'; readonly type: string }
  | {
      readonly kind: 'equal' | 'greater-or-equal' | 'less-or-equal'
      readonly type: string
      readonly value: string
    }
  /** A value of bytes, such as objectGUID. */
  | { readonly kind: 'equal-bytes'; readonly type: string; readonly value: Uint8Array }
  /** All bits of the mask are set in an integer: Active Directory's bitwise AND, which slapd and 389-ds know, too. */
  | { readonly kind: 'all-bits'; readonly type: string; readonly mask: number }
  | {
      readonly kind: 'substring'
      readonly type: string
      readonly initial?: string
      readonly any: readonly string[]
      readonly final?: string
    }

/** The pieces of a substring assertion, in the order in which they must stand in the value. RFC 4511 §4.5.1.7.2 */
export interface SubstringPieces {
  readonly initial?: string
  readonly any?: readonly string[]
  readonly final?: string
}

/** True for every entry. */
export const always: LdapFilter = { kind: 'and', filters: [] }

/** False for every entry. */
export const never: LdapFilter = { kind: 'or', filters: [] }

/** Conjunction: nested ones are flattened, `always` drops out, `never` decides. */
export function and(...filters: readonly LdapFilter[]): LdapFilter {
  const parts = filters.flatMap((filter) => (filter.kind === 'and' ? filter.filters : [filter]))
  if (parts.some(isNever)) return never
  return only(parts) ?? { kind: 'and', filters: parts }
}

/** Disjunction: nested ones are flattened, `never` drops out, `always` decides. */
export function or(...filters: readonly LdapFilter[]): LdapFilter {
  const parts = filters.flatMap((filter) => (filter.kind === 'or' ? filter.filters : [filter]))
  if (parts.some(isAlways)) return always
  return only(parts) ?? { kind: 'or', filters: parts }
}

/** Negation. Two of them cancel out, in three-valued logic too. */
export function not(filter: LdapFilter): LdapFilter {
  if (filter.kind === 'not') return filter.filter
  if (isAlways(filter)) return never
  return isNever(filter) ? always : { kind: 'not', filter }
}

/** Whether probably few match: each has one of the values in the filter, or a part that an index may know. */
export const isNarrow = (filter: LdapFilter): boolean => {
  switch (filter.kind) {
    case 'equal':
    case 'equal-bytes':
      return true
    case 'substring':
      return [filter.initial, ...filter.any, filter.final].some((piece = '') => piece.length >= telling)
    case 'and':
      return filter.filters.some(isNarrow)
    case 'or':
      return filter.filters.length > 0 && filter.filters.every(isNarrow)
    default:
      return false
  }
}

/** Characters: slapd's index of substrings is one of every four. */
const telling = 4

export const equal = (type: string, value: string): LdapFilter => ({ kind: 'equal', type, value })
export const present = (type: string): LdapFilter => ({ kind: 'present', type })
export const greaterOrEqual = (type: string, value: string): LdapFilter => ({ kind: 'greater-or-equal', type, value })
export const lessOrEqual = (type: string, value: string): LdapFilter => ({ kind: 'less-or-equal', type, value })

export const allBits = (type: string, mask: number): LdapFilter => ({ kind: 'all-bits', type, mask })

/** LDAP_MATCHING_RULE_BIT_AND. [MS-ADTS] §3.1.1.3.4.4.1 */
export const bitAndRule = '1.2.840.113556.1.4.803'

/** A substring assertion without its empty pieces, which LDAP forbids; with none left any value will do. */
export function substring(type: string, { initial, any = [], final }: SubstringPieces): LdapFilter {
  const pieces = any.filter((piece) => piece !== '')
  if (!initial && !final && pieces.length === 0) return present(type)
  return { kind: 'substring', type, any: pieces, ...(initial && { initial }), ...(final && { final }) }
}

const isAlways = (filter: LdapFilter): boolean => filter.kind === 'and' && filter.filters.length === 0
export const isNever = (filter: LdapFilter): boolean => filter.kind === 'or' && filter.filters.length === 0

/** The text of a filter, fit for ldapsearch. RFC 4515 §3 */
export function printFilter(filter: LdapFilter): string {
  switch (filter.kind) {
    case 'and':
      return `(&${filter.filters.map(printFilter).join('')})`
    case 'or':
      return `(|${filter.filters.map(printFilter).join('')})`
    case 'not':
      return `(!${printFilter(filter.filter)})`
    case 'present':
      return `(${filter.type}=*)`
    case 'equal':
      return `(${filter.type}=${escapeValue(filter.value)})`
    case 'equal-bytes':
      return `(${filter.type}=${[...filter.value].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')})`
    case 'all-bits':
      return `(${filter.type}:${bitAndRule}:=${filter.mask})`
    case 'greater-or-equal':
      return `(${filter.type}>=${escapeValue(filter.value)})`
    case 'less-or-equal':
      return `(${filter.type}<=${escapeValue(filter.value)})`
    case 'substring':
      return `(${filter.type}=${[filter.initial ?? '', ...filter.any, filter.final ?? ''].map(escapeValue).join('*')})`
    default:
      return unreachable(filter)
  }
}

/** The attribute types that a filter tests, in lower case. */
export function typesIn(filter: LdapFilter): ReadonlySet<string> {
  return new Set(leaves(filter).map(({ type }) => type.toLowerCase()))
}

/** How many nodes a filter has: what it costs the directory to read it. */
export function nodesIn(filter: LdapFilter): number {
  if (filter.kind === 'not') return 1 + nodesIn(filter.filter)
  return 'filters' in filter ? filter.filters.reduce((nodes, part) => nodes + nodesIn(part), 1) : 1
}

type Leaf = Extract<LdapFilter, { readonly type: string }>

const leaves = (filter: LdapFilter): readonly Leaf[] => {
  if (filter.kind === 'not') return leaves(filter.filter)
  return 'filters' in filter ? filter.filters.flatMap(leaves) : [filter]
}

const only = (filters: readonly LdapFilter[]): LdapFilter | undefined => (filters.length === 1 ? filters[0] : undefined)

const special = /[*()\\\0]/g
const escapeValue = (value: string): string =>
  value.replace(special, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
