/** Instants in the two spellings. RFC 4517 §3.3.13, RFC 7643 §2.3.5 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromGeneralizedTime, toGeneralizedTime } from '../../src/ldap/generalized-time.ts'

describe('fromGeneralizedTime', () => {
  it.each([
    ['20261122010203Z', '2026-11-22T01:02:03Z'],
    ['20261122010203.5Z', '2026-11-22T01:02:03.5Z'],
    ['20261122010203,123456Z', '2026-11-22T01:02:03.123456Z'],
    ['20261122010203+0200', '2026-11-21T23:02:03Z'],
    ['20261122010203-05', '2026-11-22T06:02:03Z'],
    ['202611220102Z', '2026-11-22T01:02:00Z'],
    ['2026112201Z', '2026-11-22T01:00:00Z'],
    ['2026112201.5Z', '2026-11-22T01:30:00Z'],
    ['202611220102.25Z', '2026-11-22T01:02:15Z'],
    ['20240229000000Z', '2024-02-29T00:00:00Z'],
    ['20161231235960Z', '2017-01-01T00:00:00Z'],
    ['00010101000000Z', '0001-01-01T00:00:00Z'],
    ['000001010000Z', '0000-01-01T00:00:00Z'],
  ])('%s is %s', (text, iso) => {
    expect(fromGeneralizedTime(text)).toBe(iso)
  })

  it.each([
    '',
    '20261122',
    '20261122010203',
    '20261322010203Z',
    '20260230010203Z',
    '20261122240000Z',
    '20261122016003Z',
    '20261122010261Z',
    '20261122010203.Z',
    '20261122010203+2400',
    ' 20261122010203Z',
    '20261122010203Z\n',
  ])('%j is no time', (text) => {
    expect(fromGeneralizedTime(text)).toBeUndefined()
  })
})

describe('toGeneralizedTime', () => {
  it.each([
    ['2026-11-22T01:02:03Z', '20261122010203Z'],
    ['2026-11-22T01:02:03.120Z', '20261122010203.120Z'],
    ['2026-11-22T01:02:03.123456789+14:00', '20261121110203.123456789Z'],
    ['2026-12-31T23:00:00-02:30', '20270101013000Z'],
    ['2026-12-31T24:00:00Z', '20270101000000Z'],
    ['2026-11-22T24:00:00+01:00', '20261122230000Z'],
  ])('%s is %s', (iso, text) => {
    expect(toGeneralizedTime(iso)).toBe(text)
  })

  it.each([
    '',
    '2026-11-22',
    '2026-11-22T01:02:03',
    '2026-11-22 01:02:03Z',
    '2026-02-30T00:00:00Z',
    '2026-11-22T24:00:01Z',
    '2026-11-22T24:00:00.1Z',
    '2026-11-22T01:02:03.Z',
    '2026-11-22T01:02:03+0200',
    '+02026-11-22T01:02:03Z',
    '0000-01-01T00:00:00+01:00',
    'garbage',
  ])('%j is no time', (iso) => {
    expect(toGeneralizedTime(iso)).toBeUndefined()
  })

  it('is undone by fromGeneralizedTime', () => {
    const anyDate = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(
        anyDate,
        (date) => fromGeneralizedTime(toGeneralizedTime(date.toISOString()) ?? '') === date.toISOString(),
      ),
    )
  })
})
