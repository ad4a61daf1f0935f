/** Findings about clients that act as people: whether the directory lets the account do so. RFC 4370, slapd.conf(5) authz-policy */

import type { Dn } from '../../ldap/dn.ts'
import { basesOf } from '../../mapping/places.ts'
import type { Facts, Seen } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { accountAdvice, accountOf, advice, databasePlace, mainBase, quotedDn } from '../place.ts'
import { adding, inOrder, modifyRecord, replacing } from '../records.ts'

export const actingFindings = (facts: Facts, seen: Seen): readonly Finding[] => {
  switch (seen.acting?.state) {
    case 'not-offered':
      return [notOffered]
    case 'denied':
      return [deniedFinding(facts, seen)]
    case 'unknown':
      return [unknown]
    default:
      return []
  }
}

const notOffered: Finding = {
  id: 'acting-not-offered',
  severity: 'error',
  what: 'The directory does not have the proxied authorization control (RFC 4370, 2.16.840.1.113730.3.4.18), and a client has actAs: person.',
  means: 'The gateway does not begin to serve: it would have to act with its own rights instead.',
  advice:
    'People who log in with a password (basic) bind as themselves, for which no such control is needed (docs/people.md).',
}

const deniedFinding = (facts: Facts, seen: Seen): Finding => {
  const bases = basesOf(seen.resources.find(({ name }) => name === 'User')?.declaration ?? {})
  const account = accountOf(facts)
  const { dn, advice: aboutPlace } = databasePlace(seen, mainBase(seen))
  const ownRule = `{0}to dn.exact=${quotedDn(account)} attrs=authzTo by dn.exact=${quotedDn(account)} auth by * break`
  return {
    id: 'acting-denied',
    severity: 'error',
    what: 'The directory does not let the account of the gateway act as a person (tried on one), and a client has actAs: person.',
    means: 'Requests of such clients are answered with 403.',
    remedy: {
      target: 'config',
      ldif: inOrder(
        modifyRecord('cn=config' as Dn, [replacing('olcAuthzPolicy', 'to')]),
        modifyRecord(dn, [adding('olcAccess', [ownRule])]),
        modifyRecord(account as Dn, [
          adding(
            'authzTo',
            bases.map((base) => `dn.children:${base}`),
          ),
        ]),
      ),
    },
    ...advice(
      aboutPlace,
      accountAdvice(facts),
      'The last record is for whoever may write the entry of the account. Nobody else may write authzTo: whoever can may act as anybody it names.',
    ),
  }
}

const unknown: Finding = {
  id: 'acting-unknown',
  severity: 'note',
  what: 'Whether the directory lets the account of the gateway act as a person was not tried: no person is to be seen.',
  means: 'Requests of clients with actAs: person may be answered with 403.',
}
