/** RFC 4515 §3, §4 */
import { describe, expect, it } from 'vitest'
import { printFilter } from '../../src/ldap/filter.ts'
import { InvalidFilter, parseFilter } from '../../src/ldap/parse-filter.ts'

describe('the text of a filter', () => {
  it.each([
    '(cn=Babs Jensen)',
    '(!(cn=Tim Howes))',
    '(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))',
    '(o=univ*of*mich*)',
    '(seeAlso=)',
    '(cn=*)',
    '(cn=*x)',
    '(uidNumber>=1000)',
    '(uidNumber<=1000)',
    '(userCertificate;binary=*)',
    '(2.5.4.3=x)',
    '(!(userAccountControl:1.2.840.113556.1.4.803:=2))',
    '(o=Parens R Us \\28for all your parenthetical needs\\29)',
    '(cn=*\\2a*)',
    '(filename=C:\\5cMyFile)',
  ])('%s is read as it is printed', (text) => {
    expect(printFilter(parseFilter(text))).toBe(text)
  })

  it('may have blanks round its parts, and bytes for characters', () => {
    expect(printFilter(parseFilter(' ( & (cn=a) ( | (cn=b) (cn=c) ) ) '))).toBe('(&(cn=a)(|(cn=b)(cn=c)))')
    expect(parseFilter('(sn=Lu\\c4\\8di\\c4\\87)')).toEqual({ kind: 'equal', type: 'sn', value: 'Lučić' })
  })

  it.each([
    '',
    'cn=x',
    '(cn=x',
    '(cn=x))',
    '()',
    '(cn)',
    '(=x)',
    '(cn=x)(cn=y)',
    '(!(cn=x)(cn=y))',
    '(!)',
    '(cn=a(b)',
    '(cn=\\zz)',
    '(cn=\\)',
    '(cn>=a*)',
    '(cn~=x)',
    '(cn:dn:2.4.6.8.10:=x)',
    '(userAccountControl:1.2.840.113556.1.4.804:=2)',
    '(userAccountControl:1.2.840.113556.1.4.803:=x)',
    '(userAccountControl:1.2.840.113556.1.4.803:=*)',
    '(&(cn=x)',
    `${'(!'.repeat(100_000)}(cn=x)${')'.repeat(100_000)}`,
  ])('%# is none', (text) => {
    expect(() => parseFilter(text)).toThrow(InvalidFilter)
  })
})
