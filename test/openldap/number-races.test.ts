/** Two gateway processes that give numbers to new users and groups: none twice, also where others give some. RFC 2307 §2.2 */
import type { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupBody, userBody } from '../support/gateway.ts'
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const each = Number(process.env.RACE_ROUNDS ?? 100)
const people = 'ou=people,dc=example,dc=com'
const counter = `cn=numbers,${people}`
const overlay = {
  users: {
    base: people,
    createClasses: ['inetOrgPerson', 'posixAccount'],
    createAttributes: {
      homeDirectory: '/home/{userName}',
      gidNumber: '100',
      uidNumber: { next: [10_000, 59_999], counter },
    },
  },
  groups: {
    base: 'ou=groups,dc=example,dc=com',
    preset: 'posixGroup',
    createAttributes: { gidNumber: { next: [20_000, 29_999], counter } },
  },
}

let ldap: Openldap
let admin: Client
let gateways: readonly [GatewayProcess, GatewayProcess]
beforeAll(async () => {
  ldap = await startOpenldap()
  admin = await ldap.admin()
  const numbers = { uidNumber: '10000', gidNumber: '20000' }
  await admin.add(counter, { objectClass: ['device', 'extensibleObject'], cn: 'numbers', ...numbers })
  gateways = await Promise.all([startGatewayProcess(ldap, { overlay }), startGatewayProcess(ldap, { overlay })])
}, 60_000)
afterAll(async () => {
  await Promise.all((gateways ?? []).map((gateway) => gateway.stop()))
  await admin?.unbind()
  await ldap?.stop()
})

const valuesOf = async (objectClass: string, type: string): Promise<readonly number[]> => {
  const filter = `(objectClass=${objectClass})`
  const { searchEntries } = await admin.search('dc=example,dc=com', { filter, attributes: [type] })
  return searchEntries.map((entry) => Number(entry[type]))
}
const post = (path: string, body: (name: string) => unknown) =>
  Promise.all(
    gateways.flatMap((gateway, at) => Array.from({ length: each }, (_, n) => gateway.post(path, body(`n${at}x${n}`)))),
  )

describe('two processes that create at once', () => {
  it('give every user a uidNumber of its own, whatever another tool gives away ahead of them', {
    timeout: 120_000,
  }, async () => {
    const others = Array.from({ length: 20 }, (_, at) => 10_003 + 7 * at)
    for (const uidNumber of others)
      await admin.add(`uid=o${uidNumber},${people}`, {
        ...{ objectClass: ['account', 'posixAccount'], uid: `o${uidNumber}`, cn: 'o', homeDirectory: '/' },
        ...{ uidNumber: String(uidNumber), gidNumber: '1' },
      })

    const answers = await post('/Users', userBody)

    expect(answers.filter(({ status }) => status !== 201)).toEqual([])
    const numbers = await valuesOf('posixAccount', 'uidNumber')
    expect([numbers.length, new Set(numbers).size]).toEqual([2 * each + 20, 2 * each + 20])
    // Nothing was lost, so that they are without a gap.
    expect(Math.max(...numbers) - Math.min(...numbers)).toBe(2 * each + 20 - 1)
  })

  it('give every group a gidNumber of its own', { timeout: 120_000 }, async () => {
    const answers = await post('/Groups', (name) => groupBody(name, []))

    expect(answers.filter(({ status }) => status !== 201)).toEqual([])
    const numbers = await valuesOf('posixGroup', 'gidNumber')
    expect([numbers.length, new Set(numbers).size]).toEqual([2 * each, 2 * each])
  })

  it('go on after one of them has gone', { timeout: 60_000 }, async () => {
    await gateways[0].stop()
    const again = await startGatewayProcess(ldap, { overlay })
    try {
      const answers = await Promise.all(
        [again, gateways[1]].flatMap((gateway, at) =>
          Array.from({ length: 10 }, (_, n) => gateway.post('/Users', userBody(`again${at}x${n}`))),
        ),
      )

      expect(answers.filter(({ status }) => status !== 201)).toEqual([])
      const numbers = await valuesOf('posixAccount', 'uidNumber')
      expect(new Set(numbers).size).toBe(numbers.length)
    } finally {
      await again.stop()
    }
  })
})
