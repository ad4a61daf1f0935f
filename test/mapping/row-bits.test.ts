import { describe, expect, it } from 'vitest'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
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

const active = { bits: 'gidNumber', mask: 2, whenSet: false, others: 512, enforcedBy: 'this is a test' } as const
const posix: Partial<MappingDeclaration> = { auxiliaryClasses: ['scimUser', 'posixAccount'] }
const mapping = compileUser({ ...userDeclaration({ active }), ...posix })
const person = (gidNumber: string) => entry({ uid: 'a', gidNumber, objectClass: ['inetOrgPerson', 'posixAccount'] })
const setting = (gidNumber: string, value: boolean) =>
  changed(mapping, person(gidNumber), (before) => ({ ...before, active: value }))

describe('active by a bit of an integer, RFC 7643 §4.1.1', () => {
  it.each([
    ['512', true],
    ['514', false],
    ['66050', false],
    ['66048', true],
    ['-2147483646', false],
  ])('of %s is %s', (gidNumber, shown) => {
    expect(decoded(mapping, person(gidNumber)).active).toBe(shown)
  })

  it('is true without a number', () => {
    expect(decoded(mapping, entry({ uid: 'a' })).active).toBe(true)
    expect(changed(mapping, entry({ uid: 'a' }), (before) => ({ ...before, active: true }))).toEqual([])
  })

  it('sets and clears the bit and leaves the others, by an exchange of the number that was read', () => {
    expect(setting('66048', false)).toEqual([
      { operation: 'delete', type: 'gidnumber', values: ['66048'] },
      { operation: 'add', type: 'gidnumber', values: ['66050'] },
    ])
    expect(setting('66050', true)).toEqual([
      { operation: 'delete', type: 'gidnumber', values: ['66050'] },
      { operation: 'add', type: 'gidnumber', values: ['66048'] },
    ])
    expect(setting('66050', false)).toEqual([])
    expect(setting('0512', true)).toEqual([])
  })

  it('gives a new entry the other bits, too', () => {
    expect(encoded(mapping, { userName: 'a' })).toMatchObject({ gidnumber: ['512'] })
    expect(encoded(mapping, { userName: 'a', active: true })).toMatchObject({ gidnumber: ['512'] })
    expect(encoded(mapping, { userName: 'a', active: false })).toMatchObject({ gidnumber: ['514'] })
  })

  it('is asked of the directory by the rule of bits', () => {
    const set = '(gidNumber:1.2.840.113556.1.4.803:=2)'
    expect(pushed(mapping, 'active eq false')).toBe(`${set} exact`)
    expect(pushed(mapping, 'active ne true')).toBe(`${set} exact`)
    expect(pushed(mapping, 'active eq true')).toBe(`(!${set}) exact`)
    expect(pushed(mapping, 'active ne false')).toBe(`(!${set}) exact`)
    expect(pushed(mapping, 'active pr')).toBe('(&) exact')
    expect(pushed(mapping, 'active eq null')).toBe('(|) exact')
  })

  it('is published as required, and nobody is hidden for want of a number', () => {
    expect(published(mapping, 'active')).toMatchObject({ required: true, supplied: true })
  })
})

describe('a row of bits that does not fit', () => {
  it.each([
    [{ active: { ...active, bits: 'title' } }, 'attributes.active: title does not hold one whole number'],
    [
      { active: { ...active, bits: 'nothing' } },
      "attributes.active: the directory's schema has no attribute type nothing",
    ],
    [{ title: { ...active, enforcedBy: undefined } }, 'attributes.title: title is neither true nor false'],
    [
      { active: { ...active, enforcedBy: undefined } },
      'attributes.active: a person can bind whatever gidNumber says: expected enforcedBy, in words: what keeps out who is not active',
    ],
  ])('is reported: %j', (rows, problem) => {
    expect(problemsWith(rows as MappingDeclaration['attributes'], posix)).toContain(problem)
  })
})

describe('a password in the form of unicodePwd', () => {
  it('needs an attribute type of bytes, and goes by value', () => {
    const row = (password: string, by: 'value' | 'operation') =>
      ({ password: { password, by, as: 'quotedUtf16' } }) as const
    expect(problemsWith(row('userPassword', 'value'))).toEqual([])
    expect(problemsWith(row('title', 'value'))).toContain('attributes.password: title does not hold bytes')
    expect(problemsWith(row('userPassword', 'operation'))).toContain(
      'attributes.password: as is for a password by value',
    )
  })
})

describe('optional', () => {
  const without = compileUser({ ...userDeclaration(), optional: ['name'] })

  it('is what the schema requires and this directory does not', () => {
    expect(published(without, 'name')).toMatchObject({ required: false })
    expect(published(without, 'name')?.subAttributes?.filter(({ required }) => required)).toEqual([])
    expect(published(compileUser(), 'name')).toMatchObject({ required: true })
  })

  it('hides nobody for want of it', () => {
    expect(JSON.stringify(compileUser().entryFilter)).toContain('"sn"')
    expect(JSON.stringify(without.entryFilter)).not.toContain('"sn"')
  })
})

describe('a list in an attribute type of one value', () => {
  const one = compileUser(
    userDeclaration({
      displayName: null,
      emails: { plain: [{ attribute: 'displayName' }, { attribute: 'mail' }] },
    }),
  )
  const two = [{ value: 'a@example.com' }, { value: 'b@example.com' }]

  it('goes on in the next type', () => {
    expect(encoded(one, { userName: 'a', emails: two })).toMatchObject({
      displayname: ['a@example.com'],
      mail: ['b@example.com'],
    })
    const person = entry({ uid: 'a', displayName: 'a@example.com' })
    expect(changed(one, person, (before) => ({ ...before, emails: two.toReversed() }))).toEqual([
      { operation: 'add', type: 'mail', values: ['b@example.com'] },
    ])
    expect(decoded(one, entry({ uid: 'a', displayName: 'a@example.com', mail: 'b@example.com' })).emails).toEqual(two)
  })

  it('is refused where there is none', () => {
    const only = compileUser(userDeclaration({ displayName: null, emails: { plain: [{ attribute: 'displayName' }] } }))
    expect(() => encoded(only, { userName: 'a', emails: two })).toThrow(
      'this directory cannot hold such a value of emails',
    )
  })
})
