import { describe, expect, it } from 'vitest'
import { accept } from '../../../src/scim/resource/accept.ts'
import type { Resource } from '../../../src/scim/resource/resource.ts'
import { urn } from '../../../src/scim/urn.ts'
import { deviceType, fixture, groupType, userType } from '../schema/sample-types.ts'
import { refusal } from './refusal.ts'

type Json = Readonly<Record<string, unknown>>

const acceptUser = (attributes: Json): Resource => accept(userType, { schemas: [urn.user], ...attributes })
const acceptDevice = (attributes: Json): Resource =>
  accept(deviceType, { schemas: ['urn:example:Device'], ...attributes })

const omit = (json: unknown, ...names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(json as Json).filter(([name]) => !names.includes(name)))

describe('RFC 7643 §8: the examples of the RFC are accepted', () => {
  it('takes the minimal user of §8.1', () => {
    expect(accept(userType, fixture('rfc7643-8.1-user-minimal'))).toEqual({ userName: 'bjensen@example.com' })
  })

  it('keeps every writable attribute of the full user of §8.2', () => {
    const body = fixture('rfc7643-8.2-user-full')

    expect(accept(userType, body)).toEqual(omit(body, 'schemas', 'id', 'meta', 'groups'))
  })

  it('keeps every writable attribute of the enterprise user of §8.3', () => {
    const body = fixture('rfc7643-8.3-enterprise-user') as Json
    const enterprise = body[urn.enterpriseUser] as Json

    expect(accept(userType, body)).toEqual({
      ...omit(body, 'schemas', 'id', 'meta', 'groups'),
      [urn.enterpriseUser]: {
        ...enterprise,
        manager: {
          value: '26118915-6090-4610-87e4-49d8ca9f808d',
          $ref: '../Users/26118915-6090-4610-87e4-49d8ca9f808d',
        },
      },
    })
  })

  it('keeps the ids of the members of the group of §8.4', () => {
    expect(accept(groupType, fixture('rfc7643-8.4-group'))).toEqual({
      displayName: 'Tour Guides',
      members: ['2819c223-7f76-453a-919d-413861904646', '902c246b-6245-4190-8e05-00816be7344a'].map((value) => ({
        value,
        $ref: `https://example.com/v2/Users/${value}`,
      })),
    })
  })
})

describe('RFC 7643 §3: schemas of a body', () => {
  it.each([null, undefined, 'x', 1, [], [{}]])('refuses %j, which is no object', (body) => {
    expect(refusal(() => accept(userType, body))).toBe('400 invalidSyntax: The body must be a JSON object')
  })

  it.each([
    undefined,
    null,
    [],
    urn.user,
    { 0: urn.user },
    [urn.enterpriseUser],
    [urn.user, urn.group],
    [urn.user, 1],
    [urn.user, null],
    [[urn.user]],
  ])('refuses schemas %j', (schemas) => {
    expect(refusal(() => accept(userType, { schemas, userName: 'ada' }))).toMatch(/^400 invalidSyntax: schemas /)
  })

  it('takes URNs ignoring case, in any order and more than once', () => {
    const schemas = [urn.enterpriseUser, urn.user.toUpperCase(), urn.user]

    expect(accept(userType, { SCHEMAS: schemas, userName: 'ada' })).toEqual({ userName: 'ada' })
  })

  it('refuses schemas that are given twice', () => {
    expect(refusal(() => acceptUser({ Schemas: [urn.user] }))).toMatch(/^400 invalidSyntax: schemas /)
  })

  it('takes an extension that schemas does not name, under its URN in any case', () => {
    const accepted = acceptUser({ [urn.enterpriseUser.toUpperCase()]: { DEPARTMENT: 'R&D' } })

    expect(accepted).toEqual({ [urn.enterpriseUser]: { department: 'R&D' } })
  })

  it('refuses an extension that is no object, and one that is given twice', () => {
    expect(refusal(() => acceptUser({ [urn.enterpriseUser]: [{ department: 'x' }] }))).toMatch(/^400 invalidValue/)
    expect(
      refusal(() =>
        acceptUser({
          [urn.enterpriseUser]: { department: 'x' },
          [urn.enterpriseUser.toLowerCase()]: { division: 'y' },
        }),
      ),
    ).toBe(`400 invalidValue: ${urn.enterpriseUser} is given more than once`)
  })
})

describe('RFC 7643 §2.1: names', () => {
  it('brings names and sub-attributes into canonical case', () => {
    expect(acceptUser({ USERNAME: 'ada', Name: { FAMILYNAME: 'L' }, externalid: 'X' })).toEqual({
      userName: 'ada',
      name: { familyName: 'L' },
      externalId: 'X',
    })
  })

  it('refuses one attribute under two spellings', () => {
    expect(refusal(() => acceptUser({ userName: 'ada', username: 'eve' }))).toBe(
      '400 invalidValue: userName is given more than once',
    )
    expect(refusal(() => acceptUser({ name: { familyName: 'a', FamilyName: 'b' } }))).toBe(
      '400 invalidValue: name.familyName is given more than once',
    )
  })

  it('ignores unknown names, those of the prototype among them', () => {
    const body: unknown = JSON.parse(
      `{"schemas":["${urn.user}"],"userName":"ada","__proto__":{"active":true},"constructor":{"x":1},` +
        `"toString":"x","emails":[{"value":"a","__proto__":{"type":"work"},"hasOwnProperty":1}]}`,
    )

    const accepted = accept(userType, body)

    expect(accepted).toEqual({ userName: 'ada', emails: [{ value: 'a' }] })
    expect(accepted.active).toBeUndefined()
    expect(Object.getPrototypeOf(accepted)).toBe(Object.prototype)
    expect(({} as Json).active).toBeUndefined()
  })
})

describe('RFC 7644 §3.3, §3.5.1: readOnly attributes', () => {
  it('drops readOnly attributes and sub-attributes whatever they hold', () => {
    const accepted = acceptUser({
      id: 7,
      meta: 'x',
      groups: { no: 'array' },
      [urn.enterpriseUser]: { manager: { displayName: [], value: 'm' } },
    })

    expect(accepted).toEqual({ [urn.enterpriseUser]: { manager: { value: 'm' } } })
  })

  it('drops what has nothing but readOnly parts', () => {
    expect(acceptUser({ [urn.enterpriseUser]: { manager: { displayName: 'x' } } })).toEqual({})
  })
})

describe('RFC 7643 §2.5: unassigned values', () => {
  it('takes null, an empty list and an empty optional string as absent', () => {
    const accepted = acceptUser({
      nickName: null,
      title: '',
      profileUrl: '',
      active: null,
      emails: [],
      phoneNumbers: [null, {}, { value: '' }, { unknown: 1 }],
      name: { familyName: 'L', givenName: '', middleName: null },
      addresses: null,
      [urn.enterpriseUser]: null,
    })

    expect(accepted).toEqual({ name: { familyName: 'L' } })
  })

  it.each(['', ' ', '\t\n', '\u00a0'])('refuses %j for a required string', (text) => {
    expect(refusal(() => acceptUser({ userName: text }))).toBe('400 invalidValue: userName must not be empty')
    expect(refusal(() => acceptUser({ name: { familyName: text } }))).toBe(
      '400 invalidValue: name.familyName must not be empty',
    )
  })

  it('keeps false and zero', () => {
    expect(acceptDevice({ enabled: false, slots: 0, weight: -0.5 })).toEqual({ enabled: false, slots: 0, weight: -0.5 })
  })
})

describe('RFC 7643 §2.4: multi-valued attributes', () => {
  it('collapses equal elements into the first of them', () => {
    const accepted = acceptUser({
      emails: [
        { value: 'Ada@x.org', type: 'work' },
        { type: 'WORK', value: 'ada@X.org', primary: false },
        { value: 'ada@x.org', type: 'home' },
      ],
    })

    expect(accepted.emails).toEqual([
      { value: 'Ada@x.org', type: 'work' },
      { value: 'ada@x.org', type: 'home' },
    ])
  })

  it('takes elements of the same value and type for one, with all that they say and the last word of each part', () => {
    const accepted = acceptUser({
      emails: [
        { value: 'a@x.org', type: 'work', display: 'First', primary: true },
        { value: 'a@x.org' },
        { value: 'A@x.org', type: 'work', display: 'Second', primary: true },
      ],
    })

    expect(accepted.emails).toEqual([
      { value: 'a@x.org', type: 'work', display: 'Second', primary: true },
      { value: 'a@x.org' },
    ])
    const members = [{ value: 'a', type: 'User' }, { value: 'a' }, { value: 'a', type: 'Group' }]
    expect(accept(groupType, { schemas: [urn.group], members })).toEqual({ members: [members[0]] })
  })

  it('keeps ids that differ in case apart', () => {
    const members = [{ value: 'a' }, { value: 'A' }]

    expect(accept(groupType, { schemas: [urn.group], members })).toEqual({ members })
  })

  it('refuses two primary values of one attribute, not of two', () => {
    const primary = (value: string) => ({ value, primary: true })

    expect(refusal(() => acceptUser({ emails: [primary('a'), primary('b')] }))).toBe(
      '400 invalidValue: emails has more than one primary value',
    )
    expect(refusal(() => acceptUser({ emails: [primary('a')], roles: [primary('b')] }))).toBe('done')
  })

  it('collapses 100,000 members in linear time', () => {
    const members = Array.from({ length: 100_000 }, (_, index) => ({ value: `member-${index % 50_000}`, type: 'User' }))
    const started = performance.now()

    const accepted = accept(groupType, { schemas: [urn.group], displayName: 'all', members })

    expect(accepted.members).toHaveLength(50_000)
    // Quadratic work would take minutes.
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
