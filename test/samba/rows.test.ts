/** Rows that docs/directories.md offers beside those of the preset activeDirectory, on a live Samba. */
import type { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filtered, groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { type Samba, startSamba } from '../support/samba.ts'

let server: Samba
let admin: Client
beforeAll(async () => {
  server = await startSamba()
  admin = await server.admin()
})
afterAll(async () => {
  await admin?.unbind()
  await server?.stop()
})

const people = () => `OU=people,${server.suffix}`
const groups = () => `OU=groups,${server.suffix}`
const serving = async <T>(overlay: Readonly<Record<string, unknown>>, use: (scim: TestGateway) => Promise<T>) => {
  const scim = await startGateway(server, overlay)
  try {
    return await use(scim)
  } finally {
    await scim.close()
  }
}
const stored = async (dn: string) => (await admin.search(dn, { scope: 'base' })).searchEntries[0]

describe('rows beside the preset', () => {
  it('make a userPrincipalName of the userName', async () => {
    const createAttributes = { userPrincipalName: '{userName}@ad.example.com' }
    await serving({ users: { base: people(), createAttributes } }, async (scim) => {
      expect((await scim.post('/Users', userBody('upn'))).status).toBe(201)
      expect(await stored(`CN=upn,${people()}`)).toMatchObject({
        ...{ sAMAccountName: 'upn', userPrincipalName: 'upn@ad.example.com' },
      })
    })
  })

  it('show the userPrincipalName as userName, and have an externalId', async () => {
    const attributes = { userName: 'userPrincipalName', externalId: 'msDS-cloudExtensionAttribute1' }
    await serving({ users: { base: people(), attributes } }, async (scim) => {
      const made = await scim.post('/Users', userBody('eve@ad.example.com', { externalId: 'e-1' }))
      expect([made.status, made.body]).toMatchObject([201, { userName: 'eve@ad.example.com', externalId: 'e-1' }])
      expect((await scim.get(filtered('/Users', 'externalId eq "e-1"'))).body.totalResults).toBe(1)
      expect((await scim.post('/Users', userBody('EVE@ad.example.com'))).status).toBe(409)
    })
  })

  it('name entries by the full name, and give them another one with it', async () => {
    const attributes = { 'name.formatted': { attribute: 'cn', default: ['name.givenName', 'name.familyName'] } }
    const users = { base: people(), createAttributes: { cn: null }, attributes }
    await serving({ users }, async (scim) => {
      const { body } = await scim.post('/Users', userBody('full'))
      expect((await stored(`CN=Terry Tester,${people()}`))?.sAMAccountName).toBe('full')
      const same = await scim.post('/Users', userBody('other'))
      expect([same.status, same.body.scimType]).toEqual([409, 'uniqueness'])
      const name = { familyName: 'Tester', givenName: 'Tina' }
      const group = (await scim.post('/Groups', groupBody('named', [body.id]))).body
      const renamed = await scim.put(`/Users/${body.id}`, userBody('full', { name }))
      expect([renamed.status, renamed.body]).toMatchObject([200, { id: body.id, name: { formatted: 'Tina Tester' } }])
      expect((await scim.get(`/Groups/${group.id}`)).body.members).toMatchObject([{ value: body.id }])
    })
  })

  it('leave the sAMAccountName of a group to the directory', async () => {
    await serving({ groups: { base: groups(), createAttributes: { sAMAccountName: null } } }, async (scim) => {
      const made = await scim.post('/Groups', groupBody('R&D, Berlin: [all]', []))
      expect([made.status, made.body.displayName]).toEqual([201, 'R&D, Berlin: [all]'])
      expect((await scim.get(filtered('/Groups', 'displayName eq "R&D, Berlin: [all]"'))).body.totalResults).toBe(1)
    })
  })

  it('find people below the top of the domain, past the referrals there', async () => {
    await serving({ users: { base: server.suffix } }, async (scim) => {
      const { body } = await scim.get(filtered('/Users', 'userName eq "Administrator"'))
      expect(body.Resources).toMatchObject([{ userName: 'Administrator', active: true }])
    })
  })
})
