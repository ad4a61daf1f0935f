/** parseReferralUrl: which server a referral names, and what to ask it. RFC 4511 §4.1.10, RFC 4516 */
import type { Dn } from './dn.ts'
import type { LdapFilter } from './filter.ts'
import { type LdapUrl, parseLdapUrl } from './url.ts'

export interface ReferralUrl {
  /** `ldap://host:port` or `ldaps://host`, as it is written there. */
  readonly server: string
  /** undefined: the name that was asked about. */
  readonly base: Dn | undefined
  /** undefined: that of the question. */
  readonly scope: LdapUrl['scope'] | undefined
  /** undefined: that of the question alone. */
  readonly filter: LdapFilter | undefined
}

/** No userinfo: a URL that brings credentials along is none of ours. */
const beginning = /^(ldaps?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?)(?:\/(.*))?$/is

/** undefined: no such URL, another kind of server, or a critical extension. */
export const parseReferralUrl = (text: string): ReferralUrl | undefined => {
  const [, server, rest = ''] = beginning.exec(text) ?? []
  const asked = server === undefined || !URL.canParse(server) ? undefined : parseLdapUrl(`ldap:///${rest}`)
  if (server === undefined || asked === undefined) return undefined
  const [base, , scope, filter] = rest.split('?')
  return {
    server,
    base: base ? asked.base : undefined,
    scope: scope ? asked.scope : undefined,
    filter: filter ? asked.filter : undefined,
  }
}
