/** What identity providers do all day, in the numbers that they do it in. RFC 7644 §3.4.2.2, §3.5.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { idsOf, openStage, type Stage } from './support.ts'

const many = 1_000

describe('a provider', () => {
  let stage: Stage
  let ids: readonly string[]

  beforeAll(async () => {
    stage = await openStage({}, {})
    const created = await stage.scim.post('/Bulk', {
      schemas: [urn.bulkRequest],
      Operations: Array.from({ length: many }, (_, number) => ({
        ...{ method: 'POST', path: '/Users', bulkId: `u${number}` },
        data: userBody(`user${number}`),
      })),
    })
    ids = created.body.Operations.map(({ location }: { location: string }) =>
      location.slice(location.lastIndexOf('/') + 1),
    )
    expect(ids).toHaveLength(many)
  })
  afterAll(() => stage?.end())

  const patch = (id: string, Operations: readonly object[]) =>
    stage.scim.request('PATCH', `/Groups/${id}`, { body: { schemas: [urn.patchOp], Operations } })
  const membersOf = async (id: string): Promise<readonly string[]> =>
    (await stage.scim.get(`/Groups/${id}`)).body.members.map(({ value }: { value: string }) => value)
  const group = async (name: string, members: readonly string[]) =>
    (await stage.scim.post('/Groups', groupBody(name, members))).body.id as string
  const plans = () => stage.scim.observations.filter(({ kind }) => kind === 'search-planned')

  it('adds a thousand members by a thousand operations, and removes them so', async () => {
    const [first = '', ...others] = ids
    const id = await group('one by one', [first])
    const adding = others.map((value) => ({ op: 'add', path: 'members', value: [{ value }] }))
    expect((await patch(id, adding)).status).toBe(204)
    expect((await membersOf(id)).toSorted()).toEqual(ids.toSorted())
    const removing = others.map((value) => ({ op: 'remove', path: 'members', value: [{ value }] }))
    expect((await patch(id, removing)).status).toBe(204)

    expect(await membersOf(id)).toEqual([first])
  })

  it('removes the members that it names in a value, and no others', async () => {
    const id = await group('by value', ids.slice(0, 500))
    const value = ids.slice(100, 400).map((one) => ({ $ref: null, value: one }))
    expect((await patch(id, [{ op: 'Remove', path: 'members', value }])).status).toBe(204)

    expect((await membersOf(id)).toSorted()).toEqual([...ids.slice(0, 100), ...ids.slice(400, 500)].toSorted())
  })

  it('asks whether somebody is a member, or somebody’s manager, by a look-up of the directory’s alone', async () => {
    const [boss = '', member = '', other = ''] = ids
    const id = await group('asked', [member])
    await stage.scim.request('PATCH', `/Users/${member}`, {
      body: {
        schemas: [urn.patchOp],
        Operations: [{ op: 'add', path: `${urn.enterpriseUser}:manager`, value: { value: boss } }],
      },
    })
    const before = plans().length
    const ask = async (endpoint: string, filter: string) =>
      idsOf(await stage.scim.get(filtered(endpoint, filter, '&attributes=id')))

    expect(await ask('/Groups', `id eq "${id}" and members eq "${member}"`)).toEqual([id])
    expect(await ask('/Groups', `id eq "${id}" and members eq "${other}"`)).toEqual([])
    expect(await ask('/Users', `id eq "${member}" and manager eq "${boss}"`)).toEqual([member])
    expect(await ask('/Users', `id eq "${member}" and manager eq "${other}"`)).toEqual([])
    expect(plans().slice(before)).toHaveLength(4)
    expect(plans().slice(before, before + 2)).toMatchObject([{ exact: true }, { exact: true }])
  })

  it('creates what another one is creating: one of them wins, whatever they race for', async () => {
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => stage.scim.post('/Users', userBody(`raced${round}`))),
      )
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(7).fill(409)])
    }
  })
})
