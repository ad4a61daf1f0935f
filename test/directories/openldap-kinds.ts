/** The kinds of directories over OpenLDAP that the table has a column for. */
import { resolve } from 'node:path'
import type { Client } from 'ldapts'
import type { SlapdOptions } from '../../src/demo/slapd-options.ts'
import { administratorOf, bindCode } from '../protocol/support.ts'
import { startGateway } from '../support/gateway.ts'
import { startOpenldap } from '../support/openldap.ts'
import type { DirectoryKind, Standing } from './standing.ts'

interface Options {
  readonly slapd?: SlapdOptions
  /** Laid over the configuration. */
  readonly overlay?: Readonly<Record<string, unknown>>
}

/** slapd with the shipped ACL; `overlay` names what differs from the defaults. */
const openldap = async ({ slapd = {}, overlay = {} }: Options): Promise<Standing> => {
  const ldap = await startOpenldap(slapd)
  const scim = await startGateway(ldap, overlay)
  const client = await ldap.admin()
  const admin = administratorOf(client)
  const dnOf = (userName: string) => personDn(client, ldap.suffix, userName)
  return {
    scim,
    login: async (userName, password) => bindCode(ldap, await dnOf(userName), password),
    unmapped: {
      write: async (userName, value) => admin.replace(await dnOf(userName), 'description', value),
      read: async (userName) => (await admin.stored(await dnOf(userName)))?.description?.[0],
    },
    stop: async () => {
      await scim.close()
      await client.unbind()
      await ldap.stop()
    },
  }
}

const personDn = async (client: Client, base: string, userName: string): Promise<string> => {
  const { searchEntries } = await client.search(base, {
    scope: 'sub',
    filter: `(uid=${userName})`,
    attributes: ['1.1'],
  })
  if (searchEntries.length !== 1) throw new Error(`${searchEntries.length} entries have this uid`)
  return searchEntries[0]?.dn ?? ''
}

const groupOfMembers = resolve(import.meta.dirname, '../fixtures/rfc2307bis/group-of-members.ldif')
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
    name: 'placeholder',
    description: 'the same, `emptyGroups: placeholder`',
    start: () =>
      openldap({
        slapd: { schema: false },
        overlay: { preset: 'inetOrgPerson', groups: { ...groups, emptyGroups: 'placeholder' } },
      }),
  },
  {
    name: 'groupOfUniqueNames',
    description: 'the same, `groups.preset: groupOfUniqueNames`',
    start: () =>
      openldap({ overlay: { preset: 'inetOrgPerson', groups: { ...groups, preset: 'groupOfUniqueNames' } } }),
  },
  {
    name: 'groupOfMembers',
    description: 'the same, `groups.preset: groupOfMembers` (rfc2307bis)',
    start: () =>
      openldap({
        slapd: { schema: false, schemaFiles: [groupOfMembers] },
        overlay: { preset: 'inetOrgPerson', groups: { ...groups, preset: 'groupOfMembers' } },
      }),
  },
]
