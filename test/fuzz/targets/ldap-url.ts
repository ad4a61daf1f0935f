/** LdapUrl: LDAP URLs of dynamic groups, and those of referrals. RFC 4516 */
import fc from 'fast-check'
import { type Dn, isDn } from '../../../src/ldap/dn.ts'
import { printFilter } from '../../../src/ldap/filter.ts'
import { parseReferralUrl } from '../../../src/ldap/referral-url.ts'
import { isReached, parseLdapUrl } from '../../../src/ldap/url.ts'
import { law, lawOfEquals, target } from '../target.ts'
import { around } from '../texts.ts'
import { ldapFilterTree } from './ldap-filter.ts'

const base = fc.constantFrom('dc=example,dc=com', 'ou=a%2Cb,dc=x', '', 'uid=ada,dc=x', 'no dn', '%')
const scope = fc.constantFrom('', 'base', 'ONE', 'sub', 'children', 'constructor')
const extensions = fc.constantFrom('', '?', '?x', '?!x', '?x,!y')
const host = fc.constantFrom('', 'ldap.example', 'ldap.example:389', '[::1]:636', 'user@h', 'h:999999')
const pieces = fc.record({
  scheme: fc.constantFrom('ldap', 'LDAP', 'ldaps', 'http'),
  host,
  base,
  types: fc.constantFrom('', 'cn'),
  scope,
  filter: ldapFilterTree,
  extensions,
})
const url = pieces.map(
  ({ scheme, host: name, base: at, types, scope: depth, filter, extensions: more }) =>
    `${scheme}://${name}/${at}?${types}?${depth}?${encodeURIComponent(printFilter(filter)).replaceAll('?', '%3F')}${more}`,
)
const long = fc.constantFrom(
  `ldap:///${'x'.repeat(10_001)}`,
  'ldap:///dc=x??sub?(a=b',
  'ldap:///dc=x??sub',
  'ldap:///dc=x',
  'ldap:///dc=x??sub?(%zz)',
)
const short = fc.tuple(host, base).map(([name, at]) => `ldap://${name}${at === '' ? '' : `/${at}`}`)

export const ldapUrl = target({
  name: 'ldap url',
  files: ['src/ldap/url.ts', 'src/ldap/referral-url.ts'],
  inputs: fc.tuple(around(fc.oneof(url, short, long)), ldapFilterTree),
  check: ([text, filter]) => {
    const parsed = parseLdapUrl(text)
    if (parsed !== undefined) {
      law(isDn(parsed.base) && ['base', 'one', 'sub'].includes(parsed.scope), 'a URL leads somewhere')
      for (const each of ['uid=ada,dc=example,dc=com', 'dc=com', ''])
        law(typeof isReached(each as Dn, parsed) === 'boolean', 'an entry is there or not')
    }
    const referral = parseReferralUrl(text)
    if (referral !== undefined) law(new URL(referral.server).username === '', 'no credentials come along')
    const printed = `ldap:///dc=x??sub?${encodeURIComponent(printFilter(filter))}`
    if (printed.length <= 10_000) lawOfEquals(parseLdapUrl(printed)?.filter, filter, 'the filter of a URL')
  },
})
