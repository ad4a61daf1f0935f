/** Groups by LDAP URLs on 389 Directory Server, whose schema has them, with the files of docs/dynamic-groups/. RFC 4516 */
import { resolve } from 'node:path'
import type { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ds389, startDs389, versionType } from '../support/ds389.ts'
import { configurationFor, filtered, startConfigured, type TestGateway, userBody } from '../support/gateway.ts'

const file = resolve(import.meta.dirname, '../../docs/dynamic-groups/scimdap.yaml')

let server: Ds389
let admin: Client
let scim: TestGateway
beforeAll(async () => {
  server = await startDs389({ attributeTypes: [versionType] })
  admin = await server.admin()
  const { listen, directory, clients, log, preset } = { preset: '389-ds', ...configurationFor(server) }
  const overlay = { listen: { ...listen, behindProxy: false }, publicUrl: null, directory, clients, log, preset }
  scim = await startConfigured({ file, overlay: JSON.stringify(overlay) })
})
afterAll(async () => {
  await scim?.close()
  await admin?.unbind()
  await server?.stop()
})

describe('a group by LDAP URLs', () => {
  it('shows who is found now, and is found by them', async () => {
    const { id: ann } = (await scim.post('/Users', userBody('ann', { title: 'Chef' }))).body
    const { id: bob } = (await scim.post('/Users', userBody('bob', { title: 'Waiter' }))).body
    const memberURL = [`ldap:///${server.suffix}??sub?(title=chef)`, 'nonsense']
    await admin.add(`cn=chefs,ou=groups,${server.suffix}`, { objectClass: 'groupOfURLs', cn: 'chefs', memberURL })
    const groupsOf = async (user: string) =>
      (await scim.get(filtered('/DynamicGroups', `members.value eq "${user}"`))).body.Resources.map(
        ({ displayName }: { displayName: string }) => displayName,
      )
    const [chefs] = (await scim.get('/DynamicGroups')).body.Resources

    expect(chefs.members).toEqual([{ value: ann, $ref: `${scim.url}/Users/${ann}`, type: 'User' }])
    expect([await groupsOf(ann), await groupsOf(bob)]).toEqual([['chefs'], []])
    expect((await scim.put(`/Users/${bob}`, userBody('bob', { title: 'Chef' }))).status).toBe(200)
    expect(await groupsOf(bob)).toEqual(['chefs'])
    expect((await scim.delete(`/DynamicGroups/${chefs.id}`)).status).toBe(405)
  })
})
