/** What the suites about several bases share: people in two places, of one database or of two. */
import { startGateway, type TestGateway } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { type Administrator, administratorOf } from './support.ts'

export const suffix = 'dc=example,dc=com'
export const gatewayDn = `cn=scimdap,ou=services,${suffix}`
/** The gateway may write everywhere, and everybody may read. */
export const openAccess = { olcAccess: [`{0}to * by dn.exact="${gatewayDn}" write by * read`] }

export interface Places {
  readonly ldap: Openldap
  readonly scim: TestGateway
  readonly admin: Administrator
  /** May be administrator of the other database. */
  readonly partnersAdmin: Administrator
  /** One level. */
  readonly people: string
  /** Whole subtree, with `ou=far` below it. */
  readonly partners: string
  readonly groups: string
  readonly teams: string
  end(): Promise<void>
}

export interface PlacesOptions {
  /** The second place is in a database of its own. */
  readonly databases?: 1 | 2
  readonly syncprov?: boolean
  readonly overlay?: (
    places: Pick<Places, 'people' | 'partners' | 'groups' | 'teams'>,
  ) => Readonly<Record<string, unknown>>
}

export const openPlaces = async ({ databases = 1, syncprov = true, overlay }: PlacesOptions = {}): Promise<Places> => {
  const ldap = await startOpenldap({ suffix, database: openAccess, syncprov })
  const other =
    databases === 1 ? ldap : await ldap.addDatabase('dc=partners,dc=org', { database: openAccess, syncprov })
  const client = await ldap.admin()
  const otherClient = await ldap.admin()
  await otherClient.bind(other.adminDn, other.adminPassword)
  const admin = administratorOf(client)
  const partnersAdmin = administratorOf(otherClient)
  const [people, groups] = [`ou=people,${suffix}`, `ou=groups,${suffix}`]
  const [partners, teams] = [`ou=partners,${other.suffix}`, `ou=teams,${other.suffix}`]
  const unit = (dn: string) => ({ objectClass: 'organizationalUnit', ou: /^ou=([^,]*)/.exec(dn)?.[1] ?? '' })
  for (const dn of [partners, teams, `ou=far,${partners}`]) await partnersAdmin.add(dn, unit(dn))
  await admin.add(`ou=deep,${people}`, unit(`ou=deep,${people}`))
  const places = { people, partners, groups, teams }
  const scim = await startGateway(ldap, {
    users: {
      bases: [{ base: people, scope: 'one' }, { base: partners }],
      // No account is in both databases, and sees their overlays.
      ...(databases === 2 && { attributes: { active: { lock: 'pwdAccountLockedTime', enforcedBy: 'this test' } } }),
    },
    groups: { bases: [{ base: groups }, { base: teams, scope: 'one' }] },
    references: {},
    ...overlay?.(places),
  })
  const end = async () => {
    await scim.close()
    await Promise.all([client.unbind(), otherClient.unbind()])
    await ldap.stop()
  }
  return { ldap, scim, admin, partnersAdmin, ...places, end }
}
