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
    if (token.kind === 'word') checkNot(token, tokens[index + 1])
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

const checkNot = ({ text, position }: Token, next: Token | undefined): void => {
  if (text.toLowerCase() === 'not' && next?.text !== '(') throw malformed(position, '"not" without parentheses')
}

const checkValuePath = ({ position }: Token, before: Token | undefined, open: readonly Token[]): void => {
  if (before?.kind !== 'word') throw malformed(position, 'Unexpected "["')
  if (open.some(({ text }) => text === '[')) throw malformed(position, 'Value paths do not nest: unexpected "["')
}
