/** accessRecord: the rights of ldap-schema/acl.ldif for this account and these bases, as LDIF. slapd.access(5) */

import type { Facts, Seen } from './facts.ts'
import type { Remedy } from './finding.ts'
import { accountOf, databasePlace, mainBase, quotedDn, suffixOf } from './place.ts'
import { adding, inOrder, modifyRecord } from './records.ts'

/** Rules that speak of the gateway alone, to stand before those that there are; everybody else is sent on to these. */
export const accessRemedy = (facts: Facts, seen: Seen): Remedy => {
  const { dn } = databasePlace(seen, mainBase(seen))
  return { target: 'config', ldif: inOrder(modifyRecord(dn, [adding('olcAccess', rulesFor(facts, seen))])) }
}

const example = { suffix: 'dc=example,dc=com', account: 'cn=scimdap,ou=services,dc=example,dc=com' }

const rulesFor = (facts: Facts, seen: Seen): readonly string[] => {
  const users = mainBase(seen)
  const groups = seen.resources.find(({ name }) => name === 'Group')?.declaration.base ?? users
  const replacements: readonly (readonly [string, string])[] = [
    [example.account, accountOf(facts)],
    [`ou=people,${example.suffix}`, users],
    [`ou=groups,${example.suffix}`, groups],
    [example.suffix, suffixOf(seen, users)],
  ]
  return facts.shipped.access
    .map((rule) => rule.replace(/^\{\d+\}/, ''))
    .filter((rule) => rule.includes(example.account))
    .map((rule, position) => `{${position}}${replaceDns(rule, replacements)}`)
}

/** Every quoted DN is replaced once, as a whole. */
const replaceDns = (rule: string, replacements: readonly (readonly [string, string])[]): string =>
  rule.replaceAll(/"([^"]*)"/g, (quoted, dn: string) => {
    const found = replacements.find(([from]) => from === dn)
    return found === undefined ? quoted : quotedDn(found[1])
  })
