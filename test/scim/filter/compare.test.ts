import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareCodePoints, compareKeys, comparisonKey } from '../../../src/scim/filter/compare.ts'
import { compareInstants, parseDateTime } from '../../../src/scim/filter/date-time.ts'
import { isPresent } from '../../../src/scim/filter/presence.ts'
import { binary, boolean, dateTime, integer, reference, string } from '../../../src/scim/schema/attribute.ts'

/** NaN, which is neither, where one of them is no dateTime. */
const compareDateTimes = (a: string, b: string): number => {
  const [first, second] = [parseDateTime(a), parseDateTime(b)]
  return first && second ? compareInstants(first, second) : Number.NaN
}

describe('dateTimes, RFC 7643 §2.3.5', () => {
  it.each([
    ['2011-05-13T04:42:34Z', '2011-05-13T06:42:34+02:00', 0],
    ['2011-05-13T04:42:34Z', '2011-05-12T23:42:34-05:00', 0],
    ['2011-05-13T04:42:34', '2011-05-13T04:42:34.000Z', 0],
    ['2011-12-31T24:00:00Z', '2012-01-01T00:00:00Z', 0],
    ['2012-02-29T00:00:00Z', '2012-03-01T00:00:00Z', -1],
    ['2011-05-13T04:42:34.1Z', '2011-05-13T04:42:34.10Z', 0],
    ['2011-05-13T04:42:34.12345678901234567890Z', '2011-05-13T04:42:34.12345678901234567891Z', -1],
    ['2011-05-13T04:42:34.09Z', '2011-05-13T04:42:34.1Z', -1],
    ['1969-12-31T23:59:59.9Z', '1970-01-01T00:00:00Z', -1],
    ['1969-12-31T23:59:59.9Z', '1969-12-31T23:59:59.1Z', 1],
    ['0050-01-01T00:00:00Z', '1950-01-01T00:00:00Z', -1],
    ['9999-12-31T23:59:59-14:00', '9999-12-31T23:59:59Z', 1],
  ])('%s against %s: %i', (a, b, order) => {
    expect(Math.sign(compareDateTimes(a, b))).toBe(order)
    expect(Math.sign(compareDateTimes(b, a))).toBe(order === 0 ? 0 : -order)
  })

  it.each([
    '',
    '2011-05-13',
    '2011-05-13T04:42Z',
    '2011-05-13 04:42:34Z',
    '2011-5-13T04:42:34Z',
    '2011-02-29T00:00:00Z',
    '2011-13-01T00:00:00Z',
    '2011-00-01T00:00:00Z',
    '2011-05-13T24:00:01Z',
    '2011-05-13T24:00:00.1Z',
    '2011-05-13T25:00:00Z',
    '2011-05-13T04:60:34Z',
    '2011-05-13T04:42:60Z',
    '2011-05-13T04:42:34.Z',
    '2011-05-13T04:42:34+02',
    '2011-05-13T04:42:34+14:01',
    '2011-05-13T04:42:34+01:60',
    '20110513044234Z',
    ' 2011-05-13T04:42:34Z',
    '2011-05-13T04:42:34Z\n',
  ])('"%s" is none', (text) => {
    expect(parseDateTime(text)).toBeUndefined()
    expect(compareDateTimes(text, '2011-05-13T04:42:34Z')).toBeNaN()
  })
})

describe('binaries, RFC 7643 §2.3.6', () => {
  it.each(['/w==', '/w', '_w', '_w==', '/x=='])(
    'are compared by their octets, however they are spelled: %s',
    (text) => {
      expect(comparisonKey(binary('key'), text)).toBe(comparisonKey(binary('key'), '/w=='))
    },
  )

  it.each(['/W==', '/', 'w/==', '/w=', 'ä'])('tells others apart: %s', (text) => {
    expect(comparisonKey(binary('key'), text)).not.toBe(comparisonKey(binary('key'), '/w=='))
  })
})

describe('compareCodePoints', () => {
  it('orders as the octets of UTF-8 do, not as UTF-16 units', () => {
    expect(compareCodePoints('\u{1F600}', '\uFF5E')).toBeGreaterThan(0)

    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })
})

describe('comparisonKey', () => {
  const order = (
    attribute: Parameters<typeof comparisonKey>[0],
    a: string | boolean | number,
    b: string | boolean | number,
  ) => Math.sign(compareKeys(comparisonKey(attribute, a)!, comparisonKey(attribute, b)!))

  it('follows the type and caseExact of the attribute', () => {
    expect(order(string('x'), 'B', 'b')).toBe(0)
    expect(order(string('x', { caseExact: true }), 'B', 'b')).toBe(-1)
    expect(order(string('x'), 'a  b ', 'A b')).toBe(0)
    expect(order(reference('x', ['uri']), 'a  b', 'a b')).toBe(-1)
    expect(order(boolean('x'), false, true)).toBe(-1)
    expect(order(integer('x'), 10, 9)).toBe(1)
    expect(order(dateTime('x'), '2011-05-13T04:42:34Z', '2011-05-13T04:42:34+01:00')).toBe(1)
  })

  it('is undefined for a value of another type', () => {
    expect(comparisonKey(boolean('x'), 'true')).toBeUndefined()
    expect(comparisonKey(integer('x'), '1')).toBeUndefined()
    expect(comparisonKey(dateTime('x'), 'yesterday')).toBeUndefined()
    expect(comparisonKey(string('x'), 1)).toBeUndefined()
  })
})

describe('isPresent, RFC 7644 Table 3 (pr)', () => {
  it.each([false, 0, 'x', ' ', ['x'], { a: false }, [{ a: ['x'] }]])('%j is a value', (value) => {
    expect(isPresent(value)).toBe(true)
  })

  it.each([undefined, null, '', [], {}, [{}], { a: undefined }, [''], { a: [] }])('%j is none', (value) => {
    expect(isPresent(value)).toBe(false)
  })
})
