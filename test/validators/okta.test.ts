/** Okta's SPEC test and CRUD test for SCIM 2.0, step by step, over a real directory in both profiles. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { openStage, type Stage } from '../protocol/support.ts'
import { type Answer, filtered } from '../support/gateway.ts'

const json = { 'Content-Type': 'application/json', Accept: 'application/scim+json' }

describe.each(['strict', 'provisioning'] as const)('Okta, profile: %s', (profile) => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage({}, { profile })
  })
  afterAll(() => stage?.end())

  const person = () => {
    const email = `Runscope${randomUUID().slice(0, 8)}@atko.example`
    return {
      schemas: [urn.user],
      userName: email,
      name: { givenName: 'Runscope', familyName: 'Tester' },
      emails: [{ primary: true, value: email, type: 'work' }],
      active: true,
    }
  }
  const post = (body: object) => stage.scim.request('POST', '/Users', { body, headers: json })
  const isComplete = (user: Record<string, unknown> & { name: object; emails: readonly object[] }) => {
    for (const value of [user.id, user.userName]) expect(value).toEqual(expect.stringMatching(/./))
    expect(user.name).toMatchObject({ familyName: expect.stringMatching(/./), givenName: expect.stringMatching(/./) })
    expect(user.active).toEqual(expect.any(Boolean))
    expect(user.emails[0]).toMatchObject({ value: expect.stringMatching(/./) })
  }
  const isEmptyList = ({ status, body }: Answer) => {
    expect([status, body.schemas, body.totalResults]).toEqual([200, [urn.listResponse], 0])
  }
  const isFault = ({ status, body }: Answer, expected: number) => {
    expect([status, body.schemas, body.status]).toEqual([expected, [urn.error], String(expected)])
    expect(body.detail).toEqual(expect.stringMatching(/./))
  }

  it('SPEC 1 and 2: the first user of the list, and the same by id', async () => {
    await post(person())
    const { status, body } = await stage.scim.get('/Users?count=1&startIndex=1', json)
    expect([status, body.schemas, body.Resources.length]).toEqual([200, [urn.listResponse], 1])
    for (const number of [body.itemsPerPage, body.startIndex, body.totalResults])
      expect(number).toEqual(expect.any(Number))
    const [first] = body.Resources
    isComplete(first)

    const again = await stage.scim.get(`/Users/${first.id}`, json)
    expect([again.status, again.body]).toEqual([200, first])
  })

  it('SPEC 3, 4, 5, 12: nobody is an empty list, and 404 by id', async () => {
    isEmptyList(await stage.scim.get(filtered('/Users', 'userName eq "invalid"'), json))
    isEmptyList(await stage.scim.get(filtered('/Users', `userName eq "${randomUUID()}@atko.example"`), json))
    isFault(await stage.scim.get(`/Users/${randomUUID()}`, json), 404)
    isFault(await stage.scim.get('/Users/00919288221112222', json), 404)
  })

  it('SPEC 6 to 9: a user is created, read, refused a second time, and found in capitals', async () => {
    const sent = person()
    const created = await post(sent)
    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({ ...sent, schemas: expect.arrayContaining([urn.user]) })
    isComplete(created.body)

    const read = await stage.scim.get(`/Users/${created.body.id}`, json)
    expect([read.status, read.body]).toEqual([200, created.body])
    isFault(await post(sent), 409)
    const found = await stage.scim.get(filtered('/Users', `userName eq "${sent.userName.toUpperCase()}"`), json)
    expect(found.body.Resources).toEqual([created.body])
  })

  it('SPEC 10: groups are there', async () => {
    expect((await stage.scim.get('/Groups', json)).status).toBe(200)
  })

  it('SPEC 11: who has no token is told so, in the words of SCIM', async () => {
    const answer = await stage.scim.get('/Users?filter=id%20eq%20%22x%22', { ...json, Authorization: 'non-token' })

    isFault(answer, 401)
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
  })

  it('CRUD: assigned, renamed, deactivated, reactivated, unassigned, each by a whole PUT', async () => {
    const sent = person()
    const look = () =>
      stage.scim.get(filtered('/Users', `userName eq "${sent.userName}"`, '&startIndex=1&count=100'), json)
    isEmptyList(await look())
    await post(sent)
    const [user] = (await look()).body.Resources
    expect(user).toMatchObject({ userName: sent.userName, emails: [{ value: sent.emails[0]?.value }] })

    const { groups: _, ...known } = user
    const put = async (change: object) => {
      const answer = await stage.scim.request('PUT', `/Users/${user.id}`, {
        body: { ...known, groups: [], ...change },
        headers: json,
      })
      expect(answer.status).toBe(200)
      return (await stage.scim.get(`/Users/${user.id}`, json)).body
    }
    const name = { givenName: 'Renamed', familyName: 'Tester' }
    expect(await put({ name })).toMatchObject({ name, active: true })
    expect(await put({ name, active: false })).toMatchObject({ name, active: false })
    expect(await put({ name, active: true })).toMatchObject({ name, active: true })
    expect(await put({ name, active: false })).toMatchObject({ active: false })
    expect((await look()).body.totalResults).toBe(1)
  })

  it('CRUD of catalogue apps: deactivated, reactivated and given a password by PATCH without a path', async () => {
    const { body } = await post(person())
    const patch = (value: object) =>
      stage.scim.request('PATCH', `/Users/${body.id}`, {
        body: { schemas: [urn.patchOp], Operations: [{ op: 'replace', value }] },
        headers: json,
      })

    for (const active of [false, true]) {
      expect((await patch({ active })).status).toBe(200)
      expect((await stage.scim.get(`/Users/${body.id}`, json)).body.active).toBe(active)
    }
    const changed = await patch({ password: 'tMbg8Zq2fW1' })
    expect([changed.status, 'password' in changed.body]).toEqual([200, false])
  })
})
