/** active by where an entry is on 389 Directory Server, which has no assertion control: the version attribute guards moves, too. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ds389, startDs389, versionType } from '../support/ds389.ts'
import { groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'

let server: Ds389
let scim: TestGateway
let [people, leavers] = ['', '']

beforeAll(async () => {
  server = await startDs389({ attributeTypes: [versionType] })
  people = `ou=people,${server.suffix}`
  leavers = `ou=leavers,${people}`
  await server.load(`dn: ${leavers}\nobjectClass: organizationalUnit\nou: leavers\n`)
  scim = await startGateway(server, {
    users: { base: people, attributes: { active: { inactiveIn: leavers, enforcedBy: 'applications' } } },
  })
})
afterAll(async () => {
  await scim?.close()
  await server?.stop()
})

const patch = (id: string, value: object) =>
  scim.request('PATCH', `/Users/${id}`, {
    body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ op: 'replace', value }] },
  })
const dnsBelow = async (filter: string): Promise<readonly string[]> => {
  const client = await server.admin()
  const { searchEntries } = await client.search(server.suffix, { filter, attributes: ['uid'] })
  await client.unbind()
  return searchEntries.map(({ dn }) => dn.toLowerCase())
}

describe('active by place', () => {
  it('moves there and back with id, name, other values and groups', async () => {
    const { id } = (await scim.post('/Users', userBody('mover'))).body
    const group = (await scim.post('/Groups', groupBody('movers', [id]))).body

    const away = await patch(id, { active: false, title: 'Left' })
    expect([away.status, away.body.id, away.body.active, away.body.title]).toEqual([200, id, false, 'Left'])
    expect(await dnsBelow('(uid=mover)')).toEqual([`uid=mover,${leavers}`])
    expect((await scim.get(`/Groups/${group.id}`)).body.members).toMatchObject([{ value: id }])

    const back = await patch(id, { active: true })
    expect([back.status, back.body.active, back.body.title]).toEqual([200, true, 'Left'])
    expect(await dnsBelow('(uid=mover)')).toEqual([`uid=mover,${people}`])
    expect((await scim.get(`/Groups/${group.id}`)).body.members).toMatchObject([{ value: id }])
  })

  it('of several at once each is decided on a state that was there', async () => {
    const { id } = (await scim.post('/Users', userBody('racer'))).body
    const answers = await Promise.all(Array.from({ length: 6 }, (_, at) => patch(id, { active: at % 2 === 0 })))

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const { active } = (await scim.get(`/Users/${id}`)).body
    expect(await dnsBelow('(uid=racer)')).toEqual([`uid=racer,${active ? people : leavers}`])
  })
})
