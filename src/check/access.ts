/** accessRecord: the rights of ldap-schema/acl.ldif for this account and these bases, as LDIF. slapd.access(5) */
import { basesOf } from '../mapping/places.ts'
import type { Facts, Seen } from './facts.ts'
import type { Remedy } from './finding.ts'
import { accountOf, databasePlace, mainBase, quotedDn, suffixOf } from './place.ts'
import { adding, inOrder, modifyRecord } from './records.ts'

/**
 * Rules that speak of the gateway alone, to stand before those that there are; everybody else is sent on to these. Only
 * those that are missing, where some are there: the server takes no rule twice.
 */
export const accessRemedy = (facts: Facts, seen: Seen): Remedy => {
  const { dn, database } = databasePlace(seen, mainBase(seen))
  const rules = rulesFor(facts, seen)
  const known = new Set(database?.access.map(normalised))
  const missing = rules.filter((rule) => !known.has(normalised(rule)))
  const numbered = (missing.length === 0 ? rules : missing).map((rule, position) => `{${position}}${rule}`)
  return { target: 'config', ldif: inOrder(modifyRecord(dn, [adding('olcAccess', numbered)])) }
}

const example = { suffix: 'dc=example,dc=com', account: 'cn=scimdap,ou=services,dc=example,dc=com' }

const rulesFor = (facts: Facts, seen: Seen): readonly string[] => {
  const users = mainBase(seen)
  const others = distinct(
    seen.resources.flatMap(({ declaration }) => basesOf(declaration)).filter((base) => base !== users),
  )
  const rewritten = (rule: string, groups: string) =>
    replaceDns(rule, [
      [example.account, accountOf(facts)],
      [`ou=people,${example.suffix}`, users],
      [exampleGroups, groups],
      [example.suffix, suffixOf(seen, users)],
    ])
  return facts.shipped.access
    .map((rule) => rule.replace(/^\{\d+\}/, ''))
    .filter((rule) => rule.includes(example.account))
    .flatMap((rule) =>
      // What may be done with groups may be done with whatever else is mapped.
      rule.includes(exampleGroups) ? others.map((base) => rewritten(rule, base)) : [rewritten(rule, users)],
    )
}

const normalised = (rule: string): string =>
  rule
    .replace(/^\{\d+\}/, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase()

const exampleGroups = `ou=groups,${example.suffix}`

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)]

/** Every quoted DN is replaced once, as a whole. */
const replaceDns = (rule: string, replacements: readonly (readonly [string, string])[]): string =>
  rule.replaceAll(/"([^"]*)"/g, (quoted, dn: string) => {
    const found = replacements.find(([from]) => from === dn)
    return found === undefined ? quoted : quotedDn(found[1])
  })
