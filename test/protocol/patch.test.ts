/** PATCH over a real directory: one modify, atomic, and large groups untouched. RFC 7644 §3.5.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { openStage, type Stage } from './support.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.end())

const patchOp = (...Operations: readonly object[]) => ({ schemas: [urn.patchOp], Operations })
const patch = (path: string, operations: readonly object[], headers: Readonly<Record<string, string>> = {}) =>
  stage.scim.request('PATCH', path, { body: patchOp(...operations), headers })
const newUser = async (name: string, more = {}) => (await stage.scim.post('/Users', userBody(name, more))).body
const newGroup = async (name: string, ids: readonly string[]) =>
  (await stage.scim.post('/Groups', groupBody(name, ids))).body
const membersOf = async (id: string): Promise<string[]> =>
  (await stage.scim.get(`/Groups/${id}`)).body.members.map(({ value }: { value: string }) => value).sort()

describe('PATCH of a user', () => {
  it('answers 200 with what is stored, and GET says the same', async () => {
    const user = await newUser('patched', { title: 'Old', emails: [{ value: 'a@example.com', type: 'work' }] })

    const answer = await patch(`/Users/${user.id}`, [
      { op: 'replace', path: 'title', value: 'New' },
      { op: 'add', path: 'emails', value: [{ value: 'b@example.com', type: 'home', primary: true }] },
      { op: 'replace', path: 'emails[type eq "work"].display', value: 'Office; main' },
      { op: 'add', path: `${urn.enterpriseUser}:department`, value: 'Research' },
      { op: 'remove', path: 'name.givenName' },
    ])

    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ title: 'New', [urn.enterpriseUser]: { department: 'Research' } })
    expect(answer.body.name.givenName).toBeUndefined()
    expect(answer.body.emails).toHaveLength(2)
    expect((await stage.scim.get(`/Users/${user.id}`)).body).toEqual(answer.body)
  })

  it('changes nothing when one operation fails, and names it', async () => {
    const user = await newUser('atomic', { title: 'Old' })

    const answer = await patch(`/Users/${user.id}`, [
      { op: 'replace', path: 'title', value: 'New' },
      { op: 'replace', path: 'nonsense', value: 'x' },
    ])

    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ scimType: 'invalidPath' })
    expect(answer.body.detail).toContain('Operations[1]')
    expect((await stage.scim.get(`/Users/${user.id}`)).body).toEqual(user)
  })

  it('keeps the version when an equal value is added', async () => {
    const user = await newUser('equal', { emails: [{ value: 'same@example.com', type: 'work' }] })

    const answer = await patch(`/Users/${user.id}`, [
      { op: 'add', path: 'emails', value: [{ value: 'SAME@example.com', type: 'work' }] },
    ])

    expect([answer.status, answer.body.meta.version]).toEqual([200, user.meta.version])
  })

  it('refuses another userName, and takes the same one in another case', async () => {
    const user = await newUser('keeper')

    const refused = await patch(`/Users/${user.id}`, [{ op: 'replace', path: 'userName', value: 'other' }])
    const same = await patch(`/Users/${user.id}`, [{ op: 'replace', path: 'userName', value: 'KEEPER' }])

    expect([refused.status, refused.body.scimType]).toEqual([400, 'mutability'])
    expect([same.status, same.body.userName, same.body.meta.version]).toEqual([200, 'keeper', user.meta.version])
  })

  it('is 412 for an old version and 204 where the client wants no more', async () => {
    const user = await newUser('conditional')

    const stale = await patch(`/Users/${user.id}`, [{ op: 'add', path: 'title', value: 'A' }], {
      'If-Match': 'W/"old"',
    })
    const minimal = await patch(`/Users/${user.id}`, [{ op: 'add', path: 'title', value: 'A' }], {
      'If-Match': user.meta.version,
      Prefer: 'return=minimal',
    })

    expect([stale.status, minimal.status, minimal.body]).toEqual([412, 204, undefined])
    expect(minimal.headers.get('etag')).toBe((await stage.scim.get(`/Users/${user.id}`)).body.meta.version)
  })
})

describe('PATCH of a group', () => {
  it('adds and removes members with 204 and a new version', async () => {
    const [a, b, c] = await Promise.all(['ga', 'gb', 'gc'].map((name) => newUser(name)))
    const group = await newGroup('Members', [a.id])

    const added = await patch(`/Groups/${group.id}`, [
      { op: 'add', path: 'members', value: [{ value: b.id }, { value: c.id }] },
    ])
    const removed = await patch(`/Groups/${group.id}`, [{ op: 'remove', path: `members[value eq "${a.id}"]` }])

    expect([added.status, removed.status]).toEqual([204, 204])
    expect(await membersOf(group.id)).toEqual([b.id, c.id].sort())
    const both = await patch(`/Groups/${group.id}`, [
      { op: 'add', path: 'members', value: [{ value: a.id }] },
      { op: 'remove', path: `members[value eq "${b.id}" or value eq "${c.id}"]` },
    ])
    expect([both.status, await membersOf(group.id)]).toEqual([204, [a.id]])
    expect(removed.headers.get('etag')).not.toBe(group.meta.version)
  })

  it('keeps the version where every member is there already or is none', async () => {
    const [a, b] = await Promise.all(['na', 'nb'].map((name) => newUser(name)))
    const group = await newGroup('No-ops', [a.id])

    const added = await patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [{ value: a.id }] }])
    const removed = await patch(`/Groups/${group.id}`, [{ op: 'remove', path: `members[value eq "${b.id}"]` }])
    const mixed = await patch(`/Groups/${group.id}`, [
      { op: 'add', path: 'members', value: [{ value: a.id }, { value: b.id }] },
    ])

    expect([added.status, removed.status, mixed.status]).toEqual([204, 204, 204])
    expect(added.headers.get('etag')).toBe(group.meta.version)
    expect(removed.headers.get('etag')).toBe(group.meta.version)
    expect(await membersOf(group.id)).toEqual([a.id, b.id].sort())
  })

  it('adds nobody who is not there, also where a later operation removes them', async () => {
    const [a, b] = await Promise.all(['pa', 'pb'].map((name) => newUser(name)))
    const group = await newGroup('Passing', [a.id])
    const passing = (id: string) => [
      { op: 'add', path: 'members', value: [{ value: id }] },
      { op: 'remove', path: `members[value eq "${id}"]` },
    ]
    const renaming = { op: 'replace', path: 'displayName', value: 'Passed' }
    const nobody = '00000000-0000-4000-8000-000000000000'

    for (const operations of [passing('nope'), passing(nobody), [...passing(nobody), renaming]]) {
      const answer = await patch(`/Groups/${group.id}`, operations)
      expect([answer.status, answer.body?.scimType]).toEqual([400, 'invalidValue'])
    }
    const manager = (value: string) => ({ op: 'replace', path: `${urn.enterpriseUser}:manager`, value: { value } })
    const managed = await patch(`/Users/${a.id}`, [manager(nobody), manager(b.id)])
    expect([managed.status, managed.body?.scimType]).toEqual([400, 'invalidValue'])

    expect((await patch(`/Groups/${group.id}`, [...passing(b.id), renaming])).status).toBe(204)
    expect((await patch(`/Groups/${group.id}`, passing(b.id))).status).toBe(204)
    expect(await membersOf(group.id)).toEqual([a.id])
  })

  it('refuses to end without members, and exchanges all of them in one request', async () => {
    const [a, b] = await Promise.all(['ea', 'eb'].map((name) => newUser(name)))
    const group = await newGroup('Exchange', [a.id])

    const emptied = await patch(`/Groups/${group.id}`, [{ op: 'remove', path: `members[value eq "${a.id}"]` }])
    const all = await patch(`/Groups/${group.id}`, [{ op: 'remove', path: 'members' }])
    const exchanged = await patch(`/Groups/${group.id}`, [
      { op: 'remove', path: 'members' },
      { op: 'add', path: 'members', value: [{ value: b.id }] },
    ])

    expect([emptied.status, emptied.body.scimType]).toEqual([400, 'mutability'])
    expect([all.status, all.body.scimType]).toEqual([400, 'mutability'])
    expect(exchanged.status).toBe(204)
    expect(await membersOf(group.id)).toEqual([b.id])
  })

  it('answers an unknown member with 400 and changes nothing', async () => {
    const a = await newUser('ua')
    const group = await newGroup('Unknown', [a.id])

    const answer = await patch(`/Groups/${group.id}`, [
      { op: 'add', path: 'members', value: [{ value: '00000000-0000-4000-8000-000000000000' }] },
    ])

    expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidValue'])
    expect((await stage.scim.get(`/Groups/${group.id}`)).body).toEqual(group)
  })

  it('renames the entry and shows the group where attributes are named', async () => {
    const a = await newUser('ra')
    const group = await newGroup('Before', [a.id])

    const answer = await patch(`/Groups/${group.id}?attributes=displayName`, [
      { op: 'replace', value: { displayName: 'After, "renamed"' } },
    ])

    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ schemas: [urn.group], id: group.id, displayName: 'After, "renamed"' })
  })

  it('lets one of two removals of the last two members win, never both', async () => {
    const [a, b] = await Promise.all(['la', 'lb'].map((name) => newUser(name)))
    const group = await newGroup('Last two', [a.id, b.id])

    for (let round = 0; round < 200; round++) {
      const answers = await Promise.all(
        [a, b].map(({ id }) => patch(`/Groups/${group.id}`, [{ op: 'remove', path: `members[value eq "${id}"]` }])),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 400])
      await patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [{ value: a.id }, { value: b.id }] }])
    }
  }, 120_000)

  it('is 412 for an old version also when only members change', async () => {
    const [a, b] = await Promise.all(['va', 'vb'].map((name) => newUser(name)))
    const group = await newGroup('Versions', [a.id])
    const add = [{ op: 'add', path: 'members', value: [{ value: b.id }] }]

    const first = await patch(`/Groups/${group.id}`, add, { 'If-Match': group.meta.version })
    const second = await patch(`/Groups/${group.id}`, [{ op: 'remove', path: `members[value eq "${b.id}"]` }], {
      'If-Match': group.meta.version,
    })

    expect([first.status, second.status]).toEqual([204, 412])
    expect(await membersOf(group.id)).toEqual([a.id, b.id].sort())
  })
})
