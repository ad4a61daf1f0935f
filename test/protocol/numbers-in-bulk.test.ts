/** Numbers of a range beside numbers that clients send, in one Bulk request that is done whole or not at all. RFC 7644 §3.7 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { openStage, type Stage } from './support.ts'

const counter = 'cn=numbers,ou=people,dc=example,dc=com'
const gidNumber = `${urn.posixUser}:gidNumber`

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ schema: false }, (suffix) => ({
    preset: 'inetOrgPerson',
    users: {
      base: `ou=people,${suffix}`,
      preset: 'posix',
      createAttributes: { uidNumber: '7' },
      attributes: { [gidNumber]: 'gidNumber' },
    },
    groups: {
      base: `ou=groups,${suffix}`,
      preset: 'posixGroup',
      createAttributes: { gidNumber: { next: [500, 599], counter } },
    },
    references: { base: suffix },
  }))
  await stage.admin.add(counter, { objectClass: ['device', 'extensibleObject'], cn: 'numbers', gidNumber: '500' })
})
afterAll(() => stage?.end())

const user = (name: string, gid: number) =>
  userBody(name, { schemas: [urn.user, urn.posixUser], [urn.posixUser]: { gidNumber: gid } })

describe('a group in a Bulk request', () => {
  it('gets no number that a user of the same request was given by the client', async () => {
    const { body } = await stage.scim.request('POST', '/Bulk', {
      body: {
        schemas: [urn.bulkRequest],
        Operations: [
          { method: 'POST', path: '/Users', bulkId: 'u', data: user('ann', 500) },
          { method: 'POST', path: '/Groups', bulkId: 'g', data: groupBody('team', []) },
        ],
      },
      headers: { 'Scimdap-Bulk': 'atomic' },
    })
    const numbers = [`uid=ann,${stage.people}`, `cn=team,${stage.groups}`].map(async (dn) => {
      return (await stage.admin.stored(dn))?.gidnumber
    })

    expect(body.Operations.map(({ status }: { status: string }) => status)).toEqual(['201', '201'])
    expect(await Promise.all(numbers)).toEqual([['500'], ['501']])
  })
})
