/** PATCHes of one group in one request: no group is without members at the end, whatever it is in between. RFC 7644 §3.7 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupBody, userBody } from '../support/gateway.ts'
import {
  addMember,
  bulkClientOf,
  idOf,
  type Operation,
  patch,
  results,
  statuses,
  user,
  valuesOf,
} from './bulk-support.ts'
import { openStage, type Stage } from './support.ts'

let stage: Stage
let ann: string
let bob: string
let number = 0
beforeAll(async () => {
  stage = await openStage()
  ann = (await stage.scim.post('/Users', userBody('patches.ann'))).body.id
  bob = (await stage.scim.post('/Users', userBody('patches.bob'))).body.id
})
afterAll(() => stage?.end())

const client = bulkClientOf(() => stage.scim)
const bulk = (operations: readonly unknown[], more: Operation = {}) => client.bulk(operations, more)
const atomic = (operations: readonly unknown[], more: Operation = {}) =>
  client.bulk(operations, more, { 'Scimdap-Bulk': 'atomic' })

/** A group of Ann alone. */
const created = async () => {
  const answer = await stage.scim.post('/Groups', groupBody(`patches.${number++}`, [ann]))
  const path = `/Groups/${answer.body.id}`
  const read = async () => (await stage.scim.get(path)).body
  return {
    path,
    version: answer.headers.get('etag') as string,
    read,
    members: async () => valuesOf((await read()).members),
  }
}
const clear = (path: string) => patch(path, { op: 'remove', path: 'members' })
const removeMember = (path: string, id: string) => patch(path, { op: 'remove', path: `members[value eq "${id}"]` })
const rename = (path: string, value: string) => patch(path, { op: 'replace', path: 'displayName', value })

describe.each([
  ['in any bulk request', bulk, {}],
  ['in one with failOnErrors', bulk, { failOnErrors: 1 }],
  ['in one that is all or nothing', atomic, {}],
] as const)('a group that one PATCH empties and the next one fills, %s', (_, send, more) => {
  it('passes, with the group as it is then in both results', async () => {
    for (const emptying of [clear, (path: string) => removeMember(path, ann)]) {
      const { path, members } = await created()

      const [first, between, second] = await results(
        send([emptying(path), user(`patches.u${number}`), addMember(path, `bulkId:patches.u${number}`)], more),
      )

      expect([first.status, between.status, second.status]).toEqual(['200', '201', '200'])
      expect(await members()).toEqual([idOf(between)])
      expect(first.version).toBe(second.version)
      expect((await stage.scim.get(path, { 'If-None-Match': second.version })).status).toBe(304)
    }
  })

  it('passes with others in between, in their order', async () => {
    const { path, read } = await created()
    const list = [
      rename(path, `${number}.a`),
      clear(path),
      rename(path, `${number}.b`),
      addMember(path, bob),
      rename(path, `${number}.c`),
    ]

    expect(await statuses(send(list, more))).toEqual(['200', '200', '200', '200', '200'])
    expect(await read()).toMatchObject({ displayName: `${number}.c`, members: [{ value: bob }] })
  })

  it('passes where the first has the version of the group', async () => {
    const { path, version, members } = await created()

    expect(await statuses(send([{ ...clear(path), version }, addMember(path, bob)], more))).toEqual(['200', '200'])
    expect(await members()).toEqual([bob])
  })
})

describe('a group that nothing fills again', () => {
  it('is left as it was: each PATCH stands for itself', async () => {
    const { path, read } = await created()
    const name = `patches.own.${number}`

    const list = await results(bulk([clear(path), removeMember(path, ann), rename(path, name), clear(path)]))

    expect(list.map(({ status }: { status: string }) => status)).toEqual(['400', '400', '200', '400'])
    expect(list[0].response).toMatchObject({ scimType: 'mutability' })
    expect(await read()).toMatchObject({ displayName: name, members: [{ value: ann }] })
  })

  it('is so where the PATCH that would fill it fails, each with its own error', async () => {
    const { path, members } = await created()
    const nobody = '00000000-0000-4000-8000-000000000000'

    const [first, second] = await results(bulk([clear(path), addMember(path, nobody)]))

    expect([first.status, first.response.scimType]).toEqual(['400', 'mutability'])
    expect([second.status, second.response.scimType]).toEqual(['400', 'invalidValue'])
    expect(await members()).toEqual([ann])
  })

  it('counts once for failOnErrors, when that is known', async () => {
    const { path } = await created()
    const list = [clear(path), user(`patches.f${number}`), clear(path), user(`patches.g${number}`)]

    expect(await statuses(bulk(list, { failOnErrors: 2 }))).toEqual(['400', '201', '400'])
    expect(await statuses(bulk([clear(path), { ...user('x'), data: 1 }, clear(path)], { failOnErrors: 1 }))).toEqual([
      '400',
      '400',
    ])
  })

  it('fails the whole request that is all or nothing', async () => {
    const { path, members } = await created()

    const answer = await atomic([clear(path), rename(path, 'patches.never')])

    expect({ status: answer.status, scimType: answer.body.scimType }).toEqual({ status: 400, scimType: 'mutability' })
    expect(answer.body.detail).toContain('operation 1 ("PATCH")')
    expect(await members()).toEqual([ann])
  })

  it('does not keep a hundred PATCHes busy for long', async () => {
    const { path, members } = await created()
    const startedAt = performance.now()

    const list = await statuses(bulk(Array.from({ length: 100 }, () => clear(path))))

    expect(new Set(list)).toEqual(new Set(['400']))
    expect(await members()).toEqual([ann])
    expect(performance.now() - startedAt).toBeLessThan(20_000)
  })
})
