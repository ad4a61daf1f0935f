/** `directory.id` as an attribute of our own, on a live server: made with the entry, and kept through a restore. */
import type { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ds389, startDs389, versionType } from '../support/ds389.ts'
import { groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'

const idType =
  "( 2.25.242993076924431544518558566286584844779.1.98 NAME 'scimId' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE USAGE directoryOperation )"

let server: Ds389
let admin: Client
let scim: TestGateway

beforeAll(async () => {
  server = await startDs389({ attributeTypes: [versionType, idType] })
  admin = await server.admin()
  const directory = { id: 'scimId', version: 'scimVersion', transactions: false }
  scim = await startGateway({ ...server, configuration: { preset: '389-ds', directory } })
})
afterAll(async () => {
  await scim?.close()
  await admin?.unbind()
  await server?.stop()
})

const stored = async (dn: string) => {
  const attributes = ['*', 'scimId', 'nsUniqueId']
  const { dn: _, ...values } = (await admin.search(dn, { scope: 'base', attributes })).searchEntries[0] ?? { dn: '' }
  const held = Object.entries(values).filter(([, value]) => value.length > 0)
  return Object.fromEntries(held) as Readonly<Record<string, string | string[]>>
}

describe('an id of our own', () => {
  it('is a UUID in every new entry, and is found, filtered and referred to by', async () => {
    const user = await scim.post('/Users', userBody('ann'))
    const group = await scim.post('/Groups', groupBody('team', [user.body.id]))
    const filter = encodeURIComponent(`id eq "${user.body.id}"`)

    expect((await stored(`uid=ann,ou=people,${server.suffix}`)).scimId).toBe(user.body.id)
    expect((await stored(`cn=team,ou=groups,${server.suffix}`)).scimId).toBe(group.body.id)
    expect((await scim.get(`/Users?filter=${filter}`)).body.Resources).toMatchObject([{ userName: 'ann' }])
    expect((await scim.get(`/Users/${user.body.id}`)).body.groups).toMatchObject([{ value: group.body.id }])
    expect(group.body.members).toMatchObject([{ value: user.body.id }])
  })

  it('is the same after the entry was restored from its LDIF, where nsUniqueId is not', async () => {
    const { body } = await scim.post('/Users', userBody('bob', { title: 'before' }))
    const dn = `uid=bob,ou=people,${server.suffix}`
    const { nsUniqueId, ...ldif } = await stored(dn)
    await admin.del(dn)
    expect((await scim.get(`/Users/${body.id}`)).status).toBe(404)
    await admin.add(dn, ldif as Record<string, string | string[]>)

    const restored = await scim.get(`/Users/${body.id}`)
    expect((await stored(dn)).nsUniqueId).not.toBe(nsUniqueId)
    expect(restored.body).toMatchObject({ id: body.id, userName: 'bob', title: 'before' })
    const changed = await scim.put(`/Users/${body.id}`, userBody('bob', { title: 'after' }), {
      'If-Match': restored.headers.get('etag') ?? '',
    })
    expect(changed.body).toMatchObject({ id: body.id, title: 'after' })
  })

  it('keeps entries without one out of sight', async () => {
    const dn = `uid=nobody,ou=people,${server.suffix}`
    await admin.add(dn, { objectClass: 'inetOrgPerson', uid: 'nobody', cn: 'No', sn: 'Body' })
    const { body } = await scim.get(`/Users?filter=${encodeURIComponent('userName eq "nobody"')}`)

    expect(body.totalResults).toBe(0)
    expect((await scim.post('/Users', userBody('nobody'))).status).toBe(409)
  })
})
