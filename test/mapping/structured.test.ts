import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fragmentsOf, parseStructured, printStructured } from '../../src/mapping/values/structured.ts'
import { compileElementEvaluator } from '../../src/scim/filter/evaluate.ts'
import type { ComplexValue } from '../../src/scim/resource/resource.ts'
import { type Attribute, boolean, decimal, findAttribute, reference, string } from '../../src/scim/schema/attribute.ts'
import { prepare } from '../../src/text/prepare.ts'
import { oddTexts } from '../support/odd-texts.ts'

const parts: readonly Attribute[] = [
  string('value'),
  string('display'),
  string('type'),
  boolean('primary'),
  reference('$ref', ['external']),
  string('exact', { caseExact: true }),
]
const parse = (text: string) => parseStructured(text, parts)
const print = (element: ComplexValue) => printStructured(element, parts)

const hostile = fc.oneof(
  fc.constantFrom(
    ...oddTexts,
    ' ',
    '\u3000',
    '\ufeffx',
    '\n',
    ';;',
    '%25',
    '%%',
    'blank=edge',
    'x\u0085',
    '\u2028',
    'ü ',
  ),
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.string({ unit: fc.constantFrom(' ', '%', ';', '=', '2', '0', '\u00a0', 'a'), minLength: 1 }),
)
const element = fc
  .record(
    { value: hostile, display: hostile, type: hostile, $ref: hostile, exact: hostile, primary: fc.boolean() },
    { requiredKeys: [] },
  )
  .filter((each) => Object.keys(each).length > 0)

describe('structured values, ldap-schema/README.md', () => {
  it('are read as they were printed, whatever stands in them', () => {
    fc.assert(
      fc.property(element, (each) => {
        expect(parse(print(each))).toEqual(each)
      }),
      { numRuns: 2000 },
    )
  })

  it('have type and primary first and value last', () => {
    expect(print({ value: 'a@x.org', display: 'Babs', primary: true, type: 'work' })).toBe(
      'type=work;primary=true;display=Babs;value=a@x.org',
    )
  })

  it('escape separators and blanks at the edges, of which a mark tells', () => {
    expect(print({ value: ' 100% a;b=c\u00a0', type: 'x ' })).toBe(
      'blank=edge;type=x%20;value=%20100%25 a%3Bb%3Dc%C2%A0',
    )
  })

  it.each([
    ['other escapes, which a foreign hand wrote', 'value=%41%20', { value: '%41%20' }],
    ['names in any case, and unknown ones', 'VALUE=x;Type=work;color=red', { value: 'x', type: 'work' }],
    ['booleans alone where a boolean belongs', 'primary=constructor;value=x', { value: 'x' }],
    ['names of prototypes', '__proto__=x;constructor=y;value=z', { value: 'z' }],
    ['no value where there is none', 'value=;type=work', { type: 'work' }],
  ])('know %s', (_, text, expected) => {
    expect(parse(text)).toEqual(expected)
  })

  it.each(['', 'x', '=', ';;;', 'color=red', 'primary=maybe', '=value=x'])('are not %j', (text) => {
    expect(parse(text)).toBeUndefined()
  })

  it('are read and printed in linear time', () => {
    const blanks = `x${' '.repeat(200_000)}x`
    const escapes = `blank=edge;value=${'%41'.repeat(100_000)}x`
    const start = performance.now()

    expect(parse(print({ value: blanks }))).toEqual({ value: blanks })
    parse(escapes)

    expect(performance.now() - start).toBeLessThan(1000)
  })

  it('hold numbers, and nothing that is none', () => {
    const number = [decimal('value')]

    expect(parseStructured('value=1.50', number)).toEqual({ value: 1.5 })
    expect(parseStructured('value=', number)).toBeUndefined()
    expect(parseStructured('value=x', number)).toBeUndefined()
  })
})

/** As a server finds the pieces of `(attribute=*a*b*)` in a stored value. */
const holds = (text: string, pieces: readonly string[], foldsCase: boolean): boolean => {
  const within = prepare(text, { caseExact: !foldsCase })
  let from = 0
  return pieces.every((piece) => {
    const wanted = prepare(piece, { caseExact: !foldsCase })
    const at = within.indexOf(wanted, from)
    from = at + wanted.length
    return at >= 0
  })
}

describe('fragmentsOf', () => {
  const comparison = fc.record({
    name: fc.constantFrom('value', 'display', 'type', '$ref', 'exact'),
    operator: fc.constantFrom('eq', 'co', 'sw', 'ew', 'gt', 'le'),
    value: hostile,
    cut: fc.nat(3),
  })

  it.each([true, false])(
    'names pieces of every text whose element satisfies the comparison (ignoring case: %s)',
    (foldsCase) => {
      let satisfied = 0
      fc.assert(
        fc.property(element, comparison, (each, { name, operator, value, cut }) => {
          const subAttribute = findAttribute(parts, name) as Attribute
          const own = (each as Record<string, unknown>)[name]
          // A piece of the element's own value, so that most comparisons hold.
          const literal = cut > 0 && typeof own === 'string' ? [...own].slice(0, cut).join('') : value
          const test = { operator, value: literal } as const
          if (
            !compileElementEvaluator({
              kind: 'compare',
              subAttribute,
              ...(test as never as { operator: 'eq'; value: string }),
            })(each)
          )
            return
          satisfied++
          const sets = fragmentsOf(subAttribute, test as { operator: 'eq'; value: string }, foldsCase)
          if (sets !== undefined) expect(sets.some((pieces) => holds(print(each), pieces, foldsCase))).toBe(true)
        }),
        { numRuns: 4000 },
      )

      expect(satisfied).toBeGreaterThan(300)
    },
  )
})
