import { describe, expect, it } from 'vitest'
import { equal } from '../../src/ldap/filter.ts'
import { parseReferralUrl } from '../../src/ldap/referral-url.ts'

const nothing = { base: undefined, scope: undefined, filter: undefined }

describe('the URL of a referral (RFC 4511 §4.1.10, RFC 4516)', () => {
  it.each([
    ['ldap://a', { ...nothing, server: 'ldap://a' }],
    ['ldaps://a.example:1636/', { ...nothing, server: 'ldaps://a.example:1636' }],
    ['LDAP://[2001:db8::1]:389/dc=x', { ...nothing, server: 'LDAP://[2001:db8::1]:389', base: 'dc=x' }],
    ['ldap://a/ou=b%20c,dc=x??sub', { ...nothing, server: 'ldap://a', base: 'ou=b c,dc=x', scope: 'sub' }],
    ['ldap://a/ou=%C3%A4%2Cb,dc=x??base', undefined],
    ['ldap://a/ou=%C3%A4%5C,b,dc=x??base', { ...nothing, server: 'ldap://a', base: 'ou=ä\\,b,dc=x', scope: 'base' }],
    ['ldap://a/dc=x??one?(uid=a%3fb)', { server: 'ldap://a', base: 'dc=x', scope: 'one', filter: equal('uid', 'a?b') }],
    ['ldap://a/dc=x????ext=1', { ...nothing, server: 'ldap://a', base: 'dc=x' }],
  ])('%s', (text, expected) => {
    expect(parseReferralUrl(text)).toEqual(expected)
  })

  it.each([
    'ldap:///dc=x',
    'ldap://a:99999/dc=x',
    'ldap://cn=admin:secret@a/dc=x',
    'ldapi://%2Frun%2Fldapi/dc=x',
    'https://a/dc=x',
    'ldap://a/dc=x????!ext=1',
    'ldap://a/dc=x?cn',
    'ldap://a/dc=x??subordinates',
    'ldap://a/no name',
    'ldap://a/dc=%',
    'ldap://a/dc=x??sub?(uid=',
    `ldap://a/dc=${'x'.repeat(20_000)}`,
    '',
  ])('leads nowhere where it is %s', (text) => {
    expect(parseReferralUrl(text)).toBeUndefined()
  })
})
