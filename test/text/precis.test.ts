/** prepareUserName, preparePassword against an implementation of the PRECIS profiles that is not ours. RFC 8265 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { preparePassword, prepareUserName } from '../../src/text/precis.ts'
import { prepare } from '../../src/text/prepare.ts'
import cases from './precis.cases.json' with { type: 'json' }

/*
 * precis.cases.json: what precis-i18n 1.1.2 (PyPI, Unicode 14) makes of names under UsernameCasePreserved and of passwords
 * under OpaqueString; null is a refusal.
 */
const textOf = (prepared: ReturnType<typeof prepareUserName>) => (prepared.kind === 'prepared' ? prepared.text : null)
const lowerCase = (text: string) => [...text].map((each) => each.toLowerCase()).join('')

describe('prepareUserName, RFC 8265 §3.4', () => {
  it('accepts what another implementation accepts, in the same form, and no more', () => {
    const differing = cases.userName.filter(([name, wanted]) => textOf(prepareUserName(name as string)) !== wanted)

    // Stricter, never laxer: where slapd does not fold case, halfwidth Hangul, and a joiner.
    const stricter = differing.filter(([name]) => prepareUserName(name as string).kind === 'refused')
    expect(differing).toEqual(stricter)
    const unexplained = stricter.filter(
      ([, form]) => prepare(form as string, { caseExact: false }) === lowerCase(form as string),
    )
    expect(unexplained.map(([name]) => name)).toEqual(['क्‍', '\uffa1\uffc2'])
  })

  it.each([
    ['ada.lovelace@example.com', 'ada.lovelace@example.com'],
    ['Ada Lovelace', 'Ada Lovelace'],
    ['ａｄａ', 'ada'],
    ['e\u0301ric', 'éric'],
    ['o\'brien+x=1*(y)\\,;#"<>', 'o\'brien+x=1*(y)\\,;#"<>'],
    ['אבג@example.com', 'אבג@example.com'],
  ])('%j becomes %j', (name, prepared) => {
    expect(textOf(prepareUserName(name))).toBe(prepared)
  })

  it.each([
    ['', 'must not be empty'],
    [' ada', 'blanks'],
    ['ada ', 'blanks'],
    ['ada  lovelace', 'blanks'],
    ['\u3000ada', 'blanks'],
    ['ada\u00a0lovelace', 'letters'],
    ['tab\t', 'letters'],
    ['nul\0', 'letters'],
    ['ﬁona', 'letters'],
    ['ſam', 'letters'],
    ['Ⅷ', 'letters'],
    ['soft\u00adhyphen', 'letters'],
    ['\u202eevil', 'letters'],
    ['zero\u200bwidth', 'letters'],
    ['\ud800', 'letters'],
    ['😀', 'letters'],
    ['İstanbul', 'compares'],
    ['STRAẞE', 'compares'],
    ['\uf900', 'compares'],
    ['abcאבג', 'directions'],
    ['a·b', 'place'],
  ])('refuses %j', (name, why) => {
    expect(prepareUserName(name)).toEqual({ kind: 'refused', why: expect.stringContaining(why) })
  })

  it('a prepared name is prepared, and two of them are one for PRECIS when they are one for slapd', () => {
    const alphabet = [...'aAßẞsSſiIİıéÉＡkK\u212a Ωω\u2126σΣςǆﬁ\u0301\u0307·l.@-'].map((each) => fc.constant(each))
    const name = fc
      .array(fc.oneof(...alphabet), { minLength: 1, maxLength: 3 })
      .map((characters) => characters.join(''))
    fc.assert(
      fc.property(name, name, (a, b) => {
        const [one, other] = [textOf(prepareUserName(a)), textOf(prepareUserName(b))]
        if (one === null || other === null) return
        expect(textOf(prepareUserName(one))).toBe(one)
        const isSame = prepare(one, { caseExact: false }) === prepare(other, { caseExact: false })
        expect(isSame).toBe(lowerCase(one).normalize('NFC') === lowerCase(other).normalize('NFC'))
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('preparePassword, RFC 8265 §4.2', () => {
  it('agrees with another implementation, but for joiners', () => {
    const differing = cases.password.filter(
      ([password, wanted]) => textOf(preparePassword(password as string)) !== wanted,
    )

    expect(differing).toEqual([['क्‍', 'क्‍']])
  })

  it('keeps case, width and single blanks; composes, and has one blank for all', () => {
    expect(textOf(preparePassword(' Ａ a\u0308 \u00a0\u3000b'))).toBe(' Ａ ä   b')
  })

  it('never tells what was in it', () => {
    for (const secret of ['\0secret', 'sec\u200bret'])
      expect(JSON.stringify(preparePassword(secret))).not.toMatch(/sec/)
  })
})
