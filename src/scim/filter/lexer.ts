/** lex: the text of a filter or path as tokens, in linear time. RFC 7644 Fig. 1, literals as in RFC 8259 */
import { invalidFilter } from '../error.ts'

export interface Token {
  /** `literal` is the JSON text of a string or number; `subAttribute` the name in `].name`; `end` stands last, once. */
  readonly kind: 'word' | 'literal' | 'bracket' | 'subAttribute' | 'end'
  readonly text: string
  /** Offset in the text, from 0. */
  readonly position: number
}

/**
 * Words may hold every character of a URI (RFC 3986) but parentheses and brackets; whether one is an attribute, an
 * operator or nonsense is for the parser to say.
 * @throws invalidFilter with the place of what is no token
 */
export const lex = (text: string): readonly Token[] => {
  const tokens: Token[] = []
  let position = 0
  while (position < text.length) {
    const token = next(text, position)
    if (token.kind !== 'blank') tokens.push(checked({ ...token, kind: token.kind, position }, text))
    position = token.end
  }
  return [...tokens, { kind: 'end', text: '', position }]
}

/** An invalidFilter that names the place, counted from 1. */
export const malformed = (position: number, problem: string) =>
  invalidFilter(`${problem} at character ${position + 1} of the filter`)

/**
 * Sticky, and none can match one text in two ways: no backtracking beyond one pass.
 * Strings are only delimited here; what may stand in them JSON.parse says.
 */
const patterns = [
  ['blank', /[ \t\r\n]+/y],
  ['bracket', /[()[\]]/y],
  ['subAttribute', /(?<=\])\.[A-Za-z$][\w$-]*/y],
  ['word', /[A-Za-z$][\w$\-.:/%~+@!*',;=&?#]*/y],
  ['literal', /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y],
  ['literal', /"[^"\\]*(?:\\.[^"\\]*)*"/sy],
] as const

const next = (text: string, position: number) => {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = position
    const found = pattern.exec(text)?.[0]
    if (found === undefined) continue
    return { kind, text: kind === 'subAttribute' ? found.slice(1) : found, end: position + found.length }
  }
  throw malformed(position, text[position] === '"' ? 'Unterminated string' : 'Unexpected character')
}

type Found = Token & { readonly end: number }

const checked = ({ end, ...token }: Found, text: string): Token => {
  if (token.kind !== 'bracket' && end < text.length && !/[ \t\r\n()[\]]/.test(text.charAt(end)))
    throw malformed(end, 'Unexpected character')
  if (token.kind === 'literal') checkLiteral(token)
  return token
}

/** Also refused: numbers beyond a double, and halves of surrogate pairs, which no UTF-8 can carry to a directory. */
const checkLiteral = ({ text, position }: Token): void => {
  const value = parseJson(text, position)
  if (typeof value === 'number' && !Number.isFinite(value)) throw malformed(position, 'Number out of range')
  if (typeof value === 'string' && !value.isWellFormed()) throw malformed(position, 'Half of a surrogate pair')
}

const parseJson = (text: string, position: number): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed(position, 'The string is not JSON')
  }
}
