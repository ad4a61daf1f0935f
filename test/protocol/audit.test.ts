import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChangeObservation } from '../../src/observe/observation.ts'
import { urn } from '../../src/scim/urn.ts'
import { readToken, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

let ldap: Openldap
let gateway: TestGateway
beforeAll(async () => {
  ldap = await startOpenldap()
  gateway = await startGateway(ldap)
})
afterAll(async () => {
  await gateway.close()
  await ldap.stop()
})

/** What is told of the changes while something is done. */
const told = async <T>(act: () => Promise<T>): Promise<readonly [T, readonly ChangeObservation[]]> => {
  const before = gateway.observations.length
  const result = await act()
  return [result, gateway.observations.slice(before).filter((each) => each.kind === 'change')]
}

const created = async (userName: string, more = {}) => (await gateway.post('/Users', userBody(userName, more))).body
const patch = (path: string, ...operations: readonly unknown[]) =>
  gateway.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations: operations } })
const group = async (displayName: string, ...ids: readonly string[]) =>
  (
    await gateway.post('/Groups', {
      ...{ schemas: [urn.group], displayName },
      members: ids.map((value) => ({ value })),
    })
  ).body
const versionAt = async (path: string) => (await gateway.get(path)).headers.get('ETag')

describe('a change is told with names and ids', () => {
  it('of a create: all that was given, with the id and version that it got', async () => {
    const [user, changes] = await told(() => created('aud1', { title: 'x', password: 'Correct-horse-1' }))

    expect(changes).toEqual([
      {
        ...{ kind: 'change', outcome: 'done', operation: 'create', resourceType: 'User', resourceId: user.id },
        attributes: ['name', 'password', 'title', 'userName'],
        ...{ linked: [], after: user.meta.version, client: 'test' },
        ...{ address: expect.stringMatching(/127\.0\.0\.1$/), requestId: expect.any(String) },
      },
    ])
  })

  it('of a patch: what the entry changes in, from version to version', async () => {
    const user = await created('aud2')
    const before = await versionAt(`/Users/${user.id}`)

    const [, changes] = await told(() =>
      patch(`/Users/${user.id}`, { op: 'replace', value: { title: 'chief', name: { familyName: 'New' } } }),
    )

    expect(changes).toHaveLength(1)
    expect(changes[0]).toMatchObject({ operation: 'patch', outcome: 'done', attributes: ['name', 'title'], before })
    expect(changes[0]?.after).toBe(await versionAt(`/Users/${user.id}`))
    expect(changes[0]?.after).not.toBe(before)
  })

  it('of nothing as unchanged', async () => {
    const user = await created('aud3', { title: 'same' })

    const [, changes] = await told(() => patch(`/Users/${user.id}`, { op: 'replace', path: 'title', value: 'same' }))

    expect(changes).toMatchObject([{ outcome: 'unchanged', attributes: [], resourceId: user.id }])
  })

  it('of members and managers: ids added and removed, on the fast path and on the other', async () => {
    const [a, b, c] = [await created('aud4a'), await created('aud4b'), await created('aud4c')]
    const [team, create] = await told(() => group('aud4', a.id))
    const [, fast] = await told(() =>
      patch(
        `/Groups/${team.id}`,
        { op: 'add', path: 'members', value: [{ value: a.id }, { value: b.id }] },
        { op: 'remove', path: `members[value eq "${a.id}"]` },
      ),
    )
    const [, put] = await told(() =>
      gateway.put(`/Groups/${team.id}`, { schemas: [urn.group], displayName: 'aud4', members: [{ value: c.id }] }),
    )
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
    const [, manager] = await told(() =>
      patch(`/Users/${a.id}`, { op: 'add', path: `${enterprise}:manager`, value: { value: b.id } }),
    )

    expect(create[0]?.linked).toEqual([{ attribute: 'members', added: [a.id], removed: [] }])
    expect(fast[0]).toMatchObject({ attributes: ['members'], linked: [{ added: [b.id], removed: [a.id] }] })
    expect(put[0]).toMatchObject({ attributes: ['members'], linked: [{ added: [c.id], removed: [b.id] }] })
    expect(manager[0]?.linked).toEqual([{ attribute: `${enterprise}:manager`, added: [b.id], removed: [] }])
  })

  it('of a delete: what it was, and whose references went with it', async () => {
    const [a, b] = [await created('aud5a'), await created('aud5b')]
    const team = await group('aud5', a.id, b.id)
    // Without what the group adds to it.
    const before = (await versionAt(`/Users/${a.id}`))?.replace(/\..*"$/, '"')

    const [, changes] = await told(() => gateway.delete(`/Users/${a.id}`))

    expect(changes).toMatchObject([
      { operation: 'delete', outcome: 'done', resourceId: a.id, referrers: [team.id], attributes: [], before },
    ])
  })

  it('of a password alone: its name', async () => {
    const user = await created('aud6')

    const [, changes] = await told(() =>
      patch(`/Users/${user.id}`, { op: 'replace', path: 'password', value: 'Correct-horse-2' }),
    )

    expect(changes).toMatchObject([{ outcome: 'done', attributes: ['password'] }])
  })

  it('that is refused, with the status, and the code of a directory that was asked', async () => {
    const user = await created('aud7')
    const id = '00000000-0000-4000-8000-000000000000'
    const [, changes] = await told(async () => {
      await gateway.post('/Users', userBody('aud7'))
      await gateway.delete(`/Users/${id}`)
      await gateway.request('PATCH', `/Users/${user.id}`, {
        body: { schemas: [urn.patchOp], Operations: [{ op: 'replace', path: 'title', value: 'x' }] },
        headers: { 'If-Match': 'W/"other"' },
      })
      await gateway.request('DELETE', `/Users/${user.id}`, { token: readToken })
    })

    expect(changes.map(({ outcome, status, resourceId }) => [outcome, status, resourceId])).toEqual([
      ['refused', 409, undefined],
      ['refused', 404, id],
      ['refused', 412, user.id],
      ['refused', 403, user.id],
    ])
  })

  it('of each operation of a Bulk request', async () => {
    const user = await created('aud8')
    const operations = [
      { method: 'POST', path: '/Users', bulkId: 'n', data: userBody('aud8n') },
      {
        method: 'PATCH',
        path: `/Users/${user.id}`,
        data: { schemas: [urn.patchOp], Operations: [{ op: 'add', path: 'title', value: 'x' }] },
      },
      { method: 'DELETE', path: '/Users/nobody' },
    ]

    const [answer, changes] = await told(() =>
      gateway.post('/Bulk', { schemas: [urn.bulkRequest], Operations: operations }),
    )

    const newId = answer.body.Operations[0].location.split('/').at(-1)
    // In the order in which they were done: those that have nothing to do with each other go on side by side.
    const lines = changes.map(({ operation, outcome, resourceId }) => [operation, outcome, resourceId])
    expect(lines).toHaveLength(3)
    expect(lines).toEqual(
      expect.arrayContaining([
        ['create', 'done', newId],
        ['patch', 'done', user.id],
        ['delete', 'refused', undefined],
      ]),
    )
    expect(new Set(changes.map(({ requestId }) => requestId)).size).toBe(1)
  })
})

describe('an all-or-nothing Bulk request is told', () => {
  const atomic = (operations: readonly unknown[]) =>
    gateway.request('POST', '/Bulk', {
      body: { schemas: [urn.bulkRequest], Operations: operations },
      headers: { 'Scimdap-Bulk': 'atomic' },
    })

  it('with the ids and versions that the directory gave, once it is done', async () => {
    const [answer, changes] = await told(() =>
      atomic([
        { method: 'POST', path: '/Users', bulkId: 'u', data: userBody('aud9') },
        {
          ...{ method: 'POST', path: '/Groups', bulkId: 'g' },
          data: { schemas: [urn.group], displayName: 'aud9', members: [{ value: 'bulkId:u' }] },
        },
      ]),
    )

    expect(answer.status).toBe(200)
    const [userId, groupId] = answer.body.Operations.map(({ location }: { location: string }) =>
      location.split('/').at(-1),
    )
    expect(changes.map(({ outcome, resourceId, linked }) => [outcome, resourceId, linked])).toEqual([
      ['done', userId, []],
      ['done', groupId, [{ attribute: 'members', added: [userId], removed: [] }]],
    ])
    // Of the version, what the entry itself decides.
    expect(await versionAt(`/Users/${userId}`)).toContain(changes[0]?.after?.slice(0, -1))
  })

  it('as refused where it is not, and of the operation that is at fault alone', async () => {
    const [answer, changes] = await told(() =>
      atomic([
        { method: 'POST', path: '/Users', bulkId: 'u', data: userBody('aud10') },
        { method: 'POST', path: '/Users', bulkId: 'v', data: userBody('aud9') },
      ]),
    )

    expect(answer.status).toBe(409)
    expect(changes.filter(({ outcome }) => outcome === 'done')).toEqual([])
    expect(changes).toMatchObject([{ operation: 'create', outcome: 'refused', status: 409 }])
  })
})
