/** printFilter: a filter as text, in the grammar of RFC 7644 Fig. 1. */
import { unreachable } from '../../text/unreachable.ts'
import type { Definitions } from '../path/find.ts'
import { type AttributeName, printName } from '../path/name.ts'
import type { ElementFilter, Filter, FilterSyntax } from './filter.ts'

/** The text that `parseFilter` reads as the same tree (names as they stand, parentheses only where they are needed). */
export const printFilter = (filter: FilterSyntax): string => {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.map((each) => operand(each, filter.kind)).join(` ${filter.kind} `)
    case 'not':
      return `not (${printFilter(filter.filter)})`
    case 'compare':
      return `${printName(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`
    case 'present':
      return `${printName(filter.path)} pr`
    case 'element':
      return `${printName(filter.path)}[${printFilter(filter.filter)}]`
    default:
      return unreachable(filter)
  }
}

/** A resolved filter as syntax, in canonical names: for people to read, by way of `printFilter`. */
export const unresolved = (filter: Filter | ElementFilter): FilterSyntax => {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, filters: filter.filters.map(unresolved) }
    case 'not':
      return { kind: 'not', filter: unresolved(filter.filter) }
    case 'compare':
      return { kind: 'compare', path: nameOf(filter), operator: filter.operator, value: filter.value }
    case 'present':
      return { kind: 'present', path: nameOf(filter) }
    case 'element':
      return { kind: 'element', path: nameOf(filter), filter: unresolved(filter.filter) }
    default:
      return unreachable(filter)
  }
}

/** `or` in `and` needs parentheses by precedence; `and` in `and` too, or it would be read as one. */
const operand = (filter: FilterSyntax, parent: 'and' | 'or'): string => {
  const needsParentheses = filter.kind === parent || (filter.kind === 'or' && parent === 'and')
  return needsParentheses ? `(${printFilter(filter)})` : printFilter(filter)
}

type Leaf = { readonly path: Definitions } | { readonly subAttribute: { readonly name: string } }

const nameOf = (leaf: Leaf): AttributeName => {
  if (!('path' in leaf)) return { attribute: leaf.subAttribute.name }
  const { extension, attribute, subAttribute } = leaf.path
  return {
    ...(extension && { urn: extension.id }),
    attribute: attribute.name,
    ...(subAttribute && { subAttribute: subAttribute.name }),
  }
}
