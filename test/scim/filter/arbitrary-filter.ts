/** Generators of filters as syntax, over the attributes of `people`. */
import fc from 'fast-check'
import type { Comparison, FilterSyntax, Literal } from '../../../src/scim/filter/filter.ts'
import type { AttributeName } from '../../../src/scim/path/name.ts'

const word = fc.constantFrom(
  'ada',
  'Bob',
  'corp',
  'dan',
  ' ',
  '  x ',
  '*()\\',
  '"',
  'ｗide',
  '\u{1F600}',
  "o'm",
  '',
  'é',
  '\n',
)
const text = fc.oneof(word, fc.string({ unit: 'grapheme', maxLength: 4 }))
const instant = fc.constantFrom('2011-05-13T04:42:34Z', '2011-05-13T04:42:34.1234567Z', '2011-05-13T06:42:34.5+02:00')

const all: readonly Comparison[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']
const ordered: readonly Comparison[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le']
const equal: readonly Comparison[] = ['eq', 'ne']

interface Kind {
  readonly names: readonly AttributeName[]
  readonly operators: readonly Comparison[]
  readonly value: fc.Arbitrary<Literal>
}

const lab = 'urn:example:lab:1.0'

const top: readonly Kind[] = [
  {
    names: [
      { attribute: 'userName' },
      { attribute: 'NickName' },
      { attribute: 'externalId' },
      { attribute: 'emails' },
      { attribute: 'emails', subAttribute: 'type' },
      { attribute: 'name', subAttribute: 'familyName' },
      { urn: lab, attribute: 'codes' },
      {
        urn: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
        attribute: 'manager',
        subAttribute: 'value',
      },
    ],
    operators: all,
    value: text,
  },
  {
    names: [{ attribute: 'active' }, { attribute: 'emails', subAttribute: 'primary' }],
    operators: equal,
    value: fc.boolean(),
  },
  { names: [{ urn: lab, attribute: 'level' }], operators: ordered, value: fc.integer({ min: -2, max: 9 }) },
  {
    names: [{ urn: lab, attribute: 'ratio' }],
    operators: ordered,
    value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  },
  { names: [{ attribute: 'meta', subAttribute: 'created' }], operators: ordered, value: instant },
  {
    names: [{ attribute: 'title' }, { attribute: 'active' }, { attribute: 'emails' }],
    operators: equal,
    value: fc.constant(null),
  },
]

const inElement: readonly Kind[] = [
  { names: [{ attribute: 'value' }, { attribute: 'TYPE' }], operators: all, value: text },
  { names: [{ attribute: 'primary' }], operators: equal, value: fc.boolean() },
]

const leaf = ({ names, operators, value }: Kind): fc.Arbitrary<FilterSyntax> => {
  const path = fc.constantFrom(...names)
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('compare' as const),
        path,
        operator: fc.constantFrom(...operators),
        value,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('present' as const), path }) },
  )
}

const tree = (leaves: fc.Arbitrary<FilterSyntax>): fc.Arbitrary<FilterSyntax> =>
  fc.letrec<{ filter: FilterSyntax }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaves,
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        filters: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
    ),
  })).filter

export const elementSyntax = tree(fc.oneof(...inElement.map(leaf)))

export const filterSyntax = tree(
  fc.oneof(
    ...top.map(leaf),
    fc.record({
      kind: fc.constant('element' as const),
      path: fc.constant({ attribute: 'emails' }),
      filter: elementSyntax,
    }),
  ),
)
