import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ScimError } from '../../../src/scim/error.ts'
import { evaluate } from '../../../src/scim/filter/evaluate.ts'
import type { FilterSyntax } from '../../../src/scim/filter/filter.ts'
import { parseFilter } from '../../../src/scim/filter/parse.ts'
import { printFilter, unresolved } from '../../../src/scim/filter/print.ts'
import { resolveFilter } from '../../../src/scim/filter/resolve.ts'
import { parsePath, printPath } from '../../../src/scim/path/path.ts'
import { elementSyntax, filterSyntax } from './arbitrary-filter.ts'
import { people, population } from './people.ts'

const matches = (syntax: FilterSyntax): readonly boolean[] => {
  const filter = resolveFilter(syntax, people)
  return population.map((each) => evaluate(filter, each))
}

describe('print and parse, RFC 7644 Fig. 1', () => {
  it('are inverse: parse(print(f)) is f', () => {
    fc.assert(
      fc.property(filterSyntax, (syntax) => {
        expect(parseFilter(printFilter(syntax))).toEqual(syntax)
      }),
      { numRuns: 1000 },
    )
  })

  it('are inverse for paths with value filters, RFC 7644 Fig. 7', () => {
    const subAttribute = fc.constantFrom({}, { subAttribute: 'value' }, { subAttribute: '$ref' })
    const qualified = fc.constantFrom({}, { urn: 'urn:example:lab:1.0' })
    fc.assert(
      fc.property(elementSyntax, subAttribute, qualified, (valueFilter, sub, urn) => {
        const path = { ...urn, attribute: 'emails', valueFilter, ...sub }

        expect(parsePath(printPath(path))).toEqual(path)
      }),
    )
  })

  it('read a printed resolved filter as the same filter', () => {
    fc.assert(
      fc.property(filterSyntax, (syntax) => {
        const filter = resolveFilter(syntax, people)

        expect(resolveFilter(parseFilter(printFilter(unresolved(filter))), people)).toEqual(filter)
      }),
    )
  })

  it('refuse any other text with invalidFilter and nothing else', () => {
    const pieces = fc.constantFrom(
      'id',
      ' ',
      '"',
      '\\',
      '(',
      ')',
      '[',
      ']',
      '.',
      'eq',
      'pr',
      'not',
      'and',
      'or',
      '1',
      ':',
      '$',
      '-',
      '\n',
      'constructor',
      'null',
    )
    const soup = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 12 }).map((list) => list.join('')),
    )
    fc.assert(
      fc.property(soup, (text) => {
        try {
          const syntax = parseFilter(text)
          expect(parseFilter(printFilter(syntax))).toEqual(syntax)
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError)
          expect(error).toMatchObject({ scimType: 'invalidFilter' })
        }
      }),
      { numRuns: 3000 },
    )
  })
})

describe('the laws of logic, RFC 7644 Table 4', () => {
  const check = (law: (a: FilterSyntax, b: FilterSyntax, c: FilterSyntax) => [FilterSyntax, FilterSyntax]) =>
    fc.assert(
      fc.property(filterSyntax, filterSyntax, filterSyntax, (a, b, c) => {
        const [left, right] = law(a, b, c)
        expect(matches(left)).toEqual(matches(right))
      }),
      { numRuns: 300 },
    )
  const and = (...filters: FilterSyntax[]): FilterSyntax => ({ kind: 'and', filters })
  const or = (...filters: FilterSyntax[]): FilterSyntax => ({ kind: 'or', filters })
  const not = (filter: FilterSyntax): FilterSyntax => ({ kind: 'not', filter })

  it('not not a is a, and never a itself', () => {
    check((a) => [not(not(a)), a])
    fc.assert(fc.property(filterSyntax, (a) => matches(not(a)).every((each, index) => each !== matches(a)[index])))
  })

  it('not (a and b) is not a or not b', () => check((a, b) => [not(and(a, b)), or(not(a), not(b))]))
  it('and distributes over or', () => check((a, b, c) => [and(a, or(b, c)), or(and(a, b), and(a, c))]))
  it('a and (a or b) is a', () => check((a, b) => [and(a, or(a, b)), a]))
  it('order does not matter', () => check((a, b, c) => [or(a, b, c), or(c, or(b, a))]))
})

describe('one element, RFC 7644 Table 5', () => {
  it('emails[type op x] is emails.type op x', () => {
    const value = fc.constantFrom('work', 'HOME', 'o', '')
    const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le')
    fc.assert(
      fc.property(operator, value, (op, literal) => {
        const quoted = JSON.stringify(literal)
        expect(matches(parseFilter(`emails[type ${op} ${quoted}]`))).toEqual(
          matches(parseFilter(`emails.type ${op} ${quoted}`)),
        )
      }),
    )
  })
})
