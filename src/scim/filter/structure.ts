/** checkStructure: what brackets and `not` may do, which the package's parser does not ask. RFC 7644 Fig. 1 */
import { invalidFilter } from '../error.ts'
import { malformed, type Token } from './lexer.ts'

/**
 * Brackets pair and do not nest too deep, value paths never nest and belong to an attribute, `not` has parentheses.
 * With it the recursion of every later step is bounded by `maxDepth`.
 * @throws invalidFilter
 */
export const checkStructure = (tokens: readonly Token[], maxDepth: number): void => {
  const open: Token[] = []
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'word') checkNot(token, { before: tokens[index - 1], next: tokens[index + 1] })
    if (token.kind !== 'bracket') continue
    if (token.text === '(' || token.text === '[') {
      if (token.text === '[') checkValuePath(token, tokens[index - 1], open)
      open.push(token)
      if (open.length > maxDepth) throw invalidFilter(`The filter nests deeper than ${maxDepth}`)
    } else if (open.pop()?.text !== partner[token.text as ')' | ']']) {
      throw malformed(token.position, `Unexpected "${token.text}"`)
    }
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) throw malformed(unclosed.position, `Unclosed "${unclosed.text}"`)
}

const partner = { ')': '(', ']': '[' } as const

const checkNot = ({ text, position }: Token, { before, next }: Neighbours): void => {
  if (text.toLowerCase() !== 'not') return
  if (next?.text !== '(') throw malformed(position, '"not" without parentheses')
  if (!mayBegin(before)) throw malformed(position, 'Unexpected "not"')
}

interface Neighbours {
  readonly before: Token | undefined
  readonly next: Token | undefined
}

/** Whether an expression may begin behind it; `not` joins none to the one before it. */
const mayBegin = (before: Token | undefined): boolean => {
  if (before === undefined) return true
  if (before.kind === 'bracket') return before.text === '(' || before.text === '['
  return before.kind === 'word' && /^(?:and|or)$/i.test(before.text)
}

const checkValuePath = ({ position }: Token, before: Token | undefined, open: readonly Token[]): void => {
  if (before?.kind !== 'word') throw malformed(position, 'Unexpected "["')
  if (open.some(({ text }) => text === '[')) throw malformed(position, 'Value paths do not nest: unexpected "["')
}
