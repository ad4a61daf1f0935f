/** Preset `lldap`: what Light LDAP shows of users and groups; it takes few writes. Written from its documentation. */
import type { MappingDeclaration } from '../declaration/declaration.ts'
import { inetOrgPersonPreset } from './inet-org-person.ts'

type Preset = Omit<MappingDeclaration, 'base'>

const readOnly = (attribute: string) => ({ attribute, access: 'readOnly' }) as const

const user: Preset = {
  scope: 'sub',
  objectClass: 'inetOrgPerson',
  createClasses: ['inetOrgPerson'],
  auxiliaryClasses: [],
  rdn: 'uid',
  // Required, and read-only once they are there.
  createAttributes: { cn: '{userName}', sn: '{userName}' },
  attributes: {
    userName: 'uid',
    displayName: readOnly('cn'),
    'name.givenName': readOnly('givenName'),
    'name.familyName': readOnly('sn'),
    password: { password: 'userPassword', by: 'operation' },
    emails: { plain: [{ attribute: 'mail' }] },
    photos: { plain: [{ attribute: 'jpegPhoto', as: 'photo', codec: 'data-uri' }] },
    groups: { memberships: 'Group' },
  },
}

/** Its groups hold users alone. */
const group: Preset = {
  ...inetOrgPersonPreset.Group,
  objectClass: 'groupOfUniqueNames',
  createClasses: ['groupOfUniqueNames'],
  attributes: { displayName: 'cn', members: { members: 'uniqueMember', to: ['User'] } },
}

export const lldapPreset = { User: user, Group: group }
