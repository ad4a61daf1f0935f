/** Referrals that are followed: one SCIM service over two servers, each of which has a part of the tree. RFC 4511 §4.1.10, §4.5.3 */
import { Control } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { type Administrator, administratorOf, bindCode, expectError, idsOf, namesOf } from './support.ts'

const people = 'ou=people,dc=example,dc=com'
const branch = `ou=branch,${people}`
const groups = 'ou=groups,dc=example,dc=com'

interface Side {
  readonly ldap: Openldap
  readonly admin: Administrator
}

let main: Side
let other: Side
let scim: TestGateway
const opened: TestGateway[] = []

const startSide = async (): Promise<Side> => {
  const ldap = await startOpenldap()
  return { ldap, admin: administratorOf(await ldap.admin()) }
}

const endSide = async (side: Side | undefined): Promise<void> => {
  await side?.admin.client.unbind().catch(() => undefined)
  await side?.ldap.stop()
}

const serverOf = ({ ldap }: Side) => ({ urls: [ldap.url], bindDn: ldap.gatewayDn, password: ldap.gatewayPassword })

const open = async (
  directory: Readonly<Record<string, unknown>> = {},
  more: Readonly<Record<string, unknown>> = {},
): Promise<TestGateway> => {
  const followed = { referrals: 'follow', followed: [serverOf(other)] }
  const gateway = await startGateway(main.ldap, {
    directory: { ...serverOf(main), ...followed, ...directory },
    users: { base: people },
    ...more,
  })
  opened.push(gateway)
  return gateway
}

const refer = async ({ admin }: Side, dn: string, ...urls: readonly string[]): Promise<void> => {
  const ou = /^ou=([^,]+)/.exec(dn)?.[1] ?? ''
  await admin.add(dn, { objectClass: ['referral', 'extensibleObject'], ou, ref: urls })
}

const takeAway = ({ admin }: Side, dn: string) =>
  admin.client.del(dn, new Control('2.16.840.1.113730.3.4.2', { critical: true }))

const patch = (path: string, ...operations: readonly object[]) =>
  scim.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations: operations } })

const told = (gateway: TestGateway) =>
  gateway.observations.flatMap((each) => (each.kind === 'referral-refused' ? [each] : []))

let here: string
let there: string
beforeAll(async () => {
  main = await startSide()
  other = await startSide()
  await other.admin.add(branch, { objectClass: 'organizationalUnit', ou: 'branch' })
  await refer(main, branch, `${other.ldap.url}/${branch}`)
  for (let n = 0; n < 5; n += 1) await main.admin.addPerson(`uid=here${n},${people}`, { uid: `here${n}` })
  for (let n = 0; n < 7; n += 1) await other.admin.addPerson(`uid=there${n},${branch}`, { uid: `there${n}` })
  here = await main.admin.entryUuid(`uid=here0,${people}`)
  there = await other.admin.entryUuid(`uid=there0,${branch}`)
  scim = await open()
})
afterAll(async () => {
  for (const gateway of opened) await gateway.close()
  await endSide(main)
  await endSide(other)
})

describe('reading over two servers', () => {
  it('lists and counts whoever is at either', async () => {
    const { body } = await scim.get('/Users')

    expect(body.totalResults).toBe(12)
    expect(namesOf({ body } as never).toSorted()).toEqual([
      ...['here0', 'here1', 'here2', 'here3', 'here4'],
      ...['there0', 'there1', 'there2', 'there3', 'there4', 'there5', 'there6'],
    ])
  })

  it.each([
    ['userName eq "there3"', 1],
    ['userName sw "there"', 7],
    ['userName co "ere1"', 2],
    ['not (userName sw "here")', 7],
    ['name.familyName eq "Body"', 12],
    ['userName eq "nobody"', 0],
  ])('finds by %s as many as there are', async (filter, count) => {
    expect((await scim.get(filtered('/Users', filter))).body.totalResults).toBe(count)
  })

  it('reads by id at either, and knows nobody by another one', async () => {
    expect((await scim.get(`/Users/${here}`)).body.userName).toBe('here0')
    expect((await scim.get(`/Users/${there}`)).body.userName).toBe('there0')
    expectError(await scim.get('/Users/00000000-0000-4000-8000-000000000000'), 404)
  })

  it('pages by index and by cursor, and nobody comes twice or never', async () => {
    const byIndex: string[] = []
    for (let startIndex = 1; startIndex <= 12; startIndex += 5) {
      const { body } = await scim.get(`/Users?sortBy=userName&count=5&startIndex=${startIndex}`)
      expect(body.totalResults).toBe(12)
      byIndex.push(...namesOf({ body } as never))
    }
    const byCursor: string[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body } = await scim.get(`/Users?count=5&cursor=${cursor}`)
      byCursor.push(...idsOf({ body } as never))
      cursor = body.nextCursor
    }

    expect(byIndex).toEqual(byIndex.toSorted())
    expect(new Set(byIndex).size).toBe(12)
    expect(byIndex.length).toBe(12)
    expect(new Set(byCursor).size).toBe(12)
    expect(byCursor.length).toBe(12)
  })

  it('asks no more servers than it has to where the scope ends before the referral', async () => {
    const flat = await open({}, { users: { base: people, scope: 'one' } })

    expect((await flat.get('/Users')).body.totalResults).toBe(5)
  })

  it('goes where a base is, if that is elsewhere as a whole', async () => {
    const moved = await open({}, { users: { base: branch } })

    expect((await moved.get('/Users')).body.totalResults).toBe(7)
    expect((await moved.get(filtered('/Users', 'userName eq "there1"'))).body.totalResults).toBe(1)
    expect((await moved.get(`/Users/${there}`)).body.userName).toBe('there0')
  })
})
