/** Preset `freeIpa`: users and groups as FreeIPA keeps them in 389 Directory Server. Written from its documentation. */
import type { MappingDeclaration } from '../declaration/declaration.ts'
import { inetOrgPersonPreset } from './inet-org-person.ts'
import { posixPreset } from './posix.ts'

type Preset = Omit<MappingDeclaration, 'base'>

/**
 * `autogenerate` and -1 are what its plugins (IPA UUID, Distributed Numeric Assignment) put real values for. krbPrincipalName,
 * which has the realm in it, is the operator's to say. `active` waits for a row of nsAccountLock.
 */
const user: Preset = {
  ...inetOrgPersonPreset.User,
  objectClass: 'posixAccount',
  createClasses: [
    ...['inetOrgPerson', 'inetUser', 'posixAccount', 'krbPrincipalAux', 'krbTicketPolicyAux'],
    ...['ipaObject', 'ipaSshUser'],
  ],
  createAttributes: {
    ...posixPreset.createAttributes,
    ...{ loginShell: '/bin/sh', uidNumber: '-1', gidNumber: '-1', ipaUniqueID: 'autogenerate' },
  },
  attributes: { ...inetOrgPersonPreset.User.attributes, ...posixPreset.attributes, active: null },
}

/** Its own classes are subclasses of groupOfNames, of which 389 Directory Server demands no member. */
const group: Preset = {
  ...inetOrgPersonPreset.Group,
  objectClass: 'ipaUserGroup',
  createClasses: ['ipaUserGroup', 'ipaObject'],
  createAttributes: { ipaUniqueID: 'autogenerate' },
  emptyGroups: 'native',
}

export const freeIpaPreset = { User: user, Group: group }
