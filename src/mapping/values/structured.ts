/** Structured values: one element of a complex multi-valued attribute as text, `type=work;primary=true;value=…`. */

import { isOrdering } from '../../scim/filter/check-comparison.ts'
import type { Comparison } from '../../scim/filter/filter.ts'
import { kept } from '../../scim/kept-with.ts'
import { canonicalBase64 } from '../../scim/resource/base64.ts'
import type { ComplexValue, SimpleValue } from '../../scim/resource/resource.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import { isPortable, prepare } from '../../text/prepare.ts'

const first = ['type', 'primary']
/** Stands first in a text one of whose values has blanks at an edge, so that filters find it (see `fragmentsOf`). */
const edgeMark = 'blank=edge'

/** Keys in a fixed order, `value` last; `%`, `;`, `=` and blanks at an edge are percent-escaped. */
export const printStructured = (element: ComplexValue, subAttributes: readonly Attribute[]): string => {
  const texts = inOrder(subAttributes).flatMap(({ name }) => {
    const value = element[name]
    return value === undefined || Array.isArray(value) ? [] : [{ name, text: String(value) }]
  })
  const parts = texts.map(({ name, text }) => `${name}=${percentEscaped(text)}`)
  return (texts.some(({ text }) => hasEdge(text)) ? [edgeMark, ...parts] : parts).join(';')
}

/** undefined where the text is none of ours; unknown keys are passed over, as is what is none of the key's type. */
export const parseStructured = (text: string, subAttributes: readonly Attribute[]): ComplexValue | undefined => {
  const parts = text.split(';')
  const hasEdges = parts[0] === edgeMark
  const named = byName(subAttributes)
  let element: Record<string, SimpleValue> | undefined
  for (const part of parts) {
    const at = part.indexOf('=')
    const name = part.slice(0, Math.max(at, 0))
    const attribute = named.get(name) ?? named.get(name.toLowerCase())
    if (attribute === undefined) continue
    const value = typed(attribute, unescaped(part.slice(at + 1), hasEdges))
    if (value === undefined) continue
    element ??= {}
    element[attribute.name] = value
  }
  return element
}

/** As they are spelled, and in lower case. */
const byName = kept(
  (subAttributes: readonly Attribute[]): ReadonlyMap<string, Attribute> =>
    new Map([
      ...subAttributes.map((each) => [each.name.toLowerCase(), each] as const),
      ...subAttributes.map((each) => [each.name, each] as const),
    ]),
)

/**
 * Pieces of text of which at least one set stands, in order, in every structured value whose sub-attribute satisfies
 * the comparison; undefined where no such pieces can be named. `foldsCase`: the server compares ignoring case.
 */
export const fragmentsOf = (
  attribute: Attribute,
  test: { readonly operator: Comparison; readonly value: string },
  foldsCase: boolean,
): readonly (readonly string[])[] | undefined => {
  const { name, caseExact } = attribute
  if (test.operator === 'ne') return undefined
  const [start, ...rest] = isOrdering(test.operator) ? [] : piecesOf(attribute, test, foldsCase)
  // Keys are read ignoring case, which such a column cannot ask for.
  if (!foldsCase) return caseExact && start !== undefined ? [[start, ...rest]] : undefined
  if (start === undefined) return [[name]]
  if (attribute.type === 'boolean') return [[`${name}=${start}`]]
  // Pieces of it, which need not follow the key at once.
  if (attribute.type === 'binary') return [[name, start, ...rest]]
  const anywhere = [name, start, ...rest]
  if (test.operator === 'co' || test.operator === 'ew' || startsAtSeparator(test.value)) return [anywhere]
  // The last set: a foreign hand left a blank at the edge unescaped.
  return [
    [`${name}=${start}`, ...rest],
    [edgeMark, ...anywhere],
    [`${name}= ${start}`, ...rest],
  ]
}

/** Pieces that stand in every text that has a value of the sub-attribute. No `=`: a combining mark may melt into it. */
export const presenceFragments = ({ name }: Attribute, foldsCase: boolean): readonly string[] =>
  foldsCase ? [name] : []

/**
 * What the server surely finds of the literal: escapes, and characters that are a separator for the server alone
 * (U+FF1D), divide it. Of a reference, which `evaluate` compares as it stands, the last character may melt into a mark
 * behind it. Numbers have many spellings.
 */
const piecesOf = (
  { type }: Attribute,
  { operator, value }: { readonly operator: Comparison; readonly value: string },
  foldsCase: boolean,
): readonly string[] => {
  if (type === 'binary') return piecesOfBytes(value, foldsCase)
  const text = prepare(value, { caseExact: !foldsCase })
  if (!isPortable(value) || !['string', 'reference', 'boolean'].includes(type)) return []
  const asked = type === 'reference' && operator !== 'eq' ? [...text].slice(0, -1).join('') : text
  return asked
    .split(/[%;=]/)
    .map((piece) => piece.replace(/^ | $/g, ''))
    .filter((piece) => piece !== '')
}

/**
 * What stands in every spelling of the same octets, such as another hand may have written: not the two characters in
 * which the alphabets differ, and no last character, which may have bits to spare. A few of the longest pieces narrow
 * enough.
 */
const piecesOfBytes = (value: string, foldsCase: boolean): readonly string[] => {
  const digits = (canonicalBase64(value) ?? '').replace(/={1,2}$/, '').slice(0, -1)
  const pieces = digits.split(/[+/]/).map((piece) => piece.slice(0, longestPiece))
  const longest = new Set(pieces.toSorted((a, b) => b.length - a.length).slice(0, mostPieces))
  return pieces
    .filter((piece) => piece.length > 1 && longest.has(piece))
    .slice(0, mostPieces)
    .map((piece) => (foldsCase ? piece.toLowerCase() : piece))
}

const mostPieces = 4
const longestPiece = 64

/** Then the first piece does not follow the key at once. */
const startsAtSeparator = (value: string): boolean => /^[%;=]/.test(prepare(value, { caseExact: true }))

const inOrder = (subAttributes: readonly Attribute[]): readonly Attribute[] => {
  const rank = (name: string) => (name === 'value' ? 9 : first.includes(name) ? first.indexOf(name) : 5)
  return subAttributes.toSorted((a, b) => rank(a.name) - rank(b.name))
}

/** By `trim`: a regular expression would look for the end of the text at each blank in it. */
const percentEscaped = (text: string): string => {
  const start = text.length - text.trimStart().length
  const end = Math.max(start, text.trimEnd().length)
  const middle = text.slice(start, end).replace(/[%;=]/g, encodeURIComponent)
  return `${everyByte(text.slice(0, start))}${middle}${everyByte(text.slice(end))}`
}

const hasEdge = (text: string): boolean => text !== text.trim()

const everyByte = (blanks: string): string =>
  Array.from(Buffer.from(blanks), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')

/** Only what `percentEscaped` escapes: any other `%` was written by a foreign hand and stands for itself. */
const unescaped = (text: string, hasEdges: boolean): string => {
  if (!text.includes('%')) return text
  const { leading, middle, trailing } = hasEdges ? edgesOf(text) : { leading: '', middle: text, trailing: '' }
  return `${leading}${middle.replace(/%(?:25|3B|3D)/gi, decodeURIComponent)}${trailing}`
}

const edgesOf = (text: string) => {
  const before = decoded(text.slice(0, escapesFrom(text)))
  const leading = before.slice(0, before.length - before.trimStart().length)
  const rest = text.slice(3 * Buffer.byteLength(leading))
  const behind = decoded(rest.slice(escapesUpTo(rest)))
  const trailing = behind.slice(behind.trimEnd().length)
  return { leading, middle: rest.slice(0, rest.length - 3 * Buffer.byteLength(trailing)), trailing }
}

const escaped = /^%[0-9A-F]{2}$/i

/** Where the escapes at the beginning end. */
const escapesFrom = (text: string): number => {
  let end = 0
  while (escaped.test(text.slice(end, end + 3))) end += 3
  return end
}

/** Where the escapes at the end begin. */
const escapesUpTo = (text: string): number => {
  let start = text.length
  while (start >= 3 && escaped.test(text.slice(start - 3, start))) start -= 3
  return start
}

const decoded = (escapes: string): string => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8')

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

const typed = (attribute: Attribute, text: string): SimpleValue | undefined => {
  if (attribute.type === 'boolean') return booleans.get(text.toLowerCase())
  if (attribute.type === 'binary') return text === '' ? undefined : canonicalBase64(text)
  if (attribute.type !== 'integer' && attribute.type !== 'decimal') return text === '' ? undefined : text
  const number = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(number) ? number : undefined
}
