/** scanFilter: where names and literals stand in the text of a filter or a PATCH path, well-formed or not. RFC 7644 Fig. 1 */

/** A piece of a text, `text.slice(start, end)`. */
export interface Piece {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** `name operator literal`, or `name pr`. */
export interface FilterTest {
  readonly name: Piece
  /** The attribute before the brackets that the test stands in, or right behind. */
  readonly owner?: Piece
  /** As written, in quotes or not. */
  readonly literal?: Piece
  /** `emails[…].value eq …`, which RFC 7644 has not. */
  readonly isBehind: boolean
}

export interface Scan {
  readonly tests: readonly FilterTest[]
  /** Names of attributes before brackets. */
  readonly owners: readonly Piece[]
}

/** One pass. Of text that is no filter it finds what looks like tests; to refuse it is left to the parser. */
export const scanFilter = (text: string): Scan => {
  const tests: FilterTest[] = []
  const owners: Piece[] = []
  let owner: Piece | undefined
  let behind: Piece | undefined
  let name: Piece | undefined
  for (let piece = pieceAt(text, 0); piece !== undefined; piece = pieceAt(text, piece.end)) {
    const { text: token } = piece
    if (name !== undefined && isOperator(token)) {
      const literal = token.toLowerCase() === 'pr' ? undefined : literalAt(text, piece.end, owner !== undefined)
      const inside = behind ?? owner
      tests.push({
        name,
        isBehind: behind !== undefined,
        ...(inside && { owner: inside }),
        ...(literal && { literal }),
      })
      piece = literal ?? piece
      ;[name, behind] = [undefined, undefined]
    } else if (token === '[') {
      if (name !== undefined) owners.push(name)
      ;[owner, name, behind] = [name, undefined, undefined]
    } else if (token === ']') [behind, owner, name] = [owner, undefined, undefined]
    else if (/^[()"]/.test(token)) [name, behind] = [undefined, undefined]
    else if (behind !== undefined && token.startsWith('.')) name = { ...piece, text: token.slice(1) }
    else [name, behind] = [piece, undefined]
  }
  return { tests, owners }
}

/** The text with other pieces in the place of some of its own, in any order; none overlap. */
export const withPieces = (text: string, pieces: readonly Piece[]): string => {
  const parts: string[] = []
  let position = 0
  for (const { text: replacement, start, end } of pieces.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(position, start), replacement)
    position = end
  }
  return parts.join('') + text.slice(position)
}

/** Whether the literal is JSON already. */
export const isQuoted = ({ text }: Piece): boolean => text.startsWith('"')

const operators: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr'])
const isOperator = (token: string): boolean => operators.has(token.toLowerCase())

// No pattern can match one text in two ways: no backtracking beyond one pass.
const blanks = /[ \t\r\n]+/y
const bracket = /[()[\]]/y
const quoted = /"[^"\\]*(?:\\.[^"\\]*)*"?/sy
const word = /[^ \t\r\n()[\]"]+/y
const bare = /[^ \t\r\n)]+/y
const bareInside = /[^ \t\r\n)\]]+/y

const pieceAt = (text: string, from: number): Piece | undefined => {
  const start = afterBlanks(text, from)
  return match(bracket, text, start) ?? match(quoted, text, start) ?? match(word, text, start)
}

/** A string in quotes, or what stands up to the next blank or `)`, within brackets also up to `]`. */
const literalAt = (text: string, from: number, isInside: boolean): Piece | undefined => {
  const start = afterBlanks(text, from)
  return match(quoted, text, start) ?? match(isInside ? bareInside : bare, text, start)
}

const afterBlanks = (text: string, from: number): number => match(blanks, text, from)?.end ?? from

const match = (pattern: RegExp, text: string, start: number): Piece | undefined => {
  pattern.lastIndex = start
  if (!pattern.test(text)) return undefined
  const end = pattern.lastIndex
  return { text: text.slice(start, end), start, end }
}
