/** uidNumber and gidNumber of new entries: the next number of a range, each once. RFC 2307 §2.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { addValue } from '../support/add-value.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { addAccessRule, expectError, openStage, type Stage } from './support.ts'

const counter = (name: string) => `cn=${name},ou=people,dc=example,dc=com`
const ranges = {
  users: {
    base: 'ou=people,dc=example,dc=com',
    createClasses: ['inetOrgPerson', 'posixAccount'],
    createAttributes: {
      homeDirectory: '/home/{userName}',
      gidNumber: '100',
      uidNumber: { next: [10_000, 10_300], counter: counter('uidNext') },
    },
  },
  groups: {
    base: 'ou=groups,dc=example,dc=com',
    preset: 'posixGroup',
    createAttributes: { gidNumber: { next: [500, 502], counter: counter('gidNext'), in: 'serialNumber' } },
  },
}

describe.each([{ transactions: true }, { transactions: false }])('numbers, transactions: $transactions', (how) => {
  let stage: Stage
  let number = 0
  beforeAll(async () => {
    stage = await openStage({}, (_, ldap) => ({
      directory: { urls: [ldap.url], bindDn: ldap.gatewayDn, password: ldap.gatewayPassword, ...how },
      ...ranges,
    }))
    const [cn, gid] = ['uidNext', 'gidNext']
    await stage.admin.add(counter(cn), { objectClass: ['device', 'extensibleObject'], cn, uidNumber: '10000' })
    await stage.admin.add(counter(gid), { objectClass: 'device', cn: gid, serialNumber: '1' })
  })
  afterAll(() => stage?.end())

  const storedOf = async (userName: string) => (await stage.admin.stored(`uid=${userName},${stage.people}`)) ?? {}
  const make = async (userName = `user${number++}`) => {
    const answer = await stage.scim.post('/Users', userBody(userName))
    expect(answer.status).toBe(201)
    return Number((await storedOf(userName)).uidnumber)
  }
  const next = async () => Number((await stage.admin.stored(counter('uidNext')))?.uidnumber)

  it('are given one after the other, from the first one of the range on', async () => {
    const [first, second] = [await make(), await make()]

    expect([first, second, await next()]).toEqual([10_000, 10_001, 10_002])
    const group = await stage.scim.post('/Groups', groupBody('First', []))
    expect([group.status, (await stage.admin.stored(`cn=First,${stage.groups}`))?.gidnumber]).toEqual([201, ['500']])
    expect((await stage.admin.stored(counter('gidNext')))?.serialnumber).toEqual(['501'])
  })

  it('are none that others have given, before or behind the counter, a whole block of them included', async () => {
    const from = await next()
    const taken = Array.from({ length: 70 }, (_, at) => from + at).filter((each) => each !== from + 60)
    for (const uidNumber of taken)
      await stage.admin.add(`uid=other${uidNumber},${stage.people}`, {
        ...{ objectClass: ['account', 'posixAccount'], uid: `other${uidNumber}`, cn: 'x', homeDirectory: '/' },
        ...{ uidNumber: String(uidNumber), gidNumber: '1' },
      })

    expect([await make(), await make(), await next()]).toEqual([from + 60, from + 70, from + 71])
  })

  it('are taken by nobody who is refused for what was sent, or for a name that is there', async () => {
    const before = await next()
    await make('there')

    expectError(await stage.scim.post('/Users', userBody('there')), 409, 'uniqueness')
    expectError(await stage.scim.post('/Users', { ...userBody('x'), userName: '' }), 400, 'invalidValue')
    expectError(await stage.scim.post('/Users', userBody('a/b')), 400, 'invalidValue')

    expect(await next()).toBe(before + 1)
  })

  it('are lost and not given again where the directory refuses the entry', async () => {
    await addAccessRule(stage.ldap, `to dn.exact="uid=denied,${stage.people}" by GATEWAY none by * break`)
    const before = await next()

    expect((await stage.scim.post('/Users', userBody('denied'))).status).toBe(403)

    expect(await make()).toBe(before + 1)
  })

  it('stay as they are through every later write', async () => {
    const uidNumber = await make('steady')
    const { id } = (await stage.scim.get(`/Users?filter=userName%20eq%20%22steady%22`)).body.Resources[0]
    const before = await next()

    await stage.scim.put(`/Users/${id}`, userBody('steady', { title: 'New' }))

    expect([Number((await storedOf('steady')).uidnumber), await next()]).toEqual([uidNumber, before])
  })

  it('are different ones for a hundred creations at once', async () => {
    const made = await Promise.all(Array.from({ length: 100 }, () => make()))

    expect(new Set(made).size).toBe(100)
    expect(made.every((each) => each >= 10_000 && each <= 10_300)).toBe(true)
  })

  it('are given in Bulk', async () => {
    const names = [0, 1, 2].map(() => `bulk${number++}`)
    const answer = await stage.scim.request('POST', '/Bulk', {
      body: {
        schemas: [urn.bulkRequest],
        Operations: names.map((name) => ({ method: 'POST', path: '/Users', bulkId: name, data: userBody(name) })),
      },
      headers: how.transactions ? { 'Scimdap-Bulk': 'atomic' } : {},
    })

    expect(answer.body.Operations?.map(({ status }: { status: string }) => status)).toEqual(['201', '201', '201'])
    const given = await Promise.all(names.map(async (name) => Number((await storedOf(name)).uidnumber)))
    expect(new Set(given).size).toBe(3)
    expect(Math.max(...given)).toBe((await next()) - 1)
  })

  if (how.transactions)
    it('are different ones in Bulk requests at once that are done whole or not at all, and single ones beside them', async () => {
      const bulk = (n: number) =>
        stage.scim.request('POST', '/Bulk', {
          body: {
            schemas: [urn.bulkRequest],
            Operations: [0, 1, 2].map((at) => {
              const name = `whole${n}.${at}`
              return { method: 'POST', path: '/Users', bulkId: name, data: userBody(name) }
            }),
          },
          headers: { 'Scimdap-Bulk': 'atomic' },
        })
      const [bulks, singles] = await Promise.all([
        Promise.all([0, 1, 2, 3].map(bulk)),
        Promise.all(Array.from({ length: 20 }, () => make())),
      ])

      expect(bulks.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      const names = [0, 1, 2, 3].flatMap((n) => [0, 1, 2].map((at) => `whole${n}.${at}`))
      const given = await Promise.all(names.map(async (name) => Number((await storedOf(name)).uidnumber)))
      expect(new Set([...given, ...singles]).size).toBe(32)
    })

  it('that are used up are 507, which names the range and creates nothing', async () => {
    await stage.scim.post('/Groups', groupBody('Second', []))
    await stage.scim.post('/Groups', groupBody('Third', []))

    const refused = await stage.scim.post('/Groups', groupBody('Fourth', []))

    expect([refused.status, refused.body.detail]).toEqual([
      507,
      'every gidNumber from 500 to 502 is given away: the range has to be widened',
    ])
    expect(await stage.admin.stored(`cn=Fourth,${stage.groups}`)).toBeUndefined()
  })

  it.each([
    ['is not there', async () => stage.admin.client.modifyDN(counter('gidNext'), counter('gone'))],
    ['holds no number', async () => stage.admin.replace(counter('gone'), 'serialNumber', 'many')],
    ['holds two', async () => stage.admin.client.modify(counter('gone'), addValue('serialNumber', '7'))],
  ])('whose counter %s are 500, and nothing is created', async (_, spoil) => {
    await spoil()
    if ((await stage.admin.stored(counter('gone')))?.serialnumber?.[0] !== '503')
      await stage.admin.client.modifyDN(counter('gone'), counter('gidNext'))

    const refused = await stage.scim.post('/Groups', groupBody('Fifth', []))

    expect([refused.status, await stage.admin.stored(`cn=Fifth,${stage.groups}`)]).toEqual([500, undefined])
    if ((await stage.admin.stored(counter('gidNext'))) !== undefined)
      await stage.admin.client.modifyDN(counter('gidNext'), counter('gone'))
  })
})
