/** The preset rfc2307bis: groups with a gidNumber and members by DN, empty where nobody is. draft-howard-rfc2307bis-02 */
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { expectError, openStage, type Stage } from './support.ts'

const fixture = (name: string) => resolve(import.meta.dirname, '../fixtures/rfc2307bis', name)
const counter = 'cn=numbers,ou=people,dc=example,dc=com'
const configured = (suffix: string) => ({
  preset: 'inetOrgPerson',
  users: {
    base: `ou=people,${suffix}`,
    preset: 'posix',
    createAttributes: { gidNumber: '100', uidNumber: { next: [10_000, 59_999], counter } },
  },
  groups: {
    base: `ou=groups,${suffix}`,
    preset: 'rfc2307bis',
    createAttributes: { gidNumber: { next: [20_000, 29_999], counter } },
  },
  references: { base: suffix },
})

let stage: Stage
let ids: Readonly<Record<'ann' | 'bob', string>>
beforeAll(async () => {
  const schemaFiles = [fixture('posix.ldif'), fixture('group-of-members.ldif')]
  stage = await openStage({ schema: false, nis: false, schemaFiles }, configured)
  await stage.admin.add(counter, {
    ...{ objectClass: ['device', 'extensibleObject'], cn: 'numbers', uidNumber: '10000', gidNumber: '20000' },
  })
  const user = async (name: string) => (await stage.scim.post('/Users', userBody(name))).body.id
  ids = { ann: await user('ann'), bob: await user('bob') }
})
afterAll(() => stage?.end())

const storedOf = async (name: string) => (await stage.admin.stored(`cn=${name},${stage.groups}`)) ?? {}
const patch = (id: string, ...Operations: readonly object[]) =>
  stage.scim.request('PATCH', `/Groups/${id}`, { body: { schemas: [urn.patchOp], Operations } })

describe('groups with numbers and members by DN', () => {
  it('are made with the next number, and name their members', async () => {
    const { status, body } = await stage.scim.post('/Groups', groupBody('admins', [ids.ann]))

    expect([status, body[urn.posixGroup], body.members]).toEqual([
      201,
      { gidNumber: 20_000 },
      [expect.objectContaining({ value: ids.ann, type: 'User' })],
    ])
    expect(await storedOf('admins')).toMatchObject({
      objectclass: expect.arrayContaining(['groupOfMembers', 'posixGroup']),
      member: [`uid=ann,${stage.people}`],
      gidnumber: ['20000'],
    })
    expect((await stage.scim.get(`/Users/${ids.ann}`)).body.groups).toEqual([
      expect.objectContaining({ value: body.id, type: 'direct' }),
    ])
  })

  it('are empty where nobody is, fill, hold groups and get empty again', async () => {
    const empty = await stage.scim.post('/Groups', { schemas: [urn.group], displayName: 'empty' })
    const outer = await stage.scim.post('/Groups', groupBody('outer', [empty.body.id]))
    expect([empty.status, outer.status]).toEqual([201, 201])
    expect((await storedOf('empty')).member).toBeUndefined()

    const { id } = empty.body
    expect((await patch(id, { op: 'add', path: 'members', value: [{ value: ids.bob }] })).status).toBe(204)
    const { groups } = (await stage.scim.get(`/Users/${ids.bob}`)).body
    expect(groups.map(({ display, type }: { display: string; type: string }) => [display, type])).toEqual([
      ['empty', 'direct'],
      ['outer', 'indirect'],
    ])
    expect((await patch(id, { op: 'remove', path: `members[value eq "${ids.bob}"]` })).status).toBe(204)
    expect((await stage.scim.get(`/Groups/${id}`)).body.members).toBeUndefined()
  })

  it('are found by their number, which a client cannot give', async () => {
    const { body } = await stage.scim.post('/Groups', {
      ...groupBody('sent', [ids.ann]),
      schemas: [urn.group, urn.posixGroup],
      [urn.posixGroup]: { gidNumber: 1 },
    })
    const { gidNumber } = body[urn.posixGroup]
    const found = await stage.scim.get(filtered('/Groups', `${urn.posixGroup}:gidNumber eq ${gidNumber}`))

    expect(gidNumber).toBeGreaterThanOrEqual(20_000)
    expect(found.body.Resources.map(({ displayName }: { displayName: string }) => displayName)).toEqual(['sent'])
    expectError(
      await patch(body.id, { op: 'replace', path: `${urn.posixGroup}:gidNumber`, value: 1 }),
      400,
      'mutability',
    )
  })

  it('get a number each, however many are made at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, at) => stage.scim.post('/Groups', groupBody(`crowd${at}`, [ids.ann]))),
    )
    const numbers = made.map(({ body }) => body[urn.posixGroup]?.gidNumber)

    expect(made.map(({ status }) => status)).toEqual(made.map(() => 201))
    expect(new Set(numbers).size).toBe(20)
  })

  it('are shown without a number where the directory has given none', async () => {
    await stage.admin.add(`cn=plain,${stage.groups}`, { objectClass: 'groupOfMembers', cn: 'plain' })
    const { body } = await stage.scim.get(filtered('/Groups', 'displayName eq "plain"'))

    expect(body.Resources).toHaveLength(1)
    expect(body.Resources[0][urn.posixGroup]).toBeUndefined()
  })
})
