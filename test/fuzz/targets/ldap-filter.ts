/** LdapFilter: LDAP filters as text, as objects and as bytes, against ldapts' own parser. RFC 4515, RFC 4511 §4.5.1.7 */
import fc from 'fast-check'
import { BerWriter, FilterParser } from 'ldapts'
import { filterBytes } from '../../../src/directory/ldapts/filter-bytes.ts'
import * as ldap from '../../../src/ldap/filter.ts'
import { InvalidFilter, parseFilter } from '../../../src/ldap/parse-filter.ts'
import { law, lawOfEquals, target } from '../target.ts'
import { around, storableText } from '../texts.ts'

const type = fc.constantFrom('uid', 'cn', 'objectClass', 'x-y', 'MAIL')
const value = fc.oneof(
  { weight: 4, arbitrary: storableText },
  { weight: 1, arbitrary: fc.constantFrom('a\0b', '*', ' ', 'a*b') },
)
const some = value.filter((text) => text !== '')

const leaf: fc.Arbitrary<ldap.LdapFilter> = fc.oneof(
  type.map(ldap.present),
  fc.tuple(type, value).map(([name, text]) => ldap.equal(name, text)),
  fc.tuple(type, value).map(([name, text]) => ldap.greaterOrEqual(name, text)),
  fc.tuple(type, value).map(([name, text]) => ldap.lessOrEqual(name, text)),
  fc.tuple(type, fc.nat()).map(([name, mask]) => ldap.allBits(name, mask)),
  fc
    .tuple(type, fc.record({ initial: some, any: fc.array(some, { maxLength: 3 }), final: some }, { requiredKeys: [] }))
    .map(([name, pieces]) => ldap.substring(name, pieces)),
)

export const ldapFilterTree: fc.Arbitrary<ldap.LdapFilter> = fc.letrec<{ filter: ldap.LdapFilter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 6, depthSize: 'small' },
    leaf,
    fc.array(tie('filter'), { maxLength: 4 }).map((filters) => ldap.and(...filters)),
    fc.array(tie('filter'), { maxLength: 4 }).map((filters) => ldap.or(...filters)),
    tie('filter').map(ldap.not),
  ),
})).filter

const bytesOf = (filter: { write(writer: BerWriter): void }): string => {
  const writer = new BerWriter()
  filter.write(writer)
  return writer.buffer.toString('hex')
}

/** RFC 4526 has true and false as filters of no parts, which ldapts neither reads nor every server knows. */
const withoutEmpty = (text: string): string =>
  text.replaceAll('(&)', '(objectClass=*)').replaceAll('(|)', '(!(objectClass=*))')

const texts = around(
  fc.oneof(
    ldapFilterTree.map(ldap.printFilter),
    fc.constantFrom(
      '( & (cn = a) (!(b=*)) )',
      '(userAccountControl:1.2.840.113556.1.4.803:=2)',
      '(cn:dn:2.4.6:=x)',
      '(cn;lang-de=x)',
      '(2.5.4.3=\\e2\\82\\ac)',
      '(a>=b*)',
      '(!(a=b)(c=d))',
      '(a:1.2.840.113556.1.4.803:=2*)',
      '()',
      '(&(a=b)',
      `${'(!'.repeat(60)}(a=b)${')'.repeat(60)}`,
    ),
  ),
)

export const ldapFilter = target({
  name: 'ldap filter',
  files: ['src/ldap/filter.ts', 'src/ldap/parse-filter.ts', 'src/directory/ldapts/filter-bytes.ts'],
  inputs: fc.tuple(ldapFilterTree, texts, fc.uint8Array({ minLength: 1, maxLength: 20 })),
  check: ([filter, text, bytes]) => {
    const printed = ldap.printFilter(filter)
    lawOfEquals(parseFilter(printed), filter, 'parse(print(x)) = x')
    lawOfEquals(
      bytesOf(FilterParser.parseString(withoutEmpty(printed))),
      filterBytes(filter).toString('hex'),
      'ldapts reads of the text what goes over the wire',
    )
    law(ldap.typesIn(filter).size <= ldap.nodesIn(filter), 'each node has one type at most')
    const ofBytes: ldap.LdapFilter = { kind: 'equal-bytes', type: 'objectGUID', value: bytes }
    law(
      ldap.printFilter(ofBytes) ===
        `(objectGUID=${[...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')})`,
      'bytes are escaped, all of them',
    )
    law(filterBytes(ofBytes).toString('hex').endsWith(Buffer.from(bytes).toString('hex')), 'bytes go as they are')
    const parsed = calm(() => parseFilter(text))
    if (parsed !== undefined)
      lawOfEquals(parseFilter(ldap.printFilter(parsed)), parsed, 'parse(print(parse(x))) = parse(x)')
  },
})

const calm = <T>(act: () => T): T | undefined => {
  try {
    return act()
  } catch (error) {
    if (error instanceof InvalidFilter) return undefined
    throw error
  }
}
