import { describe, expect, it } from 'vitest'
import { accept } from '../../../src/scim/resource/accept.ts'
import type { Resource } from '../../../src/scim/resource/resource.ts'
import { urn } from '../../../src/scim/urn.ts'
import { deviceType, userType } from '../schema/sample-types.ts'
import { refusal } from './refusal.ts'

const acceptUser = (attributes: Readonly<Record<string, unknown>>): Resource =>
  accept(userType, { schemas: [urn.user], ...attributes })
const acceptDevice = (attributes: Readonly<Record<string, unknown>>): Resource =>
  accept(deviceType, { schemas: ['urn:example:Device'], ...attributes })

describe('RFC 7643 §2.3: types', () => {
  it.each([
    ['serial', 1],
    ['serial', true],
    ['serial', { value: 'x' }],
    ['serial', ['x']],
    ['serial', []],
    ['serial', 'a\0b'],
    ['serial', '\ud800'],
    ['tags', 'x'],
    ['tags', { 0: 'x' }],
    ['tags', ['x', 1]],
    ['tags', [['x']]],
    ['slots', 1.5],
    ['slots', '1'],
    ['slots', 2 ** 53],
    ['weight', '1.5'],
    ['weight', Number.POSITIVE_INFINITY],
    ['enabled', 'true'],
    ['enabled', 1],
    ['bought', '2024-02-30T00:00:00Z'],
    ['bought', '2024-01-01'],
    ['bought', 0],
    ['firmware', 'a'],
    ['firmware', 'YQ='],
    ['firmware', 'Y-+v'],
    ['firmware', 'YWJj\n'],
    ['firmware', 'YWJj===='],
    ['manual', 7],
    ['owner', 'x'],
    ['owner', [{ value: 'x' }]],
    ['owner', { aliases: 'x' }],
  ])('refuses %s: %j', (name, value) => {
    expect(refusal(() => acceptDevice({ [name]: value }))).toMatch(
      new RegExp(`^400 invalidValue: ${name}(\\.\\w+)? takes `),
    )
  })

  it.each([
    ['serial', '😀 ,+"\\<>;=*()'],
    ['serial', ' '],
    ['tags', ['b', 'a']],
    ['slots', -(2 ** 53) + 1],
    ['weight', 1e-7],
    ['bought', '2024-02-29T24:00:00.000+02:00'],
    ['firmware', 'YQ=='],
    ['firmware', '/+8='],
    ['manual', '../Users/1'],
    ['owner', { aliases: ['a', 'b'] }],
  ])('keeps %s: %j as it is', (name, value) => {
    expect(acceptDevice({ [name]: value })).toEqual({ [name]: value })
  })

  it.each([
    '2024-01-01',
    '2024-01-01 00:00:00Z',
    '2024-01-01T00:00Z',
    '2024-01-01T00:00:00.Z',
    '2024-01-01T00:00:00z',
    '2023-02-29T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '2024-04-31T00:00:00Z',
    '2024-01-01T24:00:01Z',
    '2024-01-01T24:00:00.1Z',
    '2024-01-01T25:00:00Z',
    '2024-01-01T23:60:00Z',
    '2024-01-01T23:59:60Z',
    '2024-01-01T00:00:00+14:01',
    '2024-01-01T00:00:00+00:60',
    '20240101000000Z',
    ' 2024-01-01T00:00:00Z',
    '2024-01-01T00:00:00Z\n',
  ])('refuses %j, which is no xsd:dateTime', (bought) => {
    expect(refusal(() => acceptDevice({ bought }))).toMatch(/^400 invalidValue: bought takes a date and time/)
  })

  it('names the extension and the sub-attribute, and never the value, in the error', () => {
    const attempt = () => acceptUser({ [urn.enterpriseUser]: { manager: { value: { top: 'secret' } } } })

    expect(refusal(attempt)).toBe(
      `400 invalidValue: ${urn.enterpriseUser}:manager.value takes a string, without NUL and unpaired surrogates`,
    )
  })

  it.each(['+w==', '+w', '-w', '-w==', '+x'])('spells binary data in base64 with padding: %s (§2.3.6)', (firmware) => {
    expect(acceptDevice({ firmware })).toEqual({ firmware: '+w==' })
  })

  it('takes a binary value of megabytes', () => {
    const photo = 'QUJD'.repeat(2_000_000)

    expect(acceptDevice({ firmware: photo }).firmware).toBe(photo)
    expect(refusal(() => acceptDevice({ firmware: `${photo}*AAA` }))).toMatch(/^400 invalidValue/)
  })
})
