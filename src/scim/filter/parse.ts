/** parseFilter: the text of a filter as syntax tree. RFC 7644 §3.4.2.2, Fig. 1 */
import { parseFilter as parseTree, Tokens } from 'scim2-parse-filter/lib/src/parser.js'
import { invalidFilter, type ScimError } from '../error.ts'
import { quoted } from '../path/name.ts'
import type { FilterSyntax } from './filter.ts'
import { lex, malformed, type Token } from './lexer.ts'
import { checkStructure } from './structure.ts'
import { countNodes, syntaxOf, type Tree } from './tree.ts'

export interface FilterLimits {
  /** UTF-16 units of the text. */
  readonly maxLength: number
  /** Parentheses and brackets inside one another. */
  readonly maxDepth: number
  /** Comparisons, `pr`, `and`, `or`, `not` and value paths together. */
  readonly maxNodes: number
}

export const defaultFilterLimits: FilterLimits = { maxLength: 8192, maxDepth: 50, maxNodes: 200 }

/** @throws invalidFilter for everything malformed, with its place, and for what exceeds a limit */
export const parseFilter = (text: string, limits: FilterLimits = defaultFilterLimits): FilterSyntax => {
  checkLength(text, limits)
  return parseTokens(lex(text), limits)
}

export const checkLength = (text: string, { maxLength }: FilterLimits): void => {
  if (text.length > maxLength) throw invalidFilter(`The filter is longer than ${maxLength} characters`)
}

/** The filter that the tokens make, all of them. */
export const parseTokens = (tokens: readonly Token[], limits: FilterLimits): FilterSyntax => {
  checkStructure(tokens, limits.maxDepth)
  const tree = treeOf(tokens)
  if (countNodes(tree) > limits.maxNodes) throw invalidFilter(`The filter has more than ${limits.maxNodes} nodes`)
  return syntaxOf(tree, tokens)
}

/**
 * The package parses; its tokenizer is replaced by ours (exponential in the newlines of an unterminated string, and
 * mangles JSON escapes), its gaps are closed by `checkStructure`. Words go in as numbers of tokens (`#3`), so that
 * no client's word is looked up in a table of keywords and each attribute of the tree leads back to its place.
 */
const treeOf = (tokens: readonly Token[]): Tree => {
  const list = new Tokens(tokens.map(packageToken))
  const tree = attempt(() => parseTree(list))
  if (tree === undefined) throw unexpected(tokens, list.i - 1)
  if (list.peek().type !== 'EOT') throw unexpected(tokens, list.i)
  return tree
}

/** The package throws an Error without a place; where it stopped is in its list of tokens. */
const attempt = (parse: () => Tree): Tree | undefined => {
  try {
    return parse()
  } catch {
    return undefined
  }
}

const unexpected = (tokens: readonly Token[], index: number): ScimError => {
  const { kind, text, position } = tokens[Math.min(index, tokens.length - 1)] as Token
  const before = tokens[index - 1]
  if (kind === 'end') return malformed(position, 'Unexpected end')
  if (kind === 'literal') return malformed(position, 'Unexpected value')
  if (kind === 'bracket') return malformed(position, `Unexpected "${text}"`)
  const follows = before?.kind === 'subAttribute' || (before?.kind === 'word' && !keywords.test(before.text))
  if (follows && !keywords.test(text)) return malformed(position, `Unsupported operator ${quoted(text)}`)
  return malformed(position, 'Unexpected word (strings stand in double quotes)')
}

const keywords = /^(?:and|or|not|pr|eq|ne|co|sw|ew|gt|ge|lt|le|true|false|null)$/i

const packageToken = ({ kind, text }: Token, index: number, tokens: readonly Token[]) => {
  switch (kind) {
    case 'literal':
      return { type: 'Quoted' as const, literal: text }
    case 'bracket':
      return { type: 'Bracket' as const, literal: tokens[index + 1]?.kind === 'subAttribute' ? `${text}.` : text }
    case 'end':
      return { type: 'EOT' as const, literal: '' }
    case 'subAttribute':
      return { type: 'Word' as const, literal: `#${index}` }
    case 'word':
      return { type: 'Word' as const, literal: keywords.test(text) ? text.toLowerCase() : `#${index}` }
  }
}
