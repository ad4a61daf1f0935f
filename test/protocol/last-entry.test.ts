/**
 * The last person of a directory, with transactions on: slapd 2.5.13 damages its database when an entry loses the last one
 * below it within a transaction. RFC 5805, RFC 7644 §3.6, §3.7
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { groupBody, userBody } from '../support/gateway.ts'
import { bulkClientOf, user } from './bulk-support.ts'
import { expectError, idsOf, openStage, type Stage } from './support.ts'

const atomic = { 'Scimdap-Bulk': 'atomic' }

let stage: Stage
const client = bulkClientOf(() => stage.scim)
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.end())

const remove = (id: string) => ({ method: 'DELETE', path: `/Users/${id}` })
const people = async () => idsOf(await stage.scim.get('/Users'))

describe('all or nothing', () => {
  it.each([
    ['made and deleted', false, () => [user('x'), remove('bulkId:x')]],
    ['made and deleted twice', false, () => [user('x'), remove('bulkId:x'), user('y'), remove('bulkId:y')]],
    ['deleted before another is made', true, (id: string) => [remove(id), user('z')]],
    ['deleted at last', true, (id: string) => [user('z'), remove(id), remove('bulkId:z')]],
  ])('is refused before anything is sent where the only person is %s', async (_, isThere, operations) => {
    const before = isThere ? (await stage.scim.post('/Users', userBody('before'))).body.id : ''

    expectError(await client.bulk(operations(before), {}, atomic), 501)

    expect(await people()).toEqual(isThere ? [before] : [])
    await stage.ldap.restart()
    const after = await stage.scim.post('/Users', userBody('after'))
    expect((await stage.scim.get(`/Users/${after.body.id}`)).body).toEqual(after.body)
  })

  it('is done where somebody is there throughout', async () => {
    const { id } = (await stage.scim.post('/Users', userBody('before'))).body

    const answer = await client.bulk([user('x'), remove(id), user('y'), remove('bulkId:y')], {}, atomic)

    expect(answer.body.Operations.map(({ status }: { status: string }) => status)).toEqual(['201', '204', '201', '204'])
    await stage.ldap.restart()
    expect((await people()).length).toBe(1)
  })
})

describe('a single request', () => {
  it('deletes the last person with the memberships, and renames the only group', async () => {
    const [one, two] = [
      await stage.scim.post('/Users', userBody('one')),
      await stage.scim.post('/Users', userBody('two')),
    ]
    const group = (await stage.scim.post('/Groups', groupBody('only', [one.body.id, two.body.id]))).body
    const renamed = await stage.scim.put(`/Groups/${group.id}`, groupBody('renamed', [one.body.id]))
    expect([renamed.status, renamed.body.displayName]).toEqual([200, 'renamed'])
    expect((await stage.scim.delete(`/Users/${two.body.id}`)).status).toBe(204)
    const boss = (await stage.scim.post('/Groups', groupBody('outer', [group.id]))).body
    expect((await stage.scim.delete(`/Groups/${boss.id}`)).status).toBe(204)
    expect((await stage.scim.delete(`/Groups/${group.id}`)).status).toBe(204)
    expect((await stage.scim.delete(`/Users/${one.body.id}`)).status).toBe(204)

    await stage.ldap.restart()
    expect(await people()).toEqual([])
    expect((await stage.scim.post('/Users', userBody('new'))).status).toBe(201)
  })
})
