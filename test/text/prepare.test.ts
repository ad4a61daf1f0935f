/** String preparation against what slapd does. RFC 4518 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPortable, prepare, prepareSubstring, type SubstringPart } from '../../src/text/prepare.ts'
import cases from './prepare.cases.json' with { type: 'json' }

const ignore = (text: string) => prepare(text, { caseExact: false })
const exact = (text: string) => prepare(text, { caseExact: true })
const anyText = fc.string({ unit: 'binary' })

describe('prepare: the forms that the normalisation of slapd 2.5.13 gave, RFC 4518 §2.2 and §2.3', () => {
  it.each(cases)('$text is $caseIgnore ignoring case and $caseExact with case', ({ text, caseIgnore, caseExact }) => {
    expect(ignore(text)).toBe(caseIgnore)
    expect(exact(text)).toBe(caseExact)
  })
})

describe('prepare: blanks, RFC 4518 §2.6.1', () => {
  it.each([
    ['outer blanks go', '  Babs ', 'babs'],
    ['runs of blanks become one', 'a   b', 'a b'],
    ['a no-break space is a blank', '\u00a0a\u00a0 b\u00a0', 'a b'],
    ['a tab is no blank', '\ta\t\tb', '\ta\t\tb'],
    ['nothing but blanks is one blank', '   ', ' '],
    ['empty text stays empty', '', ''],
  ])('%s', (_, text, expected) => {
    expect(ignore(text)).toBe(expected)
  })

  it('never leaves two blanks together, or one outside unless it is alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(' ', 'a', '\u00a0', 'Ä', '\u0301') }), (text) => {
        expect(ignore(text)).toMatch(/^ $|^(?! )(?!.* {2}).*(?<! )$/s)
      }),
    )
  })

  it('gives the same form to text with other capitals', () => {
    fc.assert(fc.property(fc.string(), (text) => ignore(text.toUpperCase()) === ignore(text)))
  })

  it('prepares a hundred thousand blanks in no time', () => {
    expect(ignore(`a${' '.repeat(100_000)}b`)).toBe('a b')
  })
})

describe('prepareSubstring: pieces of a value, RFC 4518 §2.6.1', () => {
  const cases: readonly (readonly [SubstringPart, string, string])[] = [
    ['initial', '  A  b  ', 'a b '],
    ['any', '  A  b  ', ' a b '],
    ['final', '  A  b  ', ' a b'],
    ['initial', '  ', ' '],
    ['any', '  ', ' '],
    ['final', '  ', ''],
  ]
  it.each(cases)('the %s piece %j is %j', (part, text, expected) => {
    expect(prepareSubstring(text, { caseExact: false, part })).toBe(expected)
  })

  it('keeps blanks at both ends where no part is named', () => {
    expect(prepareSubstring(' A ', { caseExact: true })).toBe(' A ')
  })
})

describe('isPortable', () => {
  it.each([
    '',
    'bjensen',
    'Ærøskøbing',
    'Łódź',
    'Σίσυφος',
    'Пётр',
    '山田',
    'ﾀ'.normalize('NFKC'),
    'Ａ',
    '한글',
    'straße',
    'Nguyễn',
  ])('%s is portable', (text) => {
    expect(isPortable(text)).toBe(true)
  })

  it.each([
    '\u0130',
    '\u0000',
    'a\tb',
    'a\nb',
    'e\u0301',
    '\u200d',
    '\u00ad',
    '\ud800',
    '\udc00x',
    '😀',
    'Ⓐ',
    '™',
    '\u1e9e',
    '\u04c0',
    '\u{1d400}',
    '\u1100',
  ])('%j is not', (text) => {
    expect(isPortable(text)).toBe(false)
  })

  it('holds only of characters that do not change their neighbours', () => {
    const portable = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code)).filter(isPortable)

    const changed = portable.filter(
      (character) =>
        ignore(`x${character}x`) !== `x${ignore(`${character}x`)}`.replace(/ +/, ' ') && character.trim() !== '',
    )

    expect(portable.length).toBeGreaterThan(30_000)
    expect(changed).toEqual([])
  })

  it('holds only of characters that stay portable when prepared', () => {
    fc.assert(fc.property(anyText.filter(isPortable), (text) => isPortable(ignore(text).replaceAll('\u2044', '/'))))
  })
})
