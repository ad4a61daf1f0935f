/** Times: generalized time against ISO 8601. RFC 4517 §3.3.13 */
import fc from 'fast-check'
import { fromGeneralizedTime, toGeneralizedTime } from '../../../src/ldap/generalized-time.ts'
import { compareInstants, parseDateTime } from '../../../src/scim/filter/date-time.ts'
import { law, lawOfEquals, target } from '../target.ts'
import { around } from '../texts.ts'

const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'))
const year = fc.oneof(
  fc.constantFrom('0000', '9999', '2024', '2026', '1970'),
  fc.integer({ min: 0, max: 9999 }).map((n) => String(n).padStart(4, '0')),
)
const fraction = fc.constantFrom('', '.5', ',25', '.0', `.${'1'.repeat(40)}`, '.')
const ldapZone = fc.constantFrom('Z', 'Z', '+0200', '-05', '+2400', '+0060', '')
const generalized = fc
  .tuple(
    year,
    two(13),
    two(32),
    two(24),
    fc.option(fc.tuple(two(60), fc.option(two(61), { nil: '' })), { nil: ['', ''] as const }),
    fraction,
    ldapZone,
  )
  .map(([y, m, d, h, [min, s], f, z]) => `${y}${m}${d}${h}${min}${s}${f}${z}`)
const isoZone = fc.constantFrom('Z', '+02:00', '-14:00', '+24:00', '+14:01', '+01:60', '')
const iso = fc
  .tuple(year, two(13), two(32), two(24), two(60), two(61), fraction, isoZone)
  .map(([y, m, d, h, min, s, f, z]) => `${y}-${m}-${d}T${h}:${min}:${s}${f}${z}`)
const midnight = fc
  .tuple(year, two(12), two(31), fc.constantFrom('24:00:00Z', '24:00:00.00Z', '24:00:01Z', '24:00:00.01Z'))
  .map(([y, m, d, t]) => `${y}-${m}-${d}T${t}`)

export const times = target({
  name: 'times',
  files: ['src/ldap/generalized-time.ts', 'src/scim/filter/date-time.ts'],
  inputs: fc.tuple(
    around(
      fc.oneof(
        { weight: 9, arbitrary: generalized },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            '00000101000000+0200',
            '99991231235959-0100',
            '2026112201.5Z',
            '202611220102,25+0100',
          ),
        },
      ),
    ),
    around(fc.oneof(iso, midnight)),
  ),
  check: ([stored, sent]) => {
    const shown = fromGeneralizedTime(stored)
    if (shown !== undefined) {
      const printed = toGeneralizedTime(shown)
      law(printed !== undefined, `what is shown can be stored: ${shown}`)
      lawOfEquals(fromGeneralizedTime(printed), shown, 'from(to(x)) = x')
    }
    const instant = parseDateTime(sent)
    if (instant !== undefined) law(Number.isSafeInteger(instant.seconds), 'an instant is a number of seconds')
    for (const other of [instant, { seconds: 0, fraction: '' }, { seconds: instant?.seconds ?? 0, fraction: '5' }])
      if (instant !== undefined && other !== undefined)
        law(
          Math.sign(compareInstants(instant, other)) + Math.sign(compareInstants(other, instant)) === 0,
          'one is before the other',
        )
    const text = toGeneralizedTime(sent)
    if (text === undefined) return
    law(/^\d{14}(?:\.\d+)?Z$/.test(text), 'generalized time in UTC')
    const again = fromGeneralizedTime(text)
    const [before, after] = [parseDateTime(sent), parseDateTime(again ?? '')]
    if (before !== undefined) lawOfEquals(after, before, 'the same instant')
  },
})
