/** FilterTexts: SCIM filters as trees and as text. RFC 7644 §3.4.2.2, Fig. 1 */
import fc from 'fast-check'
import type { Comparison, FilterSyntax, Literal } from '../../src/scim/filter/filter.ts'
import { printFilter } from '../../src/scim/filter/print.ts'
import { type AttributeName, parseName } from '../../src/scim/path/name.ts'
import { anyCase, anyText, around, piece, storableText } from './texts.ts'
import { typedTest } from './typed.ts'
import { pathName, pathNames, simpleNames, types, urns } from './vocabulary.ts'

const operators: readonly Comparison[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']
const keywords = /^(?:and|or|not|pr|eq|ne|co|sw|ew|gt|ge|lt|le|true|false|null)$/i

const written = fc.stringMatching(/^[A-Za-z$][\w$-]{0,12}$/).filter((name) => !keywords.test(name))

const anyName: fc.Arbitrary<AttributeName> = fc.oneof(
  { weight: 6, arbitrary: pathName.map((text) => parseName(text) ?? { attribute: 'userName' }) },
  {
    weight: 1,
    arbitrary: fc
      .record(
        { urn: fc.constantFrom(...urns, 'urn:a.b:c-d', 'x'), attribute: written, subAttribute: written },
        { requiredKeys: ['attribute'] },
      )
      .map((name) => ({ ...name })),
  },
)

const literal: fc.Arbitrary<Literal> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<Literal>(
      'ada',
      'work',
      '',
      ' x ',
      'true',
      '2026-11-22T01:02:03Z',
      'AAAA',
      '2026-02-30T00:00:00Z',
    ),
  },
  { weight: 4, arbitrary: storableText },
  fc.constantFrom<Literal>(null, true, false, 0, 7, -3, 1.5, 1e21, 2 ** 53),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
)

const compare = (path: fc.Arbitrary<AttributeName>): fc.Arbitrary<FilterSyntax> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('compare' as const),
        path,
        operator: fc.constantFrom(...operators),
        value: literal,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('present' as const), path }) },
  )

const tree = (leaf: fc.Arbitrary<FilterSyntax>): fc.Arbitrary<FilterSyntax> =>
  fc.letrec<{ filter: FilterSyntax }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      leaf,
      fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        filters: fc.array(tie('filter'), { minLength: 2, maxLength: 4 }),
      }),
    ),
  })).filter

const inBrackets = tree(
  compare(
    fc
      .constantFrom('value', 'type', 'primary', 'display', 'badge', 'aliases', '$ref')
      .map((attribute) => ({ attribute })),
  ),
)

const element: fc.Arbitrary<FilterSyntax> = fc.record({
  kind: fc.constant('element' as const),
  path: anyName,
  filter: inBrackets,
})

export const filterTree: fc.Arbitrary<FilterSyntax> = tree(
  fc.oneof({ weight: 4, arbitrary: compare(anyName) }, { weight: 1, arbitrary: element }),
)

/** Of the words of the grammar, in no order. */
const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '(',
        ')',
        '[',
        ']',
        'and',
        'or',
        'not',
        'NOT (',
        '].value',
        '].type eq "x"',
        'emails[',
        '"x"',
        '"',
        'true',
        'null',
        '1',
        '-',
      ),
      fc.constantFrom(...operators, 'pr', 'PR', 'like'),
      fc.constantFrom(...pathNames.slice(0, 12), ...simpleNames.slice(0, 5)),
      piece,
    ),
    { maxLength: 14 },
  )
  .chain((parts) => fc.constantFrom(' ', ' ', '', '  ', '\n').map((blank) => parts.join(blank)))

/** What clients send, too: no quotes, `].value eq`, other case. */
const habits = fc
  .tuple(pathName, anyCase(fc.constantFrom(...operators)), anyText, fc.constantFrom('', '"', "'"))
  .map(([name, operator, value, quote]) => `${name} ${operator} ${quote}${value}${quote}`)

const behind = fc
  .tuple(
    fc.constantFrom('emails', 'roles', 'members'),
    inBrackets,
    fc.constantFrom('.value', '.type', '.x', ''),
    fc.constantFrom('eq', 'PR', 'co'),
  )
  .map(([list, filter, sub, operator]) => `${list}[${printFilter(filter)}]${sub} ${operator} "x"`)

/** On every attribute of every type, with literals that fit it. */
const typed = tree(fc.oneof(...types.map(typedTest)))

/** About as long, and of as many tests, as is allowed. */
const long = fc
  .tuple(typed.map(printFilter), fc.constantFrom(' and ', ' or '), fc.constantFrom(60, 250, 900))
  .map(([text, word, times]) =>
    Array.from({ length: times }, () => text.slice(0, 40))
      .join(word)
      .slice(0, 9_000),
  )

export const filterText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: typed.map(printFilter) },
  { weight: 3, arbitrary: around(typed.map(printFilter)) },
  { weight: 1, arbitrary: long },
  { weight: 5, arbitrary: around(filterTree.map(printFilter)) },
  { weight: 2, arbitrary: soup },
  { weight: 1, arbitrary: around(habits) },
  { weight: 1, arbitrary: around(behind) },
)

/** `emails[type eq "work"].value` */
export const pathText: fc.Arbitrary<string> = around(
  fc.oneof(
    pathName,
    fc
      .tuple(
        fc.oneof(fc.constantFrom('emails', 'members', 'owner', 'addresses', 'roles', 'name', 'userName'), pathName),
        inBrackets,
        fc.constantFrom('', '', '.value', '.type', '.badge', '.constructor', '.x.y'),
      )
      .map(([list, filter, sub]) => `${list}[${printFilter(filter)}]${sub}`),
  ),
)
