/** Names given away by two gateways in two places at once: never twice. `RACE_ROUNDS` makes it longer. RFC 7643 §2.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { openAccess, suffix } from '../protocol/places-support.ts'
import { type Administrator, administratorOf } from '../protocol/support.ts'
import { filtered, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const rounds = Number(process.env.RACE_ROUNDS ?? 100)
const people = `ou=people,${suffix}`
const names = `ou=names,${suffix}`
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const users = {
  base: people,
  createIn: `ou={${enterprise}:department},${people}`,
  reservations: names,
}

let ldap: Openldap
let admin: Administrator
/** Each with sessions of its own, as two processes have them. */
let gateways: readonly [TestGateway, TestGateway]
beforeAll(async () => {
  ldap = await startOpenldap({ suffix, database: openAccess })
  admin = administratorOf(await ldap.admin())
  for (const [dn, ou] of [
    [names, 'names'],
    [`ou=a,${people}`, 'a'],
    [`ou=b,${people}`, 'b'],
  ] as const) {
    await admin.add(dn, { objectClass: 'organizationalUnit', ou })
  }
  const overlay = { users, references: {} }
  gateways = await Promise.all([startGateway(ldap, overlay), startGateway(ldap, overlay)])
})
afterAll(async () => {
  await Promise.all((gateways ?? []).map((gateway) => gateway.close()))
  await admin?.client.unbind()
  await ldap?.stop()
})

const person = (name: string, department: string) =>
  userBody(name, { schemas: [urn.user, enterprise], [enterprise]: { department } })
const holders = async (name: string) =>
  (await admin.client.search(people, { filter: `(uid=${name})`, attributes: ['1.1'] })).searchEntries.length
const left = async () => (await admin.client.search(names, { scope: 'one', attributes: ['1.1'] })).searchEntries.length

describe(`two creations of one name by two gateways in two places, ${rounds} rounds`, () => {
  it('make one user, and tell the other client that the name is taken', async () => {
    for (let round = 0; round < rounds; round++) {
      const name = `racer${round}`
      const answers = await Promise.all([
        gateways[0].post('/Users', person(name, round % 2 === 0 ? 'a' : 'b')),
        gateways[1].post('/Users', person(name.toUpperCase(), round % 2 === 0 ? 'b' : 'a')),
      ])

      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
      expect(answers.find(({ status }) => status === 409)?.body.scimType).toBe('uniqueness')
      expect(await holders(name)).toBe(1)
    }
    expect(await left()).toBe(0)
  })

  it('also as parts of all-or-nothing bulk requests', async () => {
    const bulk = (gateway: TestGateway, name: string, department: string) =>
      gateway.request('POST', '/Bulk', {
        headers: { 'Scimdap-Bulk': 'atomic' },
        body: {
          schemas: [urn.bulkRequest],
          Operations: [
            { method: 'POST', path: '/Users', bulkId: 'x', data: person(name, department) },
            { method: 'POST', path: '/Users', bulkId: 'y', data: person(`${name}-${department}`, department) },
          ],
        },
      })
    for (let round = 0; round < Math.ceil(rounds / 4); round++) {
      const name = `bulky${round}`
      const answers = await Promise.all([bulk(gateways[0], name, 'a'), bulk(gateways[1], name, 'b')])

      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
      expect(await holders(name)).toBe(1)
    }
    expect(await left()).toBe(0)
  })

  it('and many creations at once make one user of each name', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        gateways[n % 2 === 0 ? 0 : 1].post('/Users', person(`crowd${n % 6}`, n % 4 < 2 ? 'a' : 'b')),
      ),
    )

    // Whoever waits too long is told to come again.
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6)
    expect(answers.every(({ status }) => [201, 409, 503].includes(status))).toBe(true)
    for (let n = 0; n < 6; n++) expect(await holders(`crowd${n}`)).toBe(1)
    const { body } = await gateways[0].get(filtered('/Users', 'userName sw "crowd"'))
    expect(body.totalResults).toBe(6)
    expect(await left()).toBe(0)
  })
})
