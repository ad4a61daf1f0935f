import { describe, expect, it } from 'vitest'
import { compileUser, decoded, encoded, entry, problemsWith, published, pushed, userDeclaration } from './support.ts'

const mapping = compileUser(userDeclaration({ nickName: { template: '{givenName} {initials} {sn} (staff)' } }))

describe('a template', () => {
  it.each([
    [{ givenName: ['Babs', 'Barbara'], initials: 'J.', sn: 'Jensen' }, 'Babs J. Jensen (staff)'],
    [{ givenName: 'Babs {sn}', sn: 'Jensen' }, 'Babs {sn} Jensen (staff)'],
    [{ sn: 'Jensen' }, 'Jensen (staff)'],
    [{ cn: 'Nobody' }, undefined],
  ])('shows the first values of %j', (attributes, expected) => {
    expect(decoded(mapping, entry(attributes)).nickName).toBe(expected)
  })

  it('is readOnly, and stored nowhere', () => {
    expect(published(mapping, 'nickName')?.mutability).toBe('readOnly')
    expect(encoded(mapping, { userName: 'a', nickName: 'x' })).toEqual({ uid: ['a'] })
  })

  it.each([
    ['nickName eq "x"', '(|(givenName=*)(initials=*)(sn=*))'],
    ['nickName pr', '(|(givenName=*)(initials=*)(sn=*))'],
    ['nickName ne "x"', '(&)'],
    ['nickName eq null', '(&)'],
    ['not (nickName pr)', '(&)'],
  ])('asks for everybody who has one of them: %s', (filter, expected) => {
    expect(pushed(mapping, filter)).toBe(expected)
  })

  it.each([
    ['{givenName', 'nickName', '"{givenName" has a brace without its partner, or nothing in between'],
    ['staff', 'nickName', '"staff" names no attribute type: expected { constant }'],
    ['{gn} {nope}', 'nickName', "the directory's schema has no attribute type nope"],
    ['{jpegPhoto}', 'nickName', 'jpegPhoto does not hold text'],
    ['{cn}', 'emails', 'emails is a list'],
    ['{cn}', 'active', 'active is of type boolean: expected one attribute type'],
  ])('is refused as %j for %s', (template, path, expected) => {
    expect(problemsWith({ [path]: { template } })).toEqual([`attributes.${path}: ${expected}`])
  })
})
