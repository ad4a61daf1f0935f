/** Groups of which Active Directory gives a part at a time, and lists beyond its page size, on a live Samba. [MS-ADTS] §3.1.1.3.4.6 */
import { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, filtered, groupBody, startGateway, type TestGateway } from '../support/gateway.ts'
import { type RangedProxy, startRangedProxy } from '../support/ranged-proxy.ts'
import { type Samba, startSamba } from '../support/samba.ts'
import { suffix } from '../support/samba-domain.ts'

let server: Samba
let proxy: RangedProxy
let scim: TestGateway
let groupId: string
let idOf: ReadonlyMap<string, string>

const count = 2_100
const inGroup = 2_000
const dnOf = (name: string) => `CN=${name},OU=people,${suffix}`
const groupDn = `CN=large,OU=groups,${suffix}`
const names = Array.from({ length: count }, (_, at) => `p${String(at).padStart(4, '0')}`)

const record = (dn: string, ...lines: readonly string[]) => `dn: ${dn}\n${lines.join('\n')}\n\n`
const ldif = () =>
  [
    ...names.map((name) =>
      record(dnOf(name), 'objectClass: user', `sAMAccountName: ${name}`, 'userAccountControl: 514'),
    ),
    record(
      groupDn,
      ...['objectClass: group', 'sAMAccountName: large'],
      ...names.slice(0, inGroup).map((name) => `member: ${dnOf(name)}`),
    ),
  ].join('')

beforeAll(async () => {
  server = await startSamba({ ldif: ldif() })
  proxy = await startRangedProxy(new URL(server.url).hostname, 500)
  const directory = { ...server.configuration?.directory, urls: [proxy.url], tls: {} }
  scim = await startGateway({ ...server, configuration: { preset: 'activeDirectory', directory } })
  groupId = (await scim.get(filtered('/Groups', 'displayName eq "large"'))).body.Resources[0].id
  idOf = new Map((await walk()).map(({ userName, id }) => [userName, id]))
}, 240_000)
afterAll(async () => {
  await scim?.close()
  await proxy?.stop()
  await server?.stop()
})

const walk = async () => {
  const found: { readonly userName: string; readonly id: string }[] = []
  for (let cursor = ''; ; ) {
    const { body } = await scim.get(`/Users?count=1000&attributes=userName&cursor=${encodeURIComponent(cursor)}`)
    found.push(...body.Resources)
    if (body.nextCursor === undefined) return found
    cursor = body.nextCursor
  }
}
const members = ({ body }: Answer): readonly string[] =>
  body.members.map(({ value }: { value: string }) => value).toSorted()
const idsOf = (some: readonly string[]) => some.map((name) => idOf.get(name) as string)
const patch = (...Operations: readonly object[]) =>
  scim.request('PATCH', `/Groups/${groupId}?attributes=members`, { body: { schemas: [urn.patchOp], Operations } })
const remove = (name: string) => ({ op: 'remove', path: `members[value eq "${idOf.get(name)}"]` })
const add = (name: string) => ({ op: 'add', path: 'members', value: [{ value: idOf.get(name) }] })

describe('a list of more entries than a page of the server', () => {
  it('is whole by cursor and by index, with the true total', async () => {
    expect([...idOf.keys()].toSorted()).toEqual(names)
    const { body } = await scim.get('/Users?startIndex=1501&count=1000&sortBy=userName&attributes=userName')
    expect([body.totalResults, body.Resources.length, body.Resources[0].userName]).toEqual([count, 600, 'p1500'])
    expect((await scim.get(filtered('/Users', 'active eq false', '&count=0'))).body.totalResults).toBe(count)
    expect((await scim.get(filtered('/Users', 'active eq true', '&count=0'))).body.totalResults).toBe(0)
  })
})

describe('a group of more members than the server gives at once', () => {
  it('is really given in parts', async () => {
    const client = new Client({ url: proxy.url })
    await client.bind(server.adminDn, server.adminPassword)
    const { searchEntries } = await client.search(groupDn, { scope: 'base', attributes: ['member'] })
    await client.unbind()
    expect(Object.entries(searchEntries[0] ?? {}).map(([type, values]) => [type, values.length])).toContainEqual([
      ...['member;range=0-499', 500],
    ])
  })

  it('shows all of them, in the group and in lists', async () => {
    const before = proxy.parts()
    expect(members(await scim.get(`/Groups/${groupId}`))).toEqual(idsOf(names.slice(0, inGroup)).toSorted())
    expect(proxy.parts() - before).toBeGreaterThanOrEqual(inGroup / 500)
    const listed = (await scim.get(filtered('/Groups', 'displayName eq "large"'))).body.Resources[0]
    expect(listed.members).toHaveLength(inGroup)
  })

  it('is found by each of its members, and shown to them', async () => {
    for (const name of ['p0000', 'p1499', 'p1500', 'p1999']) {
      const { body } = await scim.get(filtered('/Groups', `members.value eq "${idOf.get(name)}"`, '&attributes=id'))
      expect([name, body.totalResults]).toEqual([name, 1])
      expect((await scim.get(`/Users/${idOf.get(name)}`)).body.groups).toMatchObject([{ value: groupId }])
    }
    expect((await scim.get(filtered('/Users', `groups.value eq "${groupId}"`, '&count=0'))).body.totalResults).toBe(
      inGroup,
    )
    expect((await scim.get(`/Users/${idOf.get('p2000')}`)).body.groups).toBeUndefined()
  })

  it('takes and loses members by PATCH, first and last ones, those who are there and those who are not', async () => {
    const wanted = new Set(names.slice(0, inGroup))
    for (const [operation, name] of [
      [remove, 'p1999'],
      [remove, 'p1999'],
      [remove, 'p0000'],
      [add, 'p2050'],
      [add, 'p2050'],
      [add, 'p1700'],
    ] as const) {
      const answer = await patch(operation(name))
      if (operation === add) wanted.add(name)
      else wanted.delete(name)
      expect([name, answer.status, members(answer).length]).toEqual([name, 200, wanted.size])
    }
    expect(members(await scim.get(`/Groups/${groupId}`))).toEqual(idsOf([...wanted]).toSorted())
  })

  it('is replaced by PUT, which writes the difference', async () => {
    const wanted = [...names.slice(100, inGroup), 'p2099']
    const answer = await scim.put(`/Groups/${groupId}`, groupBody('large', idsOf(wanted)))
    expect([answer.status, members(answer)]).toEqual([200, idsOf(wanted).toSorted()])
    const few = await scim.put(`/Groups/${groupId}`, groupBody('few', idsOf(['p0001'])))
    expect([few.status, few.body.displayName, members(few)]).toEqual([200, 'few', idsOf(['p0001'])])
  })
})
