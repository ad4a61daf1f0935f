/** PATCH that renames a group: with members or not, it is done as a whole or not at all. RFC 7644 §3.5.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { addAccessRule, expectError, openStage, type Stage } from './support.ts'

describe.each([
  { transactions: true, how: 'with transactions' },
  { transactions: false, how: 'without transactions' },
])('a PATCH of displayName, $how', ({ transactions }) => {
  let stage: Stage
  let ann: string
  let bob: string
  let number = 0
  beforeAll(async () => {
    stage = await openStage({}, (suffix, ldap) => ({
      directory: {
        ...{ urls: [ldap.url], bindDn: ldap.gatewayDn, password: ldap.gatewayPassword },
        transactions,
      },
      references: { base: suffix },
    }))
    ann = (await stage.scim.post('/Users', userBody('ann'))).body.id
    bob = (await stage.scim.post('/Users', userBody('bob'))).body.id
  })
  afterAll(() => stage?.end())

  const make = async (...members: readonly string[]) => {
    number += 1
    const { body, status } = await stage.scim.post('/Groups', groupBody(`Group ${number}`, members))
    expect(status).toBe(201)
    return body
  }
  const patch = (id: string, ...operations: readonly object[]) =>
    stage.scim.request('PATCH', `/Groups/${id}`, { body: { schemas: [urn.patchOp], Operations: operations } })
  const renaming = (name: string) => ({ op: 'replace', path: 'displayName', value: name })
  const adding = (id: string) => ({ op: 'add', path: 'members', value: [{ value: id }] })
  const read = async (id: string) => (await stage.scim.get(`/Groups/${id}`)).body
  /** What clients and other LDAP clients see of it; the operational attributes tell of what was taken back. */
  const stateOf = async (id: string) => {
    const dn = await stage.admin.dnOf(id)
    const { cn, member, objectclass } = (await stage.admin.stored(dn ?? '')) ?? {}
    const { meta: _, ...shown } = await read(id)
    return { dn, cn, member: member?.toSorted(), objectclass, shown }
  }
  /** The directory lets the gateway do everything with the group but add or remove members. */
  const denyMembers = (id: string) =>
    addAccessRule(stage.ldap, `to filter=(entryUUID=${id}) attrs=member by GATEWAY read by * break`)

  it('and a new member is both', async () => {
    const { id } = await make(ann)

    const answer = await patch(id, renaming('Renamed'), adding(bob))

    expect(answer.status).toBe(204)
    const { displayName, members } = await read(id)
    expect([displayName, members.map(({ value }: { value: string }) => value).toSorted()]).toEqual([
      'Renamed',
      [ann, bob].toSorted(),
    ])
    await patch(id, renaming(`Free ${number}`))
  })

  it.each([
    { order: 'after it', operations: (name: string) => [renaming(name), adding(bob)] },
    { order: 'before it', operations: (name: string) => [adding(bob), renaming(name)] },
    {
      order: 'in one object',
      operations: (name: string) => [
        { op: 'replace', value: { displayName: name, members: [{ value: ann }, { value: bob }] } },
      ],
    },
  ])('and a member whom the directory does not let us add, $order, is neither', async ({ operations }) => {
    const { id } = await make(ann)
    await denyMembers(id)
    const before = await stateOf(id)

    expectError(await patch(id, ...operations(`Denied ${number}`)), 403)

    expect(await stateOf(id)).toEqual(before)
    // That name is nobody’s.
    expect((await stage.scim.post('/Groups', groupBody(`Denied ${number}`, [ann]))).status).toBe(201)
    // Only members are denied.
    expect((await patch(id, renaming(`Allowed ${number}`))).status).toBe(204)
    expect((await read(id)).displayName).toBe(`Allowed ${number}`)
  })

  it('and a member whom the directory does not let us add leaves those alone who name the group', async () => {
    const { id } = await make(ann)
    const holder = await make(bob, id)
    await denyMembers(id)
    const [before, holding] = [await stateOf(id), await stateOf(holder.id)]

    expectError(await patch(id, renaming(`Denied ${number}`), adding(bob)), 403)

    expect(await stateOf(id)).toEqual(before)
    expect(await stateOf(holder.id)).toEqual(holding)
  })

  it('and a member who is nobody is neither', async () => {
    const { id } = await make(ann)
    const before = await read(id)

    expectError(await patch(id, renaming('To nobody'), adding('nobody')), 400, 'invalidValue')

    expect(await read(id)).toEqual(before)
  })
})
