/** What the suites of followed referrals share: two servers with one tree, of which the main one refers to the other. */
import { Control } from 'ldapts'
import { startGateway, type TestGateway } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { type Administrator, administratorOf } from './support.ts'

export const people = 'ou=people,dc=example,dc=com'
export const groups = 'ou=groups,dc=example,dc=com'
/** Of the other server. */
export const branch = `ou=branch,${people}`

export interface Side {
  readonly ldap: Openldap
  readonly admin: Administrator
}

type Options = Readonly<Record<string, unknown>>

export interface Sides {
  readonly main: Side
  readonly other: Side
  /** Ids of here0 and there0. */
  readonly here: string
  readonly there: string
  readonly scim: TestGateway
  /** A gateway that follows to the other server, and differs so. */
  open(directory?: Options, more?: Options): Promise<TestGateway>
  end(): Promise<void>
}

/** Five people at the main server, here0 to here4, and seven at the other one, there0 to there6. */
export const openSides = async (): Promise<Sides> => {
  const [main, other] = await Promise.all([startSide(), startSide()])
  const opened: TestGateway[] = []
  const open: Sides['open'] = async (directory = {}, more = {}) => {
    const followed = { referrals: 'follow', followed: [serverOf(other)], transactions: true }
    const gateway = await startGateway(main.ldap, {
      directory: { ...serverOf(main), ...followed, ...directory },
      users: { base: people },
      ...more,
    })
    opened.push(gateway)
    return gateway
  }
  await other.admin.add(branch, { objectClass: 'organizationalUnit', ou: 'branch' })
  await refer(main, branch, `${other.ldap.url}/${branch}`)
  for (let n = 0; n < 5; n += 1) await main.admin.addPerson(`uid=here${n},${people}`, { uid: `here${n}` })
  for (let n = 0; n < 7; n += 1) await other.admin.addPerson(`uid=there${n},${branch}`, { uid: `there${n}` })
  const end = async () => {
    for (const gateway of opened) await gateway.close()
    await endSide(main)
    await endSide(other)
  }
  const here = await main.admin.entryUuid(`uid=here0,${people}`)
  const there = await other.admin.entryUuid(`uid=there0,${branch}`)
  return { main, other, here, there, scim: await open(), open, end }
}

export const startSide = async (): Promise<Side> => {
  const ldap = await startOpenldap()
  return { ldap, admin: administratorOf(await ldap.admin()) }
}

export const endSide = async (side: Side): Promise<void> => {
  await side.admin.client.unbind().catch(() => undefined)
  await side.ldap.stop()
}

/** As an option of the gateway. */
export const serverOf = ({ ldap }: Side) => ({
  urls: [ldap.url],
  bindDn: ldap.gatewayDn,
  password: ldap.gatewayPassword,
})

export const refer = async ({ admin }: Side, dn: string, ...urls: readonly string[]): Promise<void> => {
  const ou = /^ou=([^,]+)/.exec(dn)?.[1] ?? ''
  await admin.add(dn, { objectClass: ['referral', 'extensibleObject'], ou, ref: urls })
}

/** Of the referral itself: ManageDsaIT. RFC 3296 §3 */
export const takeAway = ({ admin }: Side, dn: string) =>
  admin.client.del(dn, new Control('2.16.840.1.113730.3.4.2', { critical: true }))
