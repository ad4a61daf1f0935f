import { describe, expect, it } from 'vitest'
import { complete, retain } from '../../src/mapping/defaults.ts'
import { compileUser, User, userDeclaration } from './support.ts'

describe('complete', () => {
  it.each([
    [{ familyName: 'Jensen', givenName: 'Babs' }, 'Babs Jensen'],
    [{ familyName: 'Jensen' }, 'Jensen'],
    [{ familyName: 'Jensen', formatted: 'Ms. Jensen' }, 'Ms. Jensen'],
  ])('fills name.formatted of %j', (name, formatted) => {
    expect(complete(User, { name })).toEqual({ name: { ...name, formatted } })
  })

  it('prefers what was sent for the same attribute type', () => {
    const mapping = compileUser(userDeclaration({ displayName: 'cn' }))

    expect(complete(mapping, { displayName: 'Babs', name: { familyName: 'J' } }).name).toEqual({
      familyName: 'J',
      formatted: 'Babs',
    })
  })

  it('leaves a resource alone that has nothing to fill in with', () => {
    expect(complete(User, { userName: 'a' })).toEqual({ userName: 'a' })
  })
})

describe('retain', () => {
  const before = { name: { formatted: 'Jensen, Babs', familyName: 'Jensen', givenName: 'Babs' } }

  it('keeps a default that nobody sent while its parts stay', () => {
    expect(retain(User, before, { name: { familyName: 'Jensen', givenName: 'Babs' } })).toEqual(before)
  })

  it('leaves it to be made anew where a part changes, and what was sent alone', () => {
    const married = { name: { familyName: 'Smith', givenName: 'Babs' } }
    const sent = { name: { ...before.name, formatted: 'B. J.' } }

    expect(complete(User, retain(User, before, married)).name).toMatchObject({ formatted: 'Babs Smith' })
    expect(retain(User, before, sent)).toEqual(sent)
  })

  it('gives way to what was sent for the same attribute type', () => {
    const mapping = compileUser(userDeclaration({ displayName: 'cn' }))
    const after = { displayName: 'B. J.', name: { familyName: 'Jensen', givenName: 'Babs' } }

    expect(complete(mapping, retain(mapping, before, after)).name).toMatchObject({ formatted: 'B. J.' })
  })
})
