/** syntaxOf: the package's tree as FilterSyntax. Its only readers stand in parse.ts. */
import { unreachable } from '../../text/unreachable.ts'
import { type AttributeName, parseName, quoted } from '../path/name.ts'
import type { Comparison, FilterSyntax, Literal } from './filter.ts'
import { malformed, type Token } from './lexer.ts'

/** What the package makes; `attrPath` is `#3`, the number of a token, or `#3.#9` for the name behind a value path. */
export type Tree =
  | { readonly op: 'and' | 'or'; readonly filters: readonly Tree[] }
  | { readonly op: 'not'; readonly filter: Tree }
  | { readonly op: '[]'; readonly attrPath: string; readonly valFilter: Tree }
  | { readonly op: 'pr'; readonly attrPath: string }
  | { readonly op: Comparison; readonly attrPath: string; readonly compValue: Literal }

export const countNodes = (tree: Tree): number => {
  switch (tree.op) {
    case 'and':
    case 'or':
      return tree.filters.reduce((sum, each) => sum + countNodes(each), 1)
    case 'not':
      return 1 + countNodes(tree.filter)
    case '[]':
      return 1 + countNodes(tree.valFilter)
    default:
      return 1
  }
}

/** @throws invalidFilter where a word is no attribute path */
export const syntaxOf = (tree: Tree, tokens: readonly Token[]): FilterSyntax => {
  switch (tree.op) {
    case 'and':
    case 'or':
      return (
        elementWise(tree.filters, tokens) ?? {
          kind: tree.op,
          filters: tree.filters.map((each) => syntaxOf(each, tokens)),
        }
      )
    case 'not':
      return { kind: 'not', filter: syntaxOf(tree.filter, tokens) }
    case '[]':
      return { kind: 'element', path: nameOf(tree.attrPath, tokens), filter: syntaxOf(tree.valFilter, tokens) }
    case 'pr':
      return { kind: 'present', path: nameOf(tree.attrPath, tokens) }
    case 'eq':
    case 'ne':
    case 'co':
    case 'sw':
    case 'ew':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return {
        kind: 'compare',
        path: nameOf(tree.attrPath, tokens),
        operator: tree.op,
        value: literalOf(tree.compValue),
      }
    default:
      return unreachable(tree)
  }
}

/**
 * `emails[type eq "work"].value eq "x"` (Entra; not in the grammar): the package makes two tests of it that two
 * elements may satisfy. It means one element: `emails[type eq "work" and value eq "x"]`.
 */
const elementWise = ([first, second]: readonly Tree[], tokens: readonly Token[]): FilterSyntax | undefined => {
  if (first?.op !== '[]' || second === undefined || !('attrPath' in second) || !second.attrPath.includes('.'))
    return undefined
  const element = syntaxOf(first.valFilter, tokens)
  const test = syntaxOf({ ...second, attrPath: second.attrPath.slice(second.attrPath.indexOf('.') + 1) }, tokens)
  const filters = element.kind === 'and' ? [...element.filters, test] : [element, test]
  return { kind: 'element', path: nameOf(first.attrPath, tokens), filter: { kind: 'and', filters } }
}

const nameOf = (reference: string, tokens: readonly Token[]): AttributeName => {
  const token = reference.startsWith('#') ? tokens[Number(reference.slice(1))] : undefined
  const text = token?.text ?? reference
  const name = parseName(text)
  if (name === undefined) throw malformed(token?.position ?? 0, `Invalid attribute path ${quoted(text)}`)
  return name
}

/** JSON has a zero below zero (`-0`, `-1e-400`), which equals the other one and is printed as it is. */
const literalOf = (value: Literal): Literal => (value === 0 ? 0 : value)
