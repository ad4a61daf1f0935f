/** Groups without members, where the mapping lets them be. RFC 7643 §4.2, RFC 7644 §3.3, §3.5.1, §3.5.2, §3.6 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import type { Answer } from '../support/gateway.ts'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { emptiable, memberValue, openStageOf } from './group-kinds.ts'
import { expectError, namesOf, type Stage } from './support.ts'

describe.each(emptiable)('an empty group: $name', (kind) => {
  const nobody = kind.placeholder === undefined ? undefined : [kind.placeholder]
  let stage: Stage
  let ids: readonly string[]
  let number = 0

  beforeAll(async () => {
    stage = await openStageOf(kind)
    const answers = await Promise.all(
      ['ann', 'bob', 'cyd'].map((userName) => stage.scim.post('/Users', userBody(userName))),
    )
    ids = answers.map(({ body }) => body.id)
  })
  afterAll(() => stage?.end())

  const id = (at: number) => ids[at] as string
  const person = (name: string) => memberValue(kind, `uid=${name},${stage.people}`)
  const create = async (...members: readonly string[]) => {
    const answer = await stage.scim.post('/Groups', groupBody(`Group ${number++}`, members))
    expect(answer.status).toBe(201)
    return answer.body as { id: string; displayName: string }
  }
  /** As the directory holds them, spelled as it gives them. */
  const held = async ({ displayName }: { displayName: string }) =>
    (await stage.admin.stored(`cn=${displayName},${stage.groups}`))?.[kind.type]?.map((dn) => dn.replace(', ', ','))
  const heldLower = async (group: { displayName: string }) => (await held(group))?.map((dn) => dn.toLowerCase())
  const patch = (group: { id: string }, operations: readonly object[], headers = {}): Promise<Answer> =>
    stage.scim.request('PATCH', `/Groups/${group.id}`, {
      body: { schemas: [urn.patchOp], Operations: operations },
      headers,
    })
  const add = (...members: readonly string[]) => ({
    op: 'add',
    path: 'members',
    value: members.map((value) => ({ value })),
  })
  const remove = (member: string) => ({ op: 'remove', path: `members[value eq "${member}"]` })
  const shown = async (group: { id: string }) => {
    const { status, body } = await stage.scim.get(`/Groups/${group.id}`)
    expect(status).toBe(200)
    return body.members?.map(({ value }: { value: string }) => value)
  }

  it('is made by a POST, shown without members, and found', async () => {
    for (const members of [undefined, null, []]) {
      const displayName = `Empty ${number++}`
      const answer = await stage.scim.post('/Groups', { ...groupBody(displayName, []), members })

      expect(answer.status).toBe(201)
      expect(answer.body).not.toHaveProperty('members')
      expect(await heldLower({ displayName })).toEqual(nobody)
      expect((await stage.scim.get(`/Groups/${answer.body.id}`)).body).toEqual(answer.body)
    }
    const found = await stage.scim.get(filtered('/Groups', 'displayName sw "Empty "', '&count=0'))
    expect(found.body.totalResults).toBe(3)
  })

  it('is what /Schemas says can be: members are not required', async () => {
    const { body } = await stage.scim.get(`/Schemas/${urn.group}`)
    const members = body.attributes.find(({ name }: { name: string }) => name === 'members')

    expect(members).toMatchObject({ required: false, multiValued: true })
  })

  it('gets its first member and loses its last one by PATCH, each in one modify', async () => {
    const group = await create()

    const added = await patch(group, [add(id(0))])
    expect([added.status, await held(group), await shown(group)]).toEqual([204, [person('ann')], [id(0)]])
    const removed = await patch(group, [remove(id(0))])

    expect([removed.status, await heldLower(group), await shown(group)]).toEqual([204, nobody, undefined])
    expect(removed.headers.get('etag')).not.toBe(added.headers.get('etag'))
  })

  it.each([
    ['remove members', { op: 'remove', path: 'members' }],
    ['replace members by none', { op: 'replace', path: 'members', value: [] }],
    ['replace without a path', { op: 'replace', value: { members: [] } }],
  ])('is what is left of %s', async (_, operation) => {
    const group = await create(id(0), id(1))

    const answer = await patch(group, [operation])

    expect([answer.status, await heldLower(group), await shown(group)]).toEqual([204, nobody, undefined])
  })

  it('is what is left where all are removed one by one, or one is exchanged for another', async () => {
    const group = await create(id(0), id(1))

    expect((await patch(group, [remove(id(0)), remove(id(1))])).status).toBe(204)
    expect(await heldLower(group)).toEqual(nobody)
    expect((await patch(group, [add(id(2)), remove(id(0))])).status).toBe(204)
    expect(await held(group)).toEqual([person('cyd')])
    expect((await patch(group, [add(id(1)), remove(id(2))])).status).toBe(204)
    expect(await held(group)).toEqual([person('bob')])
  })

  it('stays as it is, version and all, where nobody is removed from it', async () => {
    const group = await create()
    const before = (await stage.scim.get(`/Groups/${group.id}`)).headers.get('etag')

    const answers = [
      await patch(group, [remove(id(0))]),
      await patch(group, [{ op: 'remove', path: 'members' }]),
      await stage.scim.put(`/Groups/${group.id}`, group),
    ]

    expect(answers.map(({ headers }) => headers.get('etag'))).toEqual([before, before, before])
    expect(await heldLower(group)).toEqual(nobody)
  })

  it('is what a PUT without members makes, and is filled by another', async () => {
    const group = await create(id(0), id(1))
    const etag = (await stage.scim.get(`/Groups/${group.id}`)).headers.get('etag') as string

    const emptied = await stage.scim.put(`/Groups/${group.id}`, groupBody(group.displayName, []), { 'If-Match': etag })
    const stale = await stage.scim.put(`/Groups/${group.id}`, groupBody(group.displayName, [id(2)]), {
      'If-Match': etag,
    })
    expect([emptied.status, stale.status, await heldLower(group)]).toEqual([200, 412, nobody])
    expect(emptied.body).not.toHaveProperty('members')
    const filled = await stage.scim.put(`/Groups/${group.id}`, groupBody(group.displayName, [id(2)]))

    expect([filled.status, await held(group)]).toEqual([200, [person('cyd')]])
  })

  it('keeps to If-Match where the first comes and the last goes', async () => {
    const group = await create()
    const version = async () => (await stage.scim.get(`/Groups/${group.id}`)).headers.get('etag') as string
    const first = await version()

    const added = await patch(group, [add(id(0))], { 'If-Match': first })
    const stale = [
      await patch(group, [remove(id(0))], { 'If-Match': first }),
      await patch(group, [add(id(1))], { 'If-Match': first }),
    ]
    const removed = await patch(group, [remove(id(0))], { 'If-Match': await version() })

    expect([added, ...stale, removed].map(({ status }) => status)).toEqual([204, 412, 412, 204])
    expect(await heldLower(group)).toEqual(nobody)
  })

  it('keeps its name to itself: a rename touches nobody', async () => {
    const group = await create()
    const displayName = `Renamed ${number++}`

    expect((await patch(group, [{ op: 'replace', path: 'displayName', value: displayName }])).status).toBe(204)

    expect(await heldLower({ displayName })).toEqual(nobody)
  })

  it('is what is left of a group whose only member is deleted', async () => {
    const answer = await stage.scim.post('/Users', userBody('leaver'))
    const [alone, together] = [await create(answer.body.id), await create(answer.body.id, id(0))]

    expect((await stage.scim.delete(`/Users/${answer.body.id}`)).status).toBe(204)

    expect([await heldLower(alone), await held(together)]).toEqual([nobody, [person('ann')]])
    expect(await shown(alone)).toBeUndefined()
  })

  it('does not count members that SCIM does not show as nobody', async () => {
    const group = await create(id(0))
    const dn = `cn=${group.displayName},${stage.groups}`
    await stage.admin.replace(dn, kind.type, person('ann'), person('dangling'))

    expect((await patch(group, [remove(id(0))])).status).toBe(204)
    expect([await held(group), await shown(group)]).toEqual([[person('dangling')], undefined])
    expect((await patch(group, [add(id(1))])).status).toBe(204)

    expect((await held(group))?.toSorted()).toEqual([person('bob'), person('dangling')])
  })

  it('is told from others by filters and sorted among them', async () => {
    const suffix = `Filter ${number++}`
    const group = { empty: `${suffix} a`, full: `${suffix} b` }
    const empty = await stage.scim.post('/Groups', groupBody(group.empty, []))
    await stage.scim.post('/Groups', groupBody(group.full, [id(0)]))
    const find = async (filter: string) =>
      namesOf(
        await stage.scim.get(
          filtered('/Groups', `displayName sw "${suffix}" and (${filter})`, '&sortBy=displayName&sortOrder=descending'),
        ),
      )

    expect(await find('members pr')).toEqual([group.full])
    expect(await find('members.value pr')).toEqual([group.full])
    expect(await find('not (members pr)')).toEqual([group.empty])
    expect(await find('members eq null')).toEqual([group.empty])
    expect(await find(`members.value eq "${id(0)}"`)).toEqual([group.full])
    expect(await find(`not (members.value eq "${id(0)}")`)).toEqual([group.empty])
    expect(await find(`members.value ne "${id(0)}"`)).not.toContain(group.full)
    expect(await find('members[type eq "User"]')).toEqual([group.full])
    expect(await find('id pr')).toEqual([group.full, group.empty])
    const among = await stage.scim.get(filtered('/Users', `groups.value eq "${empty.body.id}"`))
    const outside = await stage.scim.get(filtered('/Users', `not (groups.value eq "${empty.body.id}")`))
    expect([among.body.totalResults, outside.body.totalResults]).toEqual([0, 3])
    for (const { groups = [] } of outside.body.Resources)
      expect(groups.map(({ display }: { display: string }) => display)).not.toContain(group.empty)
  })

  it('takes only members that are there', async () => {
    const group = await create()

    expectError(await patch(group, [add('9ec0e36e-0000-4000-8000-000000000000')]), 400, 'invalidValue')
    expectError(
      await stage.scim.put(`/Groups/${group.id}`, { ...group, members: [{ type: 'User' }] }),
      400,
      'invalidValue',
    )

    expect(await heldLower(group)).toEqual(nobody)
  })

  it.each([[{}], [{ 'Scimdap-Bulk': 'atomic' }]])('is made, filled and emptied in Bulk (%j)', async (headers) => {
    const [full, empty] = [await create(id(0)), await create()]
    const created = `Bulk ${number++}`
    const operations = [
      { method: 'POST', path: '/Groups', bulkId: 'new', data: groupBody(created, []) },
      { method: 'PATCH', path: `/Groups/${full.id}`, data: { schemas: [urn.patchOp], Operations: [remove(id(0))] } },
      { method: 'PATCH', path: `/Groups/${empty.id}`, data: { schemas: [urn.patchOp], Operations: [add(id(1))] } },
    ]

    const answer = await stage.scim.request('POST', '/Bulk', {
      body: { schemas: [urn.bulkRequest], Operations: operations },
      headers,
    })

    expect(answer.body.Operations?.map(({ status }: { status: string }) => status)).toEqual(['201', '200', '200'])
    expect(await heldLower(full)).toEqual(nobody)
    expect(await heldLower({ displayName: created })).toEqual(nobody)
    expect(await held(empty)).toEqual([person('bob')])
  })
})
