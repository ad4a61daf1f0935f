/** ETags and conditional requests. RFC 7644 §3.14, RFC 9110 §13 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupBody, userBody } from '../support/gateway.ts'
import { bindCode, expectError, openStage, type Stage } from './support.ts'

let stage: Stage
let number = 0

beforeAll(async () => {
  stage = await openStage()
  // Failed logins are recorded only where they are counted.
  await stage.admin.replace(`cn=default,ou=policies,${stage.ldap.suffix}`, 'pwdMaxFailure', '1000')
})
afterAll(() => stage?.end())

const createUser = async (more: Readonly<Record<string, unknown>> = {}) =>
  (await stage.scim.post('/Users', userBody(`version${number++}`, more))).body
const createGroup = async (...members: readonly string[]) =>
  (await stage.scim.post('/Groups', groupBody(`Group ${number++}`, members))).body
const dnOf = ({ userName }: { userName: string }) => `uid=${userName},${stage.people}`
const versionOf = async (path: string) => {
  const { headers, body } = await stage.scim.get(path)
  expect(headers.get('etag')).toBe(body.meta.version)
  return body.meta.version as string
}

describe('If-Match', () => {
  const put = async (headers: (version: string) => string) => {
    const user = await createUser()
    const answer = await stage.scim.put(`/Users/${user.id}`, userBody(user.userName, { title: 'New' }), {
      'If-Match': headers(user.meta.version),
    })
    return { answer, stored: await stage.scim.get(`/Users/${user.id}`) }
  }

  it.each([
    ['the version', (version: string) => version],
    ['a list with the version', (version: string) => `W/"other", ${version} ,"more"`],
    ['*', () => '*'],
    ['the version without W/', (version: string) => version.slice(2)],
  ])('%s lets the PUT through', async (_, headers) => {
    const { answer } = await put(headers)

    expect(answer.status).toBe(200)
    expect(answer.body.title).toBe('New')
  })

  it.each([
    ['another version', () => 'W/"another"'],
    ['a list without the version', () => 'W/"one", "two"'],
    ['a part of the version', (version: string) => `${version.slice(0, -2)}"`],
  ])('%s is 412 and changes nothing', async (_, headers) => {
    const { answer, stored } = await put(headers)

    expectError(answer, 412)
    expect(stored.body).not.toHaveProperty('title')
  })

  it.each([['no tag at all'], ['W/"open'], ['']])('%j is 400', async (text) => {
    const { answer } = await put(() => text)

    expectError(answer, 400, 'invalidValue')
  })

  it('of an unknown resource is 404, also with *', async () => {
    const id = '9ec0e36e-0000-4000-8000-000000000000'

    for (const tag of ['*', 'W/"x"']) {
      expectError(await stage.scim.put(`/Users/${id}`, userBody('nobody'), { 'If-Match': tag }), 404)
      expectError(await stage.scim.delete(`/Users/${id}`, { 'If-Match': tag }), 404)
    }
  })

  it('of the version before somebody else wrote is 412 for PUT and DELETE', async () => {
    const user = await createUser()
    await stage.admin.replace(dnOf(user), 'title', 'Theirs')
    const headers = { 'If-Match': user.meta.version }

    expectError(await stage.scim.put(`/Users/${user.id}`, userBody(user.userName), headers), 412)
    expectError(await stage.scim.delete(`/Users/${user.id}`, headers), 412)

    expect((await stage.admin.stored(dnOf(user)))?.title).toEqual(['Theirs'])
  })

  it('has one winner among writers with one tag, and nobody fails for what the mapping does not show', async () => {
    for (let round = 0; round < 10; round++) {
      const user = await createUser({ password: 'correct horse' })
      const headers = { 'If-Match': user.meta.version }
      const write = (n: number) =>
        stage.scim.put(`/Users/${user.id}`, userBody(user.userName, { title: `Writer ${n}` }), headers)
      const disturb = async (n: number) => {
        await stage.admin.replace(dnOf(user), 'description', `Disturbance ${n}`)
        await bindCode(stage.ldap, dnOf(user), 'wrong')
      }

      const [answers] = await Promise.all([
        Promise.all(Array.from({ length: 8 }, (_, n) => write(n))),
        Promise.all(Array.from({ length: 8 }, (_, n) => disturb(n))),
      ])

      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(412)])
    }
  })
})

describe('If-None-Match', () => {
  it('of the version is 304 without a body, of another 200', async () => {
    const user = await createUser()

    const same = await stage.scim.get(`/Users/${user.id}`, { 'If-None-Match': `"x", ${user.meta.version}` })
    const other = await stage.scim.get(`/Users/${user.id}`, { 'If-None-Match': 'W/"x"' })

    expect(same).toMatchObject({ status: 304, body: undefined })
    expect(same.headers.get('etag')).toBe(user.meta.version)
    expect((await stage.scim.get(`/Users/${user.id}`, { 'If-None-Match': '*' })).status).toBe(304)
    expect(other).toMatchObject({ status: 200, body: user })
  })
})

describe('the version of a user', () => {
  it('is the same in the list, in GET and in POST', async () => {
    const user = await createUser()

    const list = await stage.scim.get('/Users?count=1000')

    expect(list.body.Resources).toContainEqual(user)
    expect(await versionOf(`/Users/${user.id}`)).toBe(user.meta.version)
  })

  it('is not moved by what the mapping does not show: other attributes, failed logins', async () => {
    const user = await createUser({ password: 'correct horse' })
    const before = await stage.admin.stored(dnOf(user))

    await stage.admin.replace(dnOf(user), 'description', 'Something else')
    for (let n = 0; n < 3; n++) expect(await bindCode(stage.ldap, dnOf(user), 'wrong')).toBe(49)

    const after = await stage.admin.stored(dnOf(user))
    expect(after?.entrycsn).not.toEqual(before?.entrycsn)
    expect(after).toHaveProperty('pwdfailuretime')
    expect(await versionOf(`/Users/${user.id}`)).toBe(user.meta.version)
    const headers = { 'If-Match': user.meta.version }
    expect((await stage.scim.put(`/Users/${user.id}`, userBody(user.userName, { title: 'New' }), headers)).status).toBe(
      200,
    )
  })

  it.each([
    ['mail', 'other@example.com'],
    ['title', 'Other'],
    ['scimNickName', 'Other'],
    ['pwdAccountLockedTime', '000001010000Z'],
  ])('is moved by %s', async (type, value) => {
    const user = await createUser({ nickName: 'Nick' })

    await stage.admin.replace(dnOf(user), type, value)

    expect(await versionOf(`/Users/${user.id}`)).not.toBe(user.meta.version)
  })

  it('changes as a whole with the groups, but not in the part that If-Match compares', async () => {
    const user = await createUser()

    const group = await createGroup(user.id)

    const withGroup = await versionOf(`/Users/${user.id}`)
    expect(withGroup).not.toBe(user.meta.version)
    expect((await stage.scim.get(`/Users/${user.id}`, { 'If-None-Match': user.meta.version })).status).toBe(200)
    expect((await stage.scim.get(`/Users/${user.id}`, { 'If-None-Match': withGroup })).status).toBe(304)
    await stage.scim.put(`/Groups/${group.id}`, groupBody(`${group.displayName} renamed`, [user.id]))
    expect((await stage.scim.get(`/Users/${user.id}`, { 'If-None-Match': withGroup })).status).toBe(200)
    const headers = { 'If-Match': user.meta.version }
    expect((await stage.scim.put(`/Users/${user.id}`, userBody(user.userName, { title: 'New' }), headers)).status).toBe(
      200,
    )
  })

  it('is not moved by a PUT that changes nothing', async () => {
    const user = await createUser({ title: 'Same' })

    const answer = await stage.scim.put(`/Users/${user.id}`, user)

    expect(answer.body.meta).toEqual(user.meta)
  })
})

describe('the version of a group', () => {
  it('moves with its members and with nothing of theirs', async () => {
    const [one, two] = [await createUser(), await createUser()]
    const group = await createGroup(one.id)

    await stage.scim.put(`/Users/${one.id}`, userBody(one.userName, { title: 'New', displayName: 'New' }))
    expect(await versionOf(`/Groups/${group.id}`)).toBe(group.meta.version)
    const put = await stage.scim.put(`/Groups/${group.id}`, groupBody(group.displayName, [one.id, two.id]))

    expect(put.body.meta.version).not.toBe(group.meta.version)
    expect(await versionOf(`/Groups/${group.id}`)).toBe(put.body.meta.version)
    const headers = { 'If-Match': group.meta.version }
    expectError(await stage.scim.put(`/Groups/${group.id}`, groupBody(group.displayName, [two.id]), headers), 412)
    expectError(await stage.scim.delete(`/Groups/${group.id}`, headers), 412)
  })

  it('moves when a member is deleted', async () => {
    const [one, two] = [await createUser(), await createUser()]
    const group = await createGroup(one.id, two.id)

    await stage.scim.delete(`/Users/${one.id}`)

    expect(await versionOf(`/Groups/${group.id}`)).not.toBe(group.meta.version)
  })
})

describe('where meta.version is outside the projection', () => {
  const outside = ['attributes=userName', 'excludedAttributes=meta', 'attributes=meta.location']

  it.each([...outside, 'excludedAttributes=meta.version'])('%s has the ETag of the whole', async (query) => {
    const user = await createUser()

    const shown = await stage.scim.get(`/Users/${user.id}?${query}`)
    const changed = await stage.scim.put(`/Users/${user.id}?${query}`, userBody(user.userName, { title: 'New' }))
    const created = await stage.scim.post(`/Users?${query}`, userBody(`version${number++}`))

    expect([shown, changed, created].map(({ status }) => status)).toEqual([200, 200, 201])
    expect([shown, changed, created].map(({ body }) => body.meta?.version)).toEqual([undefined, undefined, undefined])
    expect(shown.headers.get('etag')).toBe(user.meta.version)
    expect(changed.headers.get('etag')).toBe(await versionOf(`/Users/${user.id}`))
    expect(created.headers.get('etag')).toBe(await versionOf(`/Users/${created.body.id}`))
  })

  // Of the attributes that it does not show, too: a version is the resource's, and not that of what is shown of it.
  it.each(outside)('%s is 304 as long as nothing has changed', async (query) => {
    const user = await createUser()
    const headers = { 'If-None-Match': user.meta.version }

    const same = await stage.scim.get(`/Users/${user.id}?${query}`, headers)
    await stage.admin.replace(dnOf(user), 'title', 'Theirs')
    const other = await stage.scim.get(`/Users/${user.id}?${query}`, headers)

    expect(same).toMatchObject({ status: 304, body: undefined })
    expect(other.status).toBe(200)
  })

  it('is 304 for the tag of an answer with groups, which the projection does not show', async () => {
    const user = await createUser()
    const group = await createGroup(user.id, (await createUser()).id)
    const headers = { 'If-None-Match': await versionOf(`/Users/${user.id}`) }
    const statusOf = async (query: string) => (await stage.scim.get(`/Users/${user.id}?${query}`, headers)).status

    expect(await Promise.all(['attributes=userName', 'attributes=userName,groups'].map(statusOf))).toEqual([304, 304])
    await stage.scim.delete(`/Groups/${group.id}`)

    expect(await Promise.all(['attributes=userName', 'attributes=userName,groups'].map(statusOf))).toEqual([304, 200])
  })

  it('has the ETag of a group without its members', async () => {
    const group = await createGroup((await createUser()).id)

    const shown = await stage.scim.get(`/Groups/${group.id}?excludedAttributes=members,meta`)

    expect(Object.keys(shown.body)).toEqual(['schemas', 'id', 'displayName'])
    expect(shown.headers.get('etag')).toBe(group.meta.version)
  })

  it('If-Match is judged all the same', async () => {
    const user = await createUser()

    const answer = await stage.scim.put(`/Users/${user.id}?attributes=userName`, userBody(user.userName), {
      'If-Match': 'W/"x"',
    })

    expectError(answer, 412)
  })

  it.each(['attributes=meta', 'attributes=meta.version', 'excludedAttributes=title'])(
    '%s has the one of the whole',
    async (query) => {
      const user = await createUser()

      expect((await stage.scim.get(`/Users/${user.id}?${query}`)).headers.get('etag')).toBe(user.meta.version)
    },
  )
})
