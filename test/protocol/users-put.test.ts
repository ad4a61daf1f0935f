/** PUT /Users/{id} over a real directory. RFC 7644 §3.5.1 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { bindCode, expectError, fixture, openStage, type Stage } from './support.ts'

let stage: Stage
let number = 0

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.end())

const create = async (more: Readonly<Record<string, unknown>> = {}) => {
  const { body, status } = await stage.scim.post('/Users', userBody(`put${number++}`, more))
  expect(status).toBe(201)
  return body
}
const put = (id: string, body: unknown) => stage.scim.put(`/Users/${id}`, body)
const entryOf = async (user: { userName: string }) => stage.admin.stored(`uid=${user.userName},${stage.people}`)

describe('PUT, RFC 7644 §3.5.1', () => {
  it('answers 200 with what is stored afterwards, and a new ETag', async () => {
    const before = await create({ title: 'Old' })

    const answer = await put(before.id, { ...userBody(before.userName), title: 'New' })

    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ id: before.id, title: 'New' })
    expect(answer.headers.get('etag')).toBe(answer.body.meta.version)
    expect(answer.body.meta.version).not.toBe(before.meta.version)
    expect((await stage.scim.get(`/Users/${before.id}`)).body).toEqual(answer.body)
  })

  it('takes values of one type for one, as POST does, and reads what others wrote so: RFC 7643 §2.4', async () => {
    const twins = [
      { value: 'twin@example.com', type: 'work', display: 'A', primary: true },
      { value: 'twin@example.com', type: 'work', display: 'B' },
    ]
    const one = [{ value: 'twin@example.com', type: 'work', display: 'B', primary: true }]
    const user = await create({ emails: twins })
    expect(user.emails).toEqual(one)
    expect((await put(user.id, { ...user, emails: [...twins, twins[1]] })).body.emails).toEqual(one)

    const dn = `uid=${user.userName},${stage.people}`
    const companions = twins.map(({ display }) => `type=work;display=${display};value=twin@example.com`)
    await stage.admin.replace(dn, 'scimEmail', ...companions)
    const before = await stage.admin.stored(dn)
    const { body } = await stage.scim.get(`/Users/${user.id}`)
    expect(body.emails).toHaveLength(1)
    expect((await put(user.id, body)).status).toBe(200)
    expect(await stage.admin.stored(dn)).toEqual(before)
  })

  it('clears what the body leaves out, but for active and password', async () => {
    const sample = fixture('rfc7643-8.2-user-full')
    const before = await create({ ...sample, userName: 'cleared', password: 'first-secret', active: false })

    const answer = await put(before.id, userBody('cleared'))

    expect(answer.body).toEqual({
      schemas: [urn.user],
      id: before.id,
      userName: 'cleared',
      name: { formatted: 'Terry Tester', familyName: 'Tester', givenName: 'Terry' },
      active: false,
      meta: expect.any(Object),
    })
    const entry = await entryOf({ userName: 'cleared' })
    for (const type of ['mail', 'telephonenumber', 'scimemail', 'title', 'scimaddress']) {
      expect(entry).not.toHaveProperty(type)
    }
    await put(before.id, userBody('cleared', { active: true }))
    expect(await bindCode(stage.ldap, `uid=cleared,${stage.people}`, 'first-secret')).toBe(0)
  })

  it('takes extension attributes and the extension URN away with them', async () => {
    const before = await create({ [urn.enterpriseUser]: { department: 'Tour Operations' } })
    expect(before.schemas).toContain(urn.enterpriseUser)

    const { body } = await put(before.id, userBody(before.userName))

    expect(body.schemas).toEqual([urn.user])
    expect(body).not.toHaveProperty([urn.enterpriseUser])
  })

  it('of what GET gave changes nothing, not even the entryCSN', async () => {
    const sample = fixture('rfc7643-8.3-enterprise-user')
    const manager = await create()
    const extension = { ...sample[urn.enterpriseUser], manager: { value: manager.id } }
    const before = await create({ ...sample, userName: 'untouched', [urn.enterpriseUser]: extension })
    await stage.scim.post('/Groups', groupBody('Of Untouched', [before.id]))
    const { body } = await stage.scim.get(`/Users/${before.id}`)
    const entry = await entryOf(before)

    const answer = await put(before.id, body)

    expect(answer.body).toEqual(body)
    expect(await entryOf(before)).toEqual(entry)
  })

  it('leaves attributes that are not mapped as they are', async () => {
    const before = await create()
    await stage.admin.replace(`uid=${before.userName},${stage.people}`, 'description', 'mine', 'yours')

    await put(before.id, userBody(before.userName, { title: 'New' }))

    expect((await entryOf(before))?.description).toEqual(['mine', 'yours'])
  })

  it('keeps values that SCIM does not show of an attribute that it shows one of', async () => {
    const dn = await stage.admin.addPerson(`uid=several,${stage.people}`, {
      title: ['First', 'Second'],
      cn: ['A', 'B'],
    })
    const id = await stage.admin.entryUuid(dn)
    const { body } = await stage.scim.get(`/Users/${id}`)

    await put(id, { ...body, title: 'Third' })

    const entry = await stage.admin.stored(dn)
    expect(entry?.title?.toSorted()).toEqual(['Second', 'Third'])
    expect(entry?.cn).toEqual(['A', 'B'])
  })

  it.each([
    ['without userName', { userName: undefined }],
    ['without name', { name: undefined }],
    [
      'with an unknown manager',
      { [urn.enterpriseUser]: { manager: { value: '9ec0e36e-0000-4000-8000-000000000000' } } },
    ],
  ])('%s is 400 invalidValue and changes nothing', async (_, part) => {
    const before = await create({ title: 'Kept' })
    const entry = await entryOf(before)

    expectError(await put(before.id, { ...userBody(before.userName), title: 'Lost', ...part }), 400, 'invalidValue')

    expect(await entryOf(before)).toEqual(entry)
  })
})

describe('userName is immutable', () => {
  it('another value is 400 mutability and changes nothing', async () => {
    const before = await create()
    const entry = await entryOf(before)

    expectError(await put(before.id, userBody('another', { title: 'Lost' })), 400, 'mutability')

    expect(await entryOf(before)).toEqual(entry)
  })

  it('an equal value in another spelling is no change, and the old spelling is kept', async () => {
    const before = await create()

    const answer = await put(before.id, userBody(before.userName.toUpperCase(), { title: 'New' }))

    expect(answer.body).toMatchObject({ userName: before.userName, title: 'New' })
    expect((await entryOf(before))?.uid).toEqual([before.userName])
  })
})

describe('an entry of another origin, without our AUXILIARY class', () => {
  it('is read and listed, and the first write that needs the class adds it in the same modify', async () => {
    const dn = await stage.admin.addPerson(`uid=foreign,${stage.people}`, { uid: 'foreign', mail: 'f@example.com' })
    const id = await stage.admin.entryUuid(dn)
    const read = await stage.scim.get(`/Users/${id}`)
    expect(read.body).toMatchObject({ userName: 'foreign', active: true, emails: [{ value: 'f@example.com' }] })
    const list = await stage.scim.get('/Users?count=1000')
    expect(list.body.Resources).toContainEqual(read.body)

    const without = await put(id, { ...read.body, title: 'No class needed' })
    expect((await stage.admin.stored(dn))?.objectclass).toEqual(['inetOrgPerson'])
    const answer = await put(id, { ...without.body, externalId: 'x-1', nickName: 'Effy' })

    expect(answer.body).toMatchObject({ externalId: 'x-1', nickName: 'Effy', title: 'No class needed' })
    expect(await stage.admin.stored(dn)).toMatchObject({
      objectclass: ['inetOrgPerson', 'scimUser'],
      scimexternalid: ['x-1'],
    })
  })

  it('is outside without a userName: neither read nor listed', async () => {
    const dn = await stage.admin.addPerson(`cn=No Uid,${stage.people}`, { cn: 'No Uid' })
    const id = await stage.admin.entryUuid(dn)

    expectError(await stage.scim.get(`/Users/${id}`), 404)
    expectError(await put(id, userBody('nouid')), 404)
    expectError(await stage.scim.delete(`/Users/${id}`), 404)
    const list = await stage.scim.get('/Users?count=1000')
    expect(list.body.Resources.map((user: { id: string }) => user.id)).not.toContain(id)
  })
})

describe('an entry that is named by its cn', () => {
  it('is renamed with name.formatted, and stays in its groups and the manager of its people', async () => {
    const dn = await stage.admin.addPerson(`cn=By Cn,${stage.people}`, { cn: 'By Cn', uid: 'bycn' })
    const id = await stage.admin.entryUuid(dn)
    const report = await create({ [urn.enterpriseUser]: { manager: { value: id } } })
    const group = await stage.scim.post('/Groups', groupBody('Of By Cn', [id]))

    const body = userBody('bycn', { name: { formatted: 'New, "Name"', familyName: 'Body' } })
    const answer = await put(id, body)

    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ id, userName: 'bycn', name: { formatted: 'New, "Name"' } })
    expect(answer.body.groups).toEqual([expect.objectContaining({ value: group.body.id })])
    expect(await stage.admin.dnOf(id)).toBe(`cn=New\\2C \\22Name\\22,${stage.people}`)
    const read = await stage.scim.get(`/Users/${report.id}`)
    expect(read.body[urn.enterpriseUser].manager.value).toBe(id)
  })
})
