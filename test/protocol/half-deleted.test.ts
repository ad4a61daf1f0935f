/** A delete whose answer is lost after it was done, and whose other writes were taken back for that. RFC 7644 §3.6 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import { equal, not } from '../../src/ldap/filter.ts'
import type { Brake } from '../../src/operations/brake/brake.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { Operations, Stored } from '../../src/operations/operations.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { withWrites } from '../support/with-writes.ts'
import { type Administrator, administratorOf } from './support.ts'

const projection = { kind: 'default' } as const

let test: TestOperations
let admin: Administrator
beforeAll(async () => {
  test = await startOperations()
  admin = administratorOf(await test.ldap.admin())
})
afterAll(async () => {
  await admin?.client.unbind()
  await test?.stop()
})

describe('an unanswered DELETE of a member', () => {
  it('leaves no group that names nobody, though its place in the group was given back', async () => {
    const create = async (userName: string) => {
      const { resource } = await test.operations.create(test.scope, test.types.User, userBody(userName), projection)
      return { id: resource.id as ResourceId, dn: `uid=${userName},ou=people,${test.ldap.suffix}` }
    }
    const [leaver, other] = [await create('leaver'), await create('other')]
    const body = groupBody('Team', [leaver.id, other.id])
    await test.operations.create(test.scope, test.types.Group, body, projection)
    const groupDn = `cn=Team,ou=groups,${test.ldap.suffix}`
    let isLost = false
    const directory = withWrites(test.directory, (write, name) => async (...given) => {
      if (name !== 'atomically' || isLost) return write(...given)
      isLost = true
      await write(...given)
      await admin.replace(groupDn, 'member', other.dn, leaver.dn)
      throw new DirectoryError('unknown-outcome', 'the session was lost', { index: 1 })
    })
    const operations = createOperations({ ...test.dependencies, directory })

    await operations.delete(test.scope, { resourceType: test.types.User, id: leaver.id })

    expect((await admin.stored(groupDn))?.member).toEqual([other.dn])
  })
})

describe('a client that does not see everything', () => {
  const operations = ['list', 'read', 'create', 'replace', 'patch', 'delete'] as const
  const everything = { reads: () => true, writes: () => true }
  const inner = {
    setsPassword: true,
    types: new Map([
      ['User', { operations, rights: everything }],
      ['Group', { operations, rights: { ...everything, filter: not(equal('cn', 'Outer')) } }],
    ]),
  }
  /** No person is seen by it. */
  const groups = { setsPassword: true, types: new Map([['Group', { operations, rights: everything }]]) }
  const memberOf = async (name: string) => {
    const bodies = [userBody(name), userBody(`${name}-other`)]
    const [{ resource: one }, { resource: other }] = (await Promise.all(
      bodies.map((body) => test.operations.create(test.scope, test.types.User, body, projection)),
    )) as [Stored, Stored]
    const body = groupBody(`Group of ${name}`, [one.id as string, other.id as string])
    const { resource: group } = await test.operations.create(test.scope, test.types.Group, body, projection)
    return { groupId: group.id as ResourceId, otherId: other.id as string }
  }
  /** The unit is begun, and the directory is away. */
  const goingAway = () =>
    withWrites(test.directory, (write, name) => async (...given) => {
      if (name !== 'atomically') return write(...given)
      throw new DirectoryError('unavailable', 'no session', { index: 1 })
    })

  it('is told of no ids of groups that it does not see, where the directory goes away in the midst of a write', async () => {
    const { groupId: id, otherId } = await memberOf('inner')
    const outer = groupBody('Outer', [id, otherId])
    const { resource } = await test.operations.create(test.scope, test.types.Group, outer, projection)
    const target = { resourceType: test.types.Group, id }
    const told: unknown[] = []
    const given = { ...test.dependencies, directory: goingAway(), observe: (each: unknown) => void told.push(each) }
    const refused = async (by: Operations, client: string): Promise<string> => {
      const scope = { ...test.scope, client }
      const attempts = [
        () => by.delete(scope, target),
        () => by.replace(scope, target, groupBody('Of another name', [otherId]), { projection }),
      ]
      const messages: string[] = []
      for (const attempt of attempts) {
        const error = await attempt().catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ status: 503 })
        messages.push((error as Error).message)
      }
      return messages.join('\n')
    }

    const whole = await refused(createOperations(given), 'all')
    expect(whole.split(resource.id as string)).toHaveLength(3)
    told.length = 0
    expect(await refused(createOperations({ ...given, rightsOf: () => inner }), 'inner')).not.toContain(resource.id)
    // Who reads the audit trail may know.
    for (const operation of ['delete', 'replace']) {
      const line = { kind: 'change', operation, outcome: 'unknown', status: 503, referrers: [resource.id] }
      expect(told).toContainEqual(expect.objectContaining(line))
    }
  })

  it('takes from its hour all memberships that a deleted group had, whoever sees them', async () => {
    const { groupId } = await memberOf('unseen')
    const taken: unknown[] = []
    const giveBack = async () => undefined
    const brake: Brake = {
      take: async (counted) => {
        taken.push(...counted)
        return { giveBack }
      },
      made: () => undefined,
      isOwn: () => false,
    }
    const brakes = { of: () => brake, look: giveBack, close: () => undefined }
    const limited = createOperations({ ...test.dependencies, rightsOf: () => groups, brakes })

    await limited.delete({ ...test.scope, client: 'groups' }, { resourceType: test.types.Group, id: groupId })

    expect(taken).toEqual([
      { kind: 'deletes', resourceType: 'Group', count: 1 },
      { kind: 'membershipRemovals', resourceType: 'Group', count: 2 },
    ])
  })
})
