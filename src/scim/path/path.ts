/** AttributePath: an attribute path as text and as syntax tree. RFC 7644 Fig. 1 (attrPath), Fig. 7 (PATH) */
import { invalidPath } from '../error.ts'
import type { FilterSyntax } from '../filter/filter.ts'
import { lex } from '../filter/lexer.ts'
import { checkLength, defaultFilterLimits, type FilterLimits, parseTokens } from '../filter/parse.ts'
import { printFilter } from '../filter/print.ts'
import { type AttributeName, parseName, printName, quoted } from './name.ts'

/** Unresolved: names as the client wrote them. `urn` is the part before the last `:` of a qualified name. */
export interface AttributePath extends AttributeName {
  /** `emails[...]` in PATCH paths. */
  readonly valueFilter?: FilterSyntax
}

/** @throws invalidPath; invalidFilter for what stands wrong inside the brackets. */
export const parsePath = (text: string, limits: FilterLimits = defaultFilterLimits): AttributePath => {
  if (text.includes('[')) return parseValuePath(text, limits)
  return parseName(text) ?? refuse(text)
}

/** The text that `parsePath` reads as the same path. */
export const printPath = ({ valueFilter, subAttribute, ...name }: AttributePath): string =>
  valueFilter === undefined
    ? printName({ ...name, subAttribute })
    : `${printName(name)}[${printFilter(valueFilter)}]${subAttribute === undefined ? '' : `.${subAttribute}`}`

/** valuePath [subAttr]: without its sub-attribute it reads as a filter of one element. */
const parseValuePath = (text: string, limits: FilterLimits): AttributePath => {
  checkLength(text, limits)
  const tokens = lex(text)
  const trailing = tokens.at(-2)
  const subAttribute = trailing?.kind === 'subAttribute' ? trailing : undefined
  const valuePath = tokens.filter((token) => token !== subAttribute)
  const closed = valuePath.at(-2)?.text === ']' && valuePath[0]?.kind === 'word' && valuePath[1]?.text === '['
  const syntax = closed ? parseTokens(valuePath, limits) : refuse(text)
  if (syntax.kind !== 'element' || syntax.path.subAttribute !== undefined) return refuse(text)
  return { ...syntax.path, valueFilter: syntax.filter, ...(subAttribute && { subAttribute: subAttribute.text }) }
}

const refuse = (text: string): never => {
  throw invalidPath(`${quoted(text)} is not an attribute path`)
}
