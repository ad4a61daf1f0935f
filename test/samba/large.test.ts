/** Groups of which Active Directory gives a part at a time, and lists beyond its page size, on a live Samba. [MS-ADTS] §3.1.1.3.4.6 */
import { Attribute, Change, type Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, filtered, groupBody, startGateway, type TestGateway } from '../support/gateway.ts'
import { type Samba, startSamba } from '../support/samba.ts'

let server: Samba
let admin: Client
let scim: TestGateway
let groupId: string
let idOf: ReadonlyMap<string, string>

const count = 2_100
const inGroup = 2_000
const dnOf = (name: string) => `CN=${name},OU=people,${server.suffix}`
const groupDn = () => `CN=large,OU=groups,${server.suffix}`
const names = Array.from({ length: count }, (_, at) => `p${String(at).padStart(4, '0')}`)

beforeAll(async () => {
  server = await startSamba()
  admin = await server.admin()
  for (let from = 0; from < count; from += 20) {
    const some = names.slice(from, from + 20)
    await Promise.all(
      some.map((name) =>
        admin.add(dnOf(name), { objectClass: 'user', sAMAccountName: name, userAccountControl: '514' }),
      ),
    )
  }
  const members = names.slice(0, inGroup).map(dnOf)
  await admin.add(groupDn(), { objectClass: 'group', sAMAccountName: 'large' })
  await admin.modify(
    groupDn(),
    new Change({ operation: 'add', modification: new Attribute({ type: 'member', values: members }) }),
  )
  scim = await startGateway(server)
  groupId = (await scim.get(filtered('/Groups', 'displayName eq "large"'))).body.Resources[0].id
  idOf = new Map((await walk()).map(({ userName, id }) => [userName, id]))
}, 240_000)
afterAll(async () => {
  await scim?.close()
  await admin?.unbind()
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
  it('is really given in parts by this server', async () => {
    const { searchEntries } = await admin.search(groupDn(), { scope: 'base', attributes: ['member'] })
    expect(Object.keys(searchEntries[0] ?? {})).toContain('member;range=0-1499')
  })

  it('shows all of them, in the group and in lists', async () => {
    expect(members(await scim.get(`/Groups/${groupId}`))).toEqual(idsOf(names.slice(0, inGroup)).toSorted())
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
