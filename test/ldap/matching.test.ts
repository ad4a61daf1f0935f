/** Equality of values as slapd 2.5.13 decided it, value by value. RFC 4517 §4.2 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseValue, sameValue } from '../../src/ldap/matching.ts'

const bytes = (...octets: number[]) => Uint8Array.from(octets)

describe('sameValue, RFC 4517 §4.2', () => {
  it.each([
    ['caseIgnoreMatch', '  Babs   Jensen', 'babs jensen '],
    ['caseIgnoreMatch', 'É', 'e\u0301'],
    ['CASEIGNOREMATCH', 'A', 'a'],
    ['2.5.13.2', 'A', 'a'],
    ['caseExactMatch', 'A  b', 'A b'],
    ['caseIgnoreIA5Match', 'Babs@Example.com', 'babs@example.COM'],
    ['caseIgnoreIA5Match', 'a\0b', 'A\0c'],
    ['telephoneNumberMatch', '+1 201-555', '+1201555'],
    ['telephoneNumberMatch', '- -', '-'],
    ['numericStringMatch', '1 2', '12'],
    ['booleanMatch', 'true', 'TRUE'],
    ['integerMatch', '-007', '-7'],
    ['integerMatch', '-0', '0'],
    ['generalizedTimeMatch', '20261122020203+0100', '20261122010203Z'],
    ['generalizedTimeMatch', '20261122010203.50Z', '20261122010203.5Z'],
    ['generalizedTimeMatch', '20261122010203.00Z', '20261122010203Z'],
    ['distinguishedNameMatch', 'cn=A\\,b+sn=c,dc=x', 'surname=C+CN=a\\2cb,DC=X'],
    ['distinguishedNameMatch', '', ''],
    ['uniqueMemberMatch', "cn=A,dc=x#'01'B", "CN=a, DC=X#'01'B"],
    ['caseIgnoreListMatch', 'A $ b', 'a$B'],
    ['objectIdentifierMatch', 'inetOrgPerson', 'INETORGPERSON'],
    ['UUIDMatch', 'B6CEC3AA-0030-4253-9cf2-616e3ebe11eb', 'b6cec3aa-0030-4253-9CF2-616e3ebe11eb'],
    [undefined, 'é', bytes(0xc3, 0xa9)],
    ['octetStringMatch', 'abc', bytes(0x61, 0x62, 0x63)],
    ['caseIgnoreMatch', 'ABC', bytes(0x61, 0x62, 0x63)],
    ['distinguishedNameMatch', 'no dn', 'no dn'],
  ])('%s: %j is %j', (rule, a, b) => {
    expect(sameValue(rule, a, b)).toBe(true)
  })

  it.each([
    ['caseExactMatch', 'A', 'a'],
    ['caseExactIA5Match', 'A', 'a'],
    ['telephoneNumberMatch', '1800-FLOWERS', '1800-flowers'],
    ['caseIgnoreMatch', 'a\0b', 'a'],
    ['caseIgnoreMatch', 'ß', 'ss'],
    ['integerMatch', '-7', '7'],
    ['generalizedTimeMatch', '20261122010203.5Z', '20261122010203Z'],
    ['distinguishedNameMatch', 'cn=a\\,dc=b', 'cn=a,dc=b'],
    ['distinguishedNameMatch', 'no dn', 'NO DN'],
    ['uniqueMemberMatch', "cn=A,dc=x#'001'B", "cn=A,dc=x#'01'B"],
    ['uniqueMemberMatch', 'cn=A,dc=x', "cn=A,dc=x#'01'B"],
    ['caseIgnoreListMatch', 'A\\24b', 'A$b'],
    ['octetStringMatch', 'A', 'a'],
    [undefined, 'A', 'a'],
    ['noSuchMatch', 'A', 'a'],
    ['constructor', 'A', 'a'],
    ['caseIgnoreMatch', bytes(0xff), 'ÿ'],
    [undefined, bytes(0xff), 'ÿ'],
  ])('%s: %j is not %j', (rule, a, b) => {
    expect(sameValue(rule, a, b)).toBe(false)
  })

  it('finds every text the same as its own bytes, under every rule', () => {
    const rule = fc.constantFrom(
      undefined,
      'caseIgnoreMatch',
      'octetStringMatch',
      'distinguishedNameMatch',
      'integerMatch',
      'telephoneNumberMatch',
    )
    fc.assert(
      fc.property(rule, fc.string({ unit: 'binary' }), (equality, text) => {
        expect(normaliseValue(equality, new TextEncoder().encode(text))).toBe(normaliseValue(equality, text))
      }),
    )
  })

  it('compares a fraction of a hundred thousand zeros in no time', () => {
    const zeros = '0'.repeat(100_000)
    expect(sameValue('generalizedTimeMatch', `20261122010203.${zeros}1${zeros}Z`, `20261122010203.${zeros}1Z`)).toBe(
      true,
    )
  })
})
