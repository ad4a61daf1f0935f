/** Distinguished names: parsing, printing, comparing. RFC 4514 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  childOf,
  type Dn,
  InvalidDn,
  isDn,
  isUnder,
  normaliseDn,
  parentOf,
  parseDn,
  printDn,
  printRdn,
  type Rdn,
  rdnOf,
} from '../../src/ldap/dn.ts'

const dn = (text: string): Dn => text as Dn
const anyType = fc.constantFrom('cn', 'uid', 'OU', 'dc', 'x-Own', '1.2.840.113')
const anyValue = fc.string({ unit: 'binary' })
const hostileValue = fc.string({
  unit: fc.constantFrom(' ', ',', '+', '"', '\\', '<', '>', ';', '=', '#', '\0', 'a', 'é', '\n'),
})
const anyRdns = fc.array(
  fc.array(fc.record({ type: anyType, value: fc.oneof(anyValue, hostileValue) }), { minLength: 1, maxLength: 3 }),
)

describe('parseDn, RFC 4514 §3', () => {
  const valid: readonly (readonly [string, readonly Rdn[]])[] = [
    ['', []],
    ['  ', []],
    ['UID=jsmith,DC=example', [[{ type: 'UID', value: 'jsmith' }], [{ type: 'DC', value: 'example' }]]],
    [
      'OU=Sales+CN=J.  Smith',
      [
        [
          { type: 'OU', value: 'Sales' },
          { type: 'CN', value: 'J.  Smith' },
        ],
      ],
    ],
    ['CN=James \\"Jim\\" Smith\\, III', [[{ type: 'CN', value: 'James "Jim" Smith, III' }]]],
    ['CN=Before\\0dAfter', [[{ type: 'CN', value: 'Before\rAfter' }]]],
    ['CN=Lu\\C4\\8Di\\c4\\87', [[{ type: 'CN', value: 'Lučić' }]]],
    ['1.3.6.1.4.1.1466.0=#04024869', [[{ type: '1.3.6.1.4.1.1466.0', value: '#04024869', ber: true }]]],
    ['cn=\\#04024869', [[{ type: 'cn', value: '#04024869' }]]],
    [' cn = a b , dc = c ', [[{ type: 'cn', value: 'a b' }], [{ type: 'dc', value: 'c' }]]],
    ['cn=\\ a\\ ', [[{ type: 'cn', value: ' a ' }]]],
    ['cn=a\\\\ ', [[{ type: 'cn', value: 'a\\' }]]],
    ['cn=', [[{ type: 'cn', value: '' }]]],
    ['cn=a=b', [[{ type: 'cn', value: 'a=b' }]]],
    ['cn=山田', [[{ type: 'cn', value: '山田' }]]],
  ]
  it.each(valid)('reads %j', (text, expected) => {
    expect(parseDn(text)).toEqual(expected)
    expect(isDn(text)).toBe(true)
  })

  it.each([
    'a',
    '=a',
    'cn',
    'cn=a,',
    ',cn=a',
    'cn=a,,dc=b',
    'cn=a+',
    'cn=a;dc=b',
    'cn="a"',
    'cn=a<b',
    'cn=\\',
    'cn=\\x',
    'cn=\\4',
    'cn=\\ff',
    'cn=#0',
    'cn=#zz',
    'cn=a\0b',
    'c_n=a',
    '1.=a',
    'cn;x=a',
  ])('refuses %j', (text) => {
    expect(() => parseDn(text)).toThrow(InvalidDn)
    expect(isDn(text)).toBe(false)
  })

  it('names the place and never the text', () => {
    expect(() => parseDn('cn=secret,oops')).toThrow('not a distinguished name from character 11 on')
  })

  it.each([' ', 'a', '\\ ', '\\\\', '1.', 'cn=a,', '#'])('reads a hundred thousand times %j in no time', (piece) => {
    expect(isDn(`cn=${piece.repeat(100_000)}"`)).toBe(false)
  })
})

describe('printDn, RFC 4514 §2', () => {
  it('escapes as slapd does: `,`, outer blanks, a leading number sign, NUL', () => {
    expect(printRdn([{ type: 'cn', value: ' Doe, "J" + <x>; \\\0' }])).toBe(
      'cn=\\20Doe\\2C \\22J\\22 \\2B \\3Cx\\3E\\3B \\5C\\00',
    )
    expect(printRdn([{ type: 'cn', value: '#1 ' }])).toBe('cn=\\231\\20')
  })

  it('is read back as it was, whatever the values', () => {
    fc.assert(
      fc.property(anyRdns, (rdns) => {
        expect(parseDn(printDn(rdns))).toEqual(rdns)
      }),
    )
  })
})

describe('normaliseDn: one key for one DN, RFC 4517 §4.2.15', () => {
  it.each([
    ['UID=BJensen , OU=People,DC=Example', 'uid=bjensen,ou=people,dc=example'],
    [
      'userid=a,organizationalUnitName=b,domainComponent=c,countryName=DE,organizationName=o',
      'uid=a,ou=b,dc=c,c=de,o=o',
    ],
    ['0.9.2342.19200300.100.1.1=a,2.5.4.3=b', 'uid=a,cn=b'],
    ['SN=b+cn=a,dc=x', 'cn=a+sn=b,dc=x'],
    ['cn=Doe\\2C  Jane,dc=x', 'cn=doe\\2C jane,dc=x'],
    ['cn=Doe\\, Jane,dc=x', 'cn=doe\\2C jane,dc=x'],
    ['cn=A\\CC\\88,dc=x', 'cn=ä,dc=x'],
    ['cn=constructor,dc=__proto__', 'cn=constructor,dc=__proto__'],
    ['constructor=a', 'constructor=a'],
    ['', ''],
  ])('%s has the key %s', (text, key) => {
    expect(normaliseDn(text)).toBe(key)
  })

  it('tells an escaped comma from one that separates', () => {
    expect(normaliseDn('cn=a\\,dc=b')).not.toBe(normaliseDn('cn=a,dc=b'))
  })

  it('is the same for every spelling', () => {
    const spelling = fc.record({
      blank: fc.constantFrom('', ' '),
      upper: fc.boolean(),
      pairs: fc.boolean(),
      reverse: fc.boolean(),
    })
    fc.assert(
      fc.property(anyRdns, spelling, (rdns, spelling) => {
        expect(normaliseDn(respell(rdns, spelling))).toBe(normaliseDn(printDn(rdns)))
      }),
    )
  })

  it('is its own key where nothing but case and blanks was prepared', () => {
    const plainRdns = fc.array(fc.array(fc.record({ type: anyType, value: hostileValue }), { minLength: 1 }))
    fc.assert(fc.property(plainRdns, (rdns) => normaliseDn(normaliseDn(printDn(rdns))) === normaliseDn(printDn(rdns))))
  })

  it('agrees with the long way where the short one is taken', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', 'B', '1', '-', ' ', '.', '@'), minLength: 1 })
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(normaliseDn(`uid=${a},OU=${b}`)).toBe(normaliseDn(`userid=${a},organizationalUnitName=${b}`))
      }),
    )
  })
})

describe('relatives of a DN', () => {
  it.each([
    ['uid=a,ou=b,dc=c', 'ou=b,dc=c'],
    ['cn=a\\, b , dc=c', 'dc=c'],
    ['cn=a\\\\,dc=c', 'dc=c'],
    ['dc=c', ''],
    ['', undefined],
  ])('the parent of %j is %j', (text, parent) => {
    expect(parentOf(dn(text))).toBe(parent)
  })

  it.each([
    ['uid=a,DC=c', 'dc=C', true],
    ['dc=c', 'dc=c', true],
    ['dc=c', 'uid=a,dc=c', false],
    ['cn=a\\,dc=c', 'dc=c', false],
    ['xdc=c', 'dc=c', false],
    ['dc=c', '', true],
  ])('%s under %j: %s', (text, base, expected) => {
    expect(isUnder(text, base)).toBe(expected)
  })

  it('a child is under its base, with the base as its parent and the RDN as its own', () => {
    fc.assert(
      fc.property(
        anyRdns.map(printDn),
        fc.array(fc.record({ type: anyType, value: anyValue }), { minLength: 1 }),
        (base, rdn) => {
          const child = childOf(base, rdn)

          expect(parentOf(child)).toBe(base)
          expect(rdnOf(child)).toEqual(rdn)
          expect(isUnder(child, base)).toBe(true)
        },
      ),
    )
  })

  it('the empty DN has no RDN', () => {
    expect(() => rdnOf(dn(''))).toThrow(InvalidDn)
  })
})

interface Spelling {
  readonly blank: string
  readonly upper: boolean
  readonly pairs: boolean
  readonly reverse: boolean
}

const longNames: Record<string, string> = {
  cn: 'commonName',
  uid: '0.9.2342.19200300.100.1.1',
  OU: 'organizationalUnitName',
}

function respell(rdns: readonly Rdn[], { blank, upper, pairs, reverse }: Spelling): string {
  const around = (separator: string) => `${blank}${separator}${blank}`
  const value = (text: string) =>
    pairs
      ? [...Buffer.from(text)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
      : printRdn([{ type: 'x', value: text }]).slice(2)
  const part = ({ type, value: text }: Rdn[number]) => {
    const name = longNames[type] ?? type
    return `${upper ? name.toUpperCase() : name}${around('=')}${value(upper ? asciiUpper(text) : text)}`
  }
  return rdns.map((rdn) => (reverse ? rdn.toReversed() : rdn).map(part).join(around('+'))).join(around(','))
}

const asciiUpper = (text: string) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase())
