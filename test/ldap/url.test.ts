/** LDAP URLs as groups have them. RFC 4516 */
import { describe, expect, it } from 'vitest'
import type { Dn } from '../../src/ldap/dn.ts'
import { printFilter } from '../../src/ldap/filter.ts'
import { isReached, parseLdapUrl } from '../../src/ldap/url.ts'

const parsed = (text: string) => {
  const url = parseLdapUrl(text)
  return url && [url.base, url.scope, printFilter(url.filter)]
}

describe('parseLdapUrl (RFC 4516 §2)', () => {
  it('reads base, scope and filter, and has the defaults of the RFC', () => {
    expect(parsed('ldap:///ou=people,dc=example,dc=com??sub?(uid=ann)')).toEqual([
      'ou=people,dc=example,dc=com',
      'sub',
      '(uid=ann)',
    ])
    expect(parsed('ldap:///dc=example')).toEqual(['dc=example', 'base', '(objectClass=*)'])
    expect(parsed('LDAP:///dc=example??ONE')).toEqual(['dc=example', 'one', '(objectClass=*)'])
    expect(parsed('ldap:///??sub')).toEqual(['', 'sub', '(objectClass=*)'])
    expect(parsed('ldap:///dc=example??sub??x-color=blue')).toEqual(['dc=example', 'sub', '(objectClass=*)'])
  })

  it('takes escapes off each part alone, so that an escaped question mark divides nothing', () => {
    expect(parsed('ldap:///ou=who%3f%2cdc=x??sub?(cn=a%3fb%20%5c2a)')).toEqual(['ou=who?,dc=x', 'sub', '(cn=a?b \\2a)'])
  })

  it.each([
    'ldap://host/dc=example??sub',
    'ldap://localhost:389/dc=example??sub',
    'ldaps:///dc=example',
    'ldap:///dc=example?cn?sub',
    'ldap:///dc=example??subtree',
    'ldap:///dc=example??constructor',
    'ldap:///dc=example??sub?(cn=a',
    'ldap:///dc=example??sub?cn=a',
    'ldap:///dc=example??sub?(cn=a)?x,!y',
    'ldap:///dc=example??sub?(cn=a)??',
    'ldap:///not a dn??sub',
    'ldap:///dc=%zz??sub',
    'ldap:///dc=%ff??sub',
    '',
    `ldap:///dc=example??sub?${'(!'.repeat(200)}(cn=a)${')'.repeat(200)}`,
    `ldap:///dc=example??sub?(cn=${'a'.repeat(10_000)})`,
  ])('finds nothing to ask in %.60s', (text) => {
    expect(parseLdapUrl(text)).toBeUndefined()
  })
})

describe('isReached', () => {
  const reached = (scope: 'base' | 'one' | 'sub') =>
    ['ou=p,dc=x', 'uid=a,ou=P,dc=X', 'uid=b,uid=a,ou=p,dc=x', 'dc=x', ''].filter((dn) =>
      isReached(dn as Dn, { base: 'ou=p,dc=x' as Dn, scope }),
    )

  it('says whether an entry is where the URL looks', () => {
    expect(reached('base')).toEqual(['ou=p,dc=x'])
    expect(reached('one')).toEqual(['uid=a,ou=P,dc=X'])
    expect(reached('sub')).toEqual(['ou=p,dc=x', 'uid=a,ou=P,dc=X', 'uid=b,uid=a,ou=p,dc=x'])
  })
})
