/** [MS-ADTS] §3.1.1.3.4.4.1: bits of integers in two's complement. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasBits, withBits } from '../../src/ldap/bits.ts'

describe('bits of an integer', () => {
  it.each([
    ['514', 2, true],
    ['512', 2, false],
    ['-2147483646', 2, true],
    ['-2147483646', 4, false],
    ['3', 6, false],
    ['', 2, false],
    ['two', 2, false],
    ['0x2', 2, false],
  ])('of %j has %i: %s', (text, mask, has) => {
    expect(hasBits(text, mask)).toBe(has)
  })

  it.each([
    ['512', true, '514'],
    ['514', true, '514'],
    ['66050', false, '66048'],
    ['512', false, '512'],
    ['-2147483648', true, '-2147483646'],
    ['-2147483646', false, '-2147483648'],
    ['', true, '2'],
  ])('of %j with the second set: %s is %j', (text, isSet, expected) => {
    expect(withBits(text, 2, isSet)).toBe(expected)
  })

  it('are set or cleared once and for all, and the others stay', () => {
    const bit = fc.integer({ min: 0, max: 30 }).map((at) => 2 ** at)
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), bit, fc.boolean(), (value, mask, isSet) => {
        const once = withBits(String(value), mask, isSet)
        expect(hasBits(once, mask)).toBe(isSet)
        expect(withBits(once, mask, isSet)).toBe(once)
        expect((Number(once) ^ value) & ~mask).toBe(0)
      }),
    )
  })
})
