import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { timeCount } from '../../src/mapping/values/time-counts.ts'
import {
  changed,
  compileUser,
  decoded,
  encoded,
  entry,
  problemsWith,
  published,
  pushed,
  userDeclaration,
} from './support.ts'

type Rows = MappingDeclaration['attributes']

describe('times as numbers', () => {
  it.each([
    ['epochDays', '0', '1970-01-01T00:00:00Z'],
    ['epochDays', '19000', '2022-01-08T00:00:00Z'],
    ['epochDays', '-1', undefined],
    ['epochDays', '99999999999', undefined],
    ['epochDays', '', undefined],
    ['epochDays', '019', undefined],
    ['epochSeconds', '1700000000', '2023-11-14T22:13:20Z'],
    ['fileTime', '133485408000000000', '2024-01-01T00:00:00Z'],
    ['fileTime', '133485408000000001', '2024-01-01T00:00:00.0000001Z'],
    ['fileTime', '1', '1601-01-01T00:00:00.0000001Z'],
    ['fileTime', '0', undefined],
    ['fileTime', '9223372036854775807', undefined],
  ] as const)('%s %s is %s', (format, count, time) => {
    expect(timeCount(format).decode(count)).toBe(time)
    if (time !== undefined) expect(timeCount(format).encode(time)).toBe(count)
  })

  it.each([
    ['epochDays', '2022-01-08T01:00:00+01:00', '19000'],
    ['epochDays', '2022-01-08T00:00:01Z', undefined],
    ['epochDays', '2022-01-08T00:00:00', undefined],
    ['epochDays', '1969-12-31T00:00:00Z', undefined],
    ['epochSeconds', '2023-11-14T22:13:20.0Z', '1700000000'],
    ['epochSeconds', '2023-11-14T22:13:20.5Z', undefined],
    ['fileTime', '2024-01-01T00:00:00.00000015Z', undefined],
    ['fileTime', 'yesterday', undefined],
  ] as const)('%s of %s is %s', (format, time, count) => {
    expect(timeCount(format).encode(time)).toBe(count)
  })

  it('come back as they were, and keep their order', () => {
    const anyTime = fc.date({ min: new Date('1602-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(fc.constantFrom('epochDays', 'epochSeconds', 'fileTime'), anyTime, (format, date) => {
        const { around, decode, encode } = timeCount(format)
        const time = date.toISOString()
        const { floor = '', ceiling = '' } = around(time) ?? {}
        expect(BigInt(ceiling) - BigInt(floor)).toBeLessThanOrEqual(1n)
        const shown = decode(floor)
        if (shown === undefined) {
          expect(date.getTime()).toBeLessThan(0)
          return
        }
        expect(encode(shown)).toBe(floor)
        expect(Date.parse(shown)).toBeLessThanOrEqual(date.getTime())
        const next = decode(ceiling)
        if (next !== undefined) expect(Date.parse(next)).toBeGreaterThanOrEqual(date.getTime())
      }),
    )
  })
})

const extension = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const person = { uid: 'a', cn: 'A', sn: 'A' }
const affixed = compileUser(
  userDeclaration({
    nickName: { attribute: 'businessCategory', stored: 'nick:{value}!' },
    title: { template: 'Dr. {title}', access: 'readWrite' },
    profileUrl: { attribute: 'jpegPhoto', format: 'dataUri' },
    timezone: { attribute: 'photo', format: 'base64' },
    photos: null,
  }),
)

describe('a text around what is stored', () => {
  it.each([
    ['nick:Al!', 'Al'],
    ['NICK:Al!', 'Al'],
    ['nick:!', undefined],
    ['nick: Al!', undefined],
    ['Al', undefined],
    [['other', 'nick:Al!'], 'Al'],
  ])('is taken off %j', (businessCategory, shown) => {
    expect(decoded(affixed, entry({ ...person, businessCategory })).nickName).toBe(shown)
  })

  it('is put around what is sent, and refused where it would not come off', () => {
    const set = (nickName: string | undefined) => (before: object) => ({ ...before, nickName }) as never
    const held = entry({ ...person, businessCategory: ['other', 'Nick:Al!'] })

    expect(changed(affixed, held, set('Al'))).toEqual([])
    expect(changed(affixed, held, set('Bo'))).toEqual([
      { operation: 'delete', type: 'businesscategory', values: ['Nick:Al!'] },
      { operation: 'add', type: 'businesscategory', values: ['nick:Bo!'] },
    ])
    expect(changed(affixed, held, set(undefined))).toEqual([
      { operation: 'delete', type: 'businesscategory', values: ['Nick:Al!'] },
    ])
    expect(() => changed(affixed, held, set(' Bo'))).toThrow(/cannot hold such a value of nickName/)
  })

  it.each([
    ['nickName eq "Al"', '(businessCategory=nick:al!)'],
    ['nickName sw "A"', '(businessCategory=nick:a*)'],
    ['nickName co "l"', '(businessCategory=*l*)'],
    ['nickName ne "Al"', '(&)'],
    ['nickName pr', '(businessCategory=*)'],
    ['not (nickName pr)', '(&)'],
    ['nickName gt "Al"', '(businessCategory=*)'],
  ])('is asked for around the literal: %s', (filter, expected) => {
    expect(pushed(affixed, filter)).toBe(expected)
  })
})

describe('a template that is written', () => {
  it('shows the text around, and takes it off', () => {
    expect(decoded(affixed, entry({ ...person, title: 'No' })).title).toBe('Dr. No')
    expect(encoded(affixed, { userName: 'a', title: 'Dr. Who' }).title).toEqual(['Who'])
    expect(() => encoded(affixed, { userName: 'a', title: 'Mr. Who' })).toThrow(/title takes Dr\. …/)
    expect(() => encoded(affixed, { userName: 'a', title: 'Dr. ' })).toThrow(/title takes/)
    expect(published(affixed, 'title')?.mutability).toBe('readWrite')
  })

  it('is looked for by what is stored', () => {
    expect(pushed(affixed, 'title eq "dr. No"')).toBe('(title=no)')
    expect(pushed(affixed, 'title eq "No"')).toBe('(title=*)')
    expect(pushed(affixed, 'title ne "dr. No"')).toBe('(&)')
  })
})

describe('bytes as text', () => {
  const bytes = Buffer.from('ffd8ffd9', 'hex')

  it('are base64, or a data URL', () => {
    const { profileUrl, timezone } = decoded(affixed, entry({ ...person, jpegPhoto: bytes, photo: bytes }))

    expect({ profileUrl, timezone }).toEqual({ profileUrl: 'data:image/jpeg;base64,/9j/2Q==', timezone: '/9j/2Q==' })
    expect(encoded(affixed, { userName: 'a', profileUrl, timezone } as never)).toEqual({
      uid: ['a'],
      jpegphoto: [bytes],
      photo: [bytes],
    })
    expect(() => encoded(affixed, { userName: 'a', profileUrl: 'https://x.org/p.jpg' })).toThrow(
      /profileUrl takes data:/,
    )
    expect(() => encoded(affixed, { userName: 'a', timezone: '?' })).toThrow(/timezone takes bytes as base64/)
  })
})

describe('a row in a form of its own', () => {
  it.each<readonly [string, Rows, string]>([
    [
      'times of a text',
      { title: { attribute: 'title', format: 'epochDays' } },
      'attributes.title: title is of type string: epochDays is for dateTime',
    ],
    [
      'bytes of no bytes',
      { title: { attribute: 'title', format: 'base64' } },
      'attributes.title: title does not hold bytes',
    ],
    [
      'nothing around',
      { title: { attribute: 'title', stored: '{value}' } },
      'attributes.title: "{value}" needs {value} once, and a text around it',
    ],
    [
      'another name',
      { title: { attribute: 'title', stored: 'x{title}' } },
      'attributes.title: "x{title}" needs {value} once, and a text around it',
    ],
    [
      'a text that the syntax refuses',
      { title: { attribute: 'mail', stored: 'ü{value}' }, emails: null },
      'attributes.title: mail cannot hold "ü{value}"',
    ],
    [
      'what must be unique',
      { userName: { attribute: 'uid', stored: '{value}@x' } },
      'attributes.userName: userName is required: who has another value would be without',
    ],
    [
      'two names to be written',
      { title: { template: '{title} {sn}', access: 'readWrite' } },
      'attributes.title: only a template of one name, with a text around it, can be written (PutGet would break): leave access out',
    ],
    [
      'what another row writes',
      { title: { attribute: 'sn', stored: 'x{value}' } },
      'attributes.title: sn is written by name.familyName, too: make one of the two readOnly (GetPut would break)',
    ],
    [
      'both at once',
      { profileUrl: { attribute: 'jpegPhoto', stored: 'x{value}', format: 'dataUri' } },
      'attributes.profileUrl: expected one of format and stored',
    ],
  ])('is refused for %s', (_, rows, expected) => {
    expect(problemsWith(rows)).toContain(expected)
  })

  it('is of an extension, too', () => {
    const mapping = compileUser(
      userDeclaration({ [`${extension}:division`]: { attribute: 'ou', stored: 'D-{value}' } }),
    )
    expect(decoded(mapping, entry({ ...person, ou: 'D-7' }))[extension]).toEqual({ division: '7' })
  })
})
