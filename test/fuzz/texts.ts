/** Texts: what strangers send where a text is expected, and what becomes of good texts on the way. */
import fc from 'fast-check'

export const prototypeNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '$where',
]

/** Pieces that mean something to one language or another. */
const pieces = [
  ...[
    '*',
    '(',
    ')',
    '\\',
    '\0',
    ',',
    '+',
    '"',
    '=',
    '<',
    '>',
    ';',
    '#',
    '/',
    '?',
    '%',
    '&',
    '|',
    '!',
    '~',
    ':',
    '@',
    "'",
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    '.',
    '$',
    '^',
    '`',
    ' ',
    '  ',
    '\t',
    '\r\n',
    '\n',
    '\u007f',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\ufeff',
  ],
  ...['\u200b', '\u0301', '\u202e', '\ud800', '\udfff', '😀', 'ſ', 'İ', 'ß', 'é', 'e\u0301', '\uffff', '\u{10ffff}'],
  ...[
    '\\2a',
    '\\00',
    '\\',
    '\\u0000',
    '\\ud800',
    '\\"',
    '%00',
    '%2F',
    '%',
    '%c0%af',
    '&#0;',
    '*)(uid=*',
    ')(|(cn=*',
    '..',
    '//',
  ],
  ...['0', '-1', '1e999', '00', '9007199254740993', '-0', 'null', 'true', 'NaN', 'Infinity', '0x1f', '1.5', '١٢'],
  ...[
    'and',
    'or',
    'not',
    'pr',
    'eq',
    'ne',
    'co',
    'sw',
    'ew',
    'gt',
    'ge',
    'lt',
    'le',
    'W/"a"',
    'return=minimal',
    'bulkId:x',
  ],
  ...[
    'ldap://h/',
    'urn:ietf:params:scim:schemas:core:2.0:User:',
    'x'.repeat(300),
    '('.repeat(60),
    '"'.repeat(33),
    '\\'.repeat(33),
  ],
  ...prototypeNames,
]

export const piece: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...pieces) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) },
)

/** Anything at all. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 20 }),
)

/** What a directory can store: no half of a pair, no NUL. */
export const storableText: fc.Arbitrary<string> = anyText.map((text) => text.toWellFormed().replaceAll('\0', ''))

const mutation = fc.record({
  kind: fc.constantFrom('flip', 'insert', 'insert', 'remove', 'repeat', 'swap', 'case', 'cut', 'wrap'),
  at: fc.nat({ max: 0xffff }),
  length: fc.nat({ max: 12 }),
  piece,
  times: fc.constantFrom(1, 2, 3, 60, 300),
})
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never

const mutate = (text: string, { kind, at, length, piece: inserted, times }: Mutation): string => {
  const start = text.length === 0 ? 0 : at % (text.length + 1)
  const [before, middle, after] = [text.slice(0, start), text.slice(start, start + length), text.slice(start + length)]
  switch (kind) {
    case 'flip':
      return middle === ''
        ? text
        : before + String.fromCharCode(middle.charCodeAt(0) ^ (1 << (at % 8))) + text.slice(start + 1)
    case 'insert':
      return before + inserted + middle + after
    case 'remove':
      return before + after
    case 'repeat':
      return before + middle.repeat(times) + after
    case 'swap':
      return after + middle + before
    case 'case':
      return before + (middle === middle.toLowerCase() ? middle.toUpperCase() : middle.toLowerCase()) + after
    case 'cut':
      return before
    default:
      return inserted + text + inserted
  }
}

/** As it is as often as not, else changed in one to four places. */
export const mutated = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(texts, fc.oneof(fc.constant([]), fc.array(mutation, { minLength: 1, maxLength: 4 })))
    .map(([text, mutations]) => mutations.reduce(mutate, text))

/** Letters in either case. */
export const anyCase = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(texts, fc.nat({ max: 0xffff }), fc.nat({ max: 3 })).map(([text, bits, how]) => {
    if (how < 2) return text
    return [...text].map((c, at) => ((bits >> (at % 16)) & 1 ? c.toUpperCase() : c.toLowerCase())).join('')
  })

/** A good text, a mutated one, or anything. */
export const around = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 8, arbitrary: mutated(texts) }, { weight: 1, arbitrary: anyText })
