/** A directory whose access rules let people change a little of themselves, and clients that act as them. */
import { hashToken } from '../../src/auth/bearer-token.ts'
import { type Answer, token } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { openStage, type Stage } from './support.ts'

/** People may do this before the gateway's own rules come; `gateway` is its account. */
const rulesFor = (suffix: string, gateway: string): readonly string[] => [
  'to dn.base="" by * read',
  `to attrs=userPassword by dn.exact="${gateway}" =w by self =w by anonymous auth by * none`,
  `to dn.exact="${gateway}" attrs=authzTo by dn.exact="${gateway}" auth by * none`,
  // Known to everybody who is shown an entry at all: without these nothing of it is a resource.
  `to dn.subtree="ou=people,${suffix}" attrs=entry,objectClass,entryUUID,uid
     by dn.exact="${gateway}" write by self read by set="[cn=helpdesk,ou=groups,${suffix}]/member & user" read by * none`,
  `to dn.subtree="ou=people,${suffix}" attrs=telephoneNumber by dn.exact="${gateway}" write by self write
     by set="[cn=helpdesk,ou=groups,${suffix}]/member & user" write by * none`,
  `to dn.subtree="ou=people,${suffix}" attrs=employeeNumber by dn.exact="${gateway}" write by * none`,
  `to dn.subtree="ou=people,${suffix}" by dn.exact="${gateway}" write by self read
     by set="[cn=helpdesk,ou=groups,${suffix}]/member & user" read by * none`,
  `to dn.subtree="${suffix}" by dn.exact="${gateway}" write by * none`,
]
export { rulesFor, hashToken, token, startOpenldap, openStage }
export type { Answer, Openldap, Stage }
