import { describe, expect, it } from 'vitest'
import { accept } from '../../../src/scim/resource/accept.ts'
import { replace } from '../../../src/scim/resource/replace.ts'
import type { Resource } from '../../../src/scim/resource/resource.ts'
import { urn } from '../../../src/scim/urn.ts'
import { deviceType, fixture, groupType, userType } from '../schema/sample-types.ts'
import { refusal } from './refusal.ts'

const ada: Resource = {
  schemas: [urn.user],
  id: '1',
  userName: 'Ada',
  name: { familyName: 'Lovelace', givenName: 'Ada' },
  active: false,
  title: 'Countess',
  emails: [{ value: 'ada@example.org', type: 'work' }],
  groups: [{ value: 'g' }],
  meta: { resourceType: 'User', version: 'W/"1"' },
}
const minimal: Resource = { userName: 'Ada', name: { familyName: 'Lovelace' } }

describe('RFC 7644 §3.5.1: PUT', () => {
  it('changes nothing when it is given what GET gave', () => {
    const { password: _, ...shown } = fixture('rfc7643-8.3-enterprise-user') as Resource
    const { schemas: __, ...before } = shown

    const after = replace(before, accept(userType, shown), userType)

    expect(after).toEqual(before)
  })

  it('clears readWrite attributes that are omitted, and keeps readOnly ones', () => {
    expect(replace(ada, minimal, userType)).toEqual({
      id: '1',
      userName: 'Ada',
      name: { familyName: 'Lovelace' },
      active: false,
      groups: [{ value: 'g' }],
      meta: { resourceType: 'User', version: 'W/"1"' },
    })
  })

  it('keeps active when it is omitted, and sets it when it is given', () => {
    expect(replace(ada, minimal, userType).active).toBe(false)
    expect(replace(ada, { ...minimal, active: true }, userType).active).toBe(true)
  })

  it('clears an attribute of an extension that is called active as any other', () => {
    const before: Resource = { 'urn:example:Warranty': { contract: '1', active: true } }

    expect(replace(before, {}, deviceType)).toEqual({ 'urn:example:Warranty': { contract: '1' } })
  })

  it('takes a password from the body and never invents one', () => {
    expect(replace(ada, { ...minimal, password: 'x' }, userType).password).toBe('x')
    expect('password' in replace({ ...ada, password: 'old' }, minimal, userType)).toBe(false)
  })

  it('spells readWrite values as the body does', () => {
    expect(replace(ada, { ...minimal, title: 'COUNTESS' }, userType).title).toBe('COUNTESS')
  })

  it('leaves both resources alone', () => {
    const [before, body] = [structuredClone(ada), structuredClone(minimal)]

    replace(ada, minimal, userType)

    expect([ada, minimal]).toEqual([before, body])
  })
})

describe('RFC 7644 §3.5.1: immutable attributes', () => {
  it('keeps the spelling that is stored where the body has an equal value', () => {
    expect(replace(ada, { ...minimal, userName: ' aDA ' }, userType).userName).toBe('Ada')
  })

  it('refuses another value', () => {
    expect(refusal(() => replace(ada, { ...minimal, userName: 'eve' }, userType))).toBe(
      '400 mutability: userName cannot be changed',
    )
    expect(refusal(() => replace({ ports: ['a'] }, { ports: ['a', 'b'] }, deviceType))).toBe(
      '400 mutability: ports cannot be changed',
    )
  })

  it('keeps the value where the body has none, in an extension too', () => {
    const before: Resource = { serial: 'S', ports: ['a', 'b'], 'urn:example:Warranty': { contract: '1', state: 'ok' } }

    expect(replace(before, { ports: ['B', 'A'] }, deviceType)).toEqual(before)
  })

  it('takes the value of the body where none is stored', () => {
    expect(replace({}, { serial: 'S' }, deviceType)).toEqual({ serial: 'S' })
  })

  it('names the extension whose attribute cannot change', () => {
    const warranty = (contract: string): Resource => ({ 'urn:example:Warranty': { contract } })

    expect(refusal(() => replace(warranty('1'), warranty('2'), deviceType))).toBe(
      '400 mutability: urn:example:Warranty:contract cannot be changed',
    )
  })
})

describe('RFC 7644 §3.5.1: parts of complex attributes', () => {
  const owner = { value: 'v', badge: 'B', display: 'Vera', note: 'n' }

  it('keeps readOnly and immutable parts, and clears the others', () => {
    expect(replace({ owner }, { owner: { value: 'w', badge: 'b' } }, deviceType)).toEqual({
      owner: { value: 'w', badge: 'B', display: 'Vera' },
    })
  })

  it('refuses another value of an immutable part', () => {
    expect(refusal(() => replace({ owner }, { owner: { badge: 'C' } }, deviceType))).toBe(
      '400 mutability: owner.badge cannot be changed',
    )
  })

  it('keeps an immutable part of an attribute that is omitted, and nothing of one without', () => {
    expect(replace({ owner }, {}, deviceType)).toEqual({ owner: { badge: 'B', display: 'Vera' } })
    expect(replace({ owner: { value: 'v', display: 'Vera' } }, {}, deviceType)).toEqual({})
  })

  it('lets members come and go, though their parts are immutable', () => {
    const before: Resource = { displayName: 'g', members: [{ value: '1', type: 'User', $ref: 'x' }, { value: '2' }] }
    const body: Resource = { displayName: 'G', members: [{ value: '1', type: 'Group' }, { value: '3' }] }

    expect(replace(before, body, groupType)).toEqual(body)
  })
})
