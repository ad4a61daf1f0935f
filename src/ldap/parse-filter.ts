/** parseFilter: the text of a filter, as an operator writes it, to an LdapFilter. RFC 4515 §3 */
import {
  allBits,
  and,
  bitAndRule,
  equal,
  greaterOrEqual,
  type LdapFilter,
  lessOrEqual,
  not,
  or,
  present,
  substring,
} from './filter.ts'

/** Text that is no filter, or one with a matching rule of its own (`:=`) other than that of bits. */
export class InvalidFilter extends Error {
  override readonly name = 'InvalidFilter'
  constructor(position: number) {
    super(`not an LDAP filter from character ${position + 1} on`)
  }
}

const deepest = 50

/** @throws InvalidFilter */
export const parseFilter = (text: string): LdapFilter => {
  const { filter, end } = filterAt(text, skipBlanks(text, 0), 0)
  if (skipBlanks(text, end) !== text.length) throw new InvalidFilter(end)
  return filter
}

interface Parsed {
  readonly filter: LdapFilter
  readonly end: number
}

const filterAt = (text: string, start: number, depth: number): Parsed => {
  if (text[start] !== '(' || depth > deepest) throw new InvalidFilter(start)
  const first = skipBlanks(text, start + 1)
  const operator = text[first]
  if (operator !== '&' && operator !== '|' && operator !== '!') return itemAt(text, first)
  const parts: LdapFilter[] = []
  let end = skipBlanks(text, first + 1)
  while (text[end] === '(') {
    const part = filterAt(text, end, depth + 1)
    parts.push(part.filter)
    end = skipBlanks(text, part.end)
  }
  if (text[end] !== ')') throw new InvalidFilter(end)
  if (operator !== '!') return { filter: operator === '&' ? and(...parts) : or(...parts), end: end + 1 }
  const [part] = parts
  if (part === undefined || parts.length > 1) throw new InvalidFilter(first)
  return { filter: not(part), end: end + 1 }
}

const item = /([A-Za-z][A-Za-z\d-]*(?:;[A-Za-z\d-]+)*|\d+(?:\.\d+)+) *(=|>=|<=|:[\d.]+:=)([^()\0]*)\)/y

const itemAt = (text: string, start: number): Parsed => {
  item.lastIndex = start
  const [all, type = '', operator, value = ''] = item.exec(text) ?? []
  if (all === undefined) throw new InvalidFilter(start)
  const pieces = value.split('*').map((piece) => unescaped(piece, start))
  return { filter: comparison(type, { operator, pieces, start }), end: start + all.length }
}

const comparison = (
  type: string,
  {
    operator,
    pieces,
    start,
  }: { readonly operator?: string; readonly pieces: readonly string[]; readonly start: number },
): LdapFilter => {
  const [first = '', ...rest] = pieces
  if (operator?.startsWith(':') === true) {
    if (operator !== `:${bitAndRule}:=` || !/^\d{1,10}$/.test(first) || rest.length > 0) throw new InvalidFilter(start)
    return allBits(type, Number(first))
  }
  if (operator !== '=') {
    if (rest.length > 0) throw new InvalidFilter(start)
    return operator === '>=' ? greaterOrEqual(type, first) : lessOrEqual(type, first)
  }
  if (rest.length === 0) return equal(type, first)
  if (pieces.every((piece) => piece === '')) return present(type)
  return substring(type, { initial: first, any: rest.slice(0, -1), final: rest.at(-1) ?? '' })
}

/** Escapes are bytes of UTF-8. */
const unescaped = (text: string, start: number): string => {
  if (/\\(?![\da-f]{2})/i.test(text)) throw new InvalidFilter(start)
  return text.replace(/(?:\\[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('\\', ''), 'hex').toString('utf8'))
}

const skipBlanks = (text: string, start: number): number => {
  let end = start
  while (text[end] === ' ' || text[end] === '\n') end++
  return end
}
