/** The kinds of directories over OpenLDAP that the table has a column for. */
import { resolve } from 'node:path'
import type { Client } from 'ldapts'
import type { SlapdOptions } from '../../src/demo/slapd-options.ts'
import { openAccess } from '../protocol/places-support.ts'
import { startOpenldap } from '../support/openldap.ts'
import type { DirectoryKind, Standing } from './standing.ts'
import { standingOn } from './standing-on.ts'

interface Options {
  readonly slapd?: SlapdOptions
  /** Laid over the configuration. */
  readonly overlay?: Readonly<Record<string, unknown>>
  /** What has to be there before the gateway starts. */
  readonly prepare?: (client: Client) => Promise<void>
}

/** slapd with the shipped ACL; `overlay` names what differs from the defaults. */
const openldap = async ({ slapd = {}, overlay = {}, prepare }: Options): Promise<Standing> =>
  standingOn(await startOpenldap(slapd), { overlay, ...(prepare && { prepare }) })

const groupOfMembers = resolve(import.meta.dirname, '../fixtures/rfc2307bis/group-of-members.ldif')
const posixOfRfc2307bis = resolve(import.meta.dirname, '../fixtures/rfc2307bis/posix.ldif')
const groups = { base: 'ou=groups,dc=example,dc=com' }

export const openldapKinds: readonly DirectoryKind[] = [
  {
    name: 'scimdap',
    description: 'OpenLDAP 2.5 with the shipped schema, ppolicy; preset `scimdap`',
    start: () => openldap({}),
  },
  {
    name: 'inetOrgPerson',
    description: 'OpenLDAP 2.5 as it stands, with ppolicy; preset `inetOrgPerson`',
    start: () => openldap({ slapd: { schema: false }, overlay: { preset: 'inetOrgPerson' } }),
  },
  {
    name: 'provisioning',
    description: 'as scimdap, `profile: provisioning`',
    start: () => openldap({ overlay: { profile: 'provisioning' } }),
  },
  {
    name: 'placeholder',
    description: 'as inetOrgPerson, `emptyGroups: placeholder`',
    start: () =>
      openldap({
        slapd: { schema: false },
        overlay: { preset: 'inetOrgPerson', groups: { ...groups, emptyGroups: 'placeholder' } },
      }),
  },
  {
    name: 'groupOfUniqueNames',
    description: 'as inetOrgPerson, `groups.preset: groupOfUniqueNames`',
    start: () =>
      openldap({ overlay: { preset: 'inetOrgPerson', groups: { ...groups, preset: 'groupOfUniqueNames' } } }),
  },
  {
    name: 'groupOfMembers',
    description: 'as inetOrgPerson, `groups.preset: groupOfMembers`',
    start: () =>
      openldap({
        slapd: { schema: false, schemaFiles: [groupOfMembers] },
        overlay: { preset: 'inetOrgPerson', groups: { ...groups, preset: 'groupOfMembers' } },
      }),
  },
  {
    name: 'posix',
    description: 'as inetOrgPerson, `users.preset: posix` and `groups.preset: posixGroup`',
    start: () => openldap({ slapd: { schema: false }, overlay: posix, prepare: addCounter }),
  },
  {
    name: 'rfc2307bis',
    description:
      'as inetOrgPerson, `users.preset: posix` and `groups.preset: rfc2307bis`, with the schema of that draft',
    start: () =>
      openldap({
        slapd: { schema: false, nis: false, schemaFiles: [posixOfRfc2307bis, groupOfMembers] },
        ...{ overlay: rfc2307bis, prepare: addCounter },
      }),
  },
  {
    name: 'several places',
    description: 'as inetOrgPerson, users in two containers by `createIn`, named `cn=…+uid=…`, with `reservations`',
    start: () =>
      openldap({
        slapd: { schema: false, acl: false, database: openAccess },
        ...{ overlay: severalPlaces, prepare: addContainers },
      }),
  },
]

const counter = 'cn=numbers,ou=people,dc=example,dc=com'
const posix = {
  preset: 'inetOrgPerson',
  users: {
    base: 'ou=people,dc=example,dc=com',
    preset: 'posix',
    createAttributes: { loginShell: null, gidNumber: '100', uidNumber: { next: [10_000, 59_999], counter } },
  },
  groups: {
    base: 'ou=groups,dc=example,dc=com',
    preset: 'posixGroup',
    createAttributes: { gidNumber: { next: [20_000, 29_999], counter } },
  },
}
const rfc2307bis = { ...posix, groups: { ...posix.groups, preset: 'rfc2307bis' } }
const addCounter = (client: Client): Promise<void> =>
  client.add(counter, {
    ...{ objectClass: ['device', 'extensibleObject'], cn: 'numbers' },
    ...{ uidNumber: '10000', gidNumber: '20000' },
  })

const severalPlaces = {
  preset: 'inetOrgPerson',
  users: {
    bases: [{ base: 'ou=people,dc=example,dc=com' }, { base: 'ou=partners,dc=example,dc=com' }],
    createIn: {
      container: 'ou={userType},ou=partners,dc=example,dc=com',
      values: { Partner: 'offices' },
      otherwise: 'ou=people,dc=example,dc=com',
    },
    rdn: ['cn', 'uid'],
    reservations: 'ou=names,dc=example,dc=com',
  },
}
const addContainers = async (client: Client): Promise<void> => {
  for (const above of ['ou=partners', 'ou=names', 'ou=offices,ou=partners'])
    await client.add(`${above},dc=example,dc=com`, { objectClass: 'organizationalUnit' })
}
