/** All-or-nothing Bulk and what happens between its decision and its commit. RFC 7644 §3.7 with RFC 4528, RFC 5805 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Directory, DirectoryError } from '../../src/directory/directory.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { OperationObservation } from '../../src/operations/dependencies.ts'
import type { BulkOptions } from '../../src/operations/operations.ts'
import { parseBulkRequest } from '../../src/scim/bulk/request.ts'
import type { ScimError } from '../../src/scim/error.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { addMember, group, patch, user } from './bulk-support.ts'
import { type Administrator, addAccessRule, administratorOf } from './support.ts'

let test: TestOperations
let admin: Administrator
let observed: OperationObservation[]
let commits: number
let isAway: boolean

beforeAll(async () => {
  test = await startOperations()
  admin = administratorOf(await test.ldap.admin())
})
beforeEach(() => {
  observed = []
  commits = 0
  isAway = false
})
afterAll(async () => {
  await admin?.client.unbind()
  await test?.stop()
})

type Commit = () => Promise<void>

/** The answer, or what it was refused with; `around` is called with each commit, which it may let happen. */
const bulk = async (
  list: readonly unknown[],
  around: (commit: Commit) => Promise<void> = (commit) => commit(),
  more: Partial<BulkOptions> = {},
) => {
  const { directory, dependencies, types, scope } = test
  const watched: Directory = {
    ...directory,
    read: (...given) => (isAway ? Promise.reject(new DirectoryError('unavailable', 'gone')) : directory.read(...given)),
    atomically: (writes, options) => {
      // What is mended afterwards is no commit of the request.
      if (commits > 0 && writes.length === 1) return directory.atomically(writes, options)
      commits += 1
      return around(() => directory.atomically(writes, options))
    },
  }
  const observe = (observation: OperationObservation) => observed.push(observation)
  const operations = createOperations({ ...dependencies, directory: watched, observe })
  const message = { schemas: [urn.bulkRequest], Operations: list }
  const request = parseBulkRequest(message, { maxOperations: 100, maxPayloadSize: 1 }, [types.User, types.Group])
  const options: BulkOptions = {
    isAtomic: true,
    isShown: true,
    patch: { maxOperations: 100 },
    errorOf: (thrown) => thrown as ScimError,
    isLate: () => false,
    ...more,
  }
  return operations.bulk(scope, request, options).then(
    ({ Operations }) => Operations,
    (error: ScimError) => ({ status: error.status, scimType: error.scimType, detail: error.message }),
  )
}

const projection = { kind: 'default' } as const
const dnOf = (uid: string) => `uid=${uid},ou=people,${test.ldap.suffix}`
const groupDnOf = (cn: string) => `cn=${cn},ou=groups,${test.ldap.suffix}`
const created = async (uid: string) => {
  const { resource, version } = await test.operations.create(test.scope, test.types.User, userBody(uid), projection)
  return { id: resource.id as ResourceId, path: `/Users/${resource.id}`, version: version as string }
}
const createdGroup = async (name: string, ids: readonly string[]) => {
  const body = groupBody(name, ids)
  const { resource } = await test.operations.create(test.scope, test.types.Group, body, projection)
  return { path: `/Groups/${resource.id}` }
}
const titled = (value: string) => ({ op: 'replace', path: 'title', value })

describe('somebody else who writes before the commit', () => {
  it('is not overwritten: all is decided again', async () => {
    const ann = await created('again.ann')
    const changes = [titled('Ours'), { op: 'add', path: 'nickName', value: 'Ours' }]

    const answer = await bulk([user('again.bob'), patch(ann.path, ...changes)], async (commit) => {
      if (commits === 1) await admin.replace(dnOf('again.ann'), 'employeeType', 'Theirs')
      await commit()
    })

    const all = { title: 'Ours', nickName: 'Ours', userType: 'Theirs' }
    expect(answer).toMatchObject([{ status: '201' }, { status: '200', response: all }])
    expect(commits).toBe(2)
    expect(observed.filter(({ kind }) => kind !== 'change')).toMatchObject([{ kind: 'write-retried', reason: '122' }])
    expect(await admin.stored(dnOf('again.bob'))).toBeDefined()
  })

  it('fails an operation with a version, and with it the request', async () => {
    const ann = await created('stale.ann')

    const answer = await bulk(
      [user('stale.bob'), { ...patch(ann.path, titled('Ours')), version: ann.version }],
      async (commit) => {
        await admin.replace(dnOf('stale.ann'), 'title', 'Theirs')
        await commit()
      },
    )

    expect(answer).toMatchObject({ status: 412, detail: expect.stringContaining('operation 2 ("PATCH") failed') })
    expect(await admin.stored(dnOf('stale.bob'))).toBeUndefined()
    expect((await admin.stored(dnOf('stale.ann')))?.title).toEqual(['Theirs'])
  })

  it('may take a name, which is told as such', async () => {
    const answer = await bulk([user('taken.ann'), user('taken.bob')], async (commit) => {
      await admin.addPerson(dnOf('taken.bob'))
      await commit()
    })

    expect(answer).toMatchObject({
      status: 409,
      scimType: 'uniqueness',
      detail: expect.stringContaining('operation 2 ("POST", bulkId "taken.bob") failed'),
    })
    expect(await admin.stored(dnOf('taken.ann'))).toBeUndefined()
  })

  it('may have a name that the gateway cannot see: that is told soon', async () => {
    await admin.addPerson(dnOf('unseen.bob'))
    await addAccessRule(test.ldap, `to dn.exact="${dnOf('unseen.bob')}" by GATEWAY none by * break`)

    const answer = await bulk([user('unseen.ann'), user('unseen.bob')])

    expect(answer).toMatchObject({ status: 409, scimType: 'uniqueness' })
    expect(commits).toBe(2)
    expect(await admin.stored(dnOf('unseen.ann'))).toBeUndefined()
  })

  it('is given way to at last: 503, and nothing is done', async () => {
    const ann = await created('busy.ann')

    const answer = await bulk([user('busy.bob'), patch(ann.path, titled('Ours'))], async (commit) => {
      await admin.replace(dnOf('busy.ann'), 'title', `Theirs ${commits}`)
      await commit()
    })

    expect(answer).toMatchObject({ status: 503, detail: expect.stringContaining('nothing was done') })
    expect(commits).toBe(10)
    expect(await admin.stored(dnOf('busy.bob'))).toBeUndefined()
  })

  it('may delete a person whom the request makes a member: the group does not name them for long', async () => {
    const [ann, bob] = [await created('left.ann'), await created('left.bob')]
    const team = await createdGroup('left.team', [ann.id])

    const answer = await bulk(
      [addMember(team.path, bob.id), group('left.alone', [bob.id]), user('left.eve')],
      async (commit) => {
        await admin.client.del(dnOf('left.bob'))
        await commit()
      },
    )

    expect(answer).toMatchObject([{ status: '200' }, { status: '201' }, { status: '201' }])
    expect((await admin.stored(groupDnOf('left.team')))?.member).toEqual([dnOf('left.ann')])
    expect((await admin.stored(groupDnOf('left.alone')))?.member).toEqual([''])
  })

  it('may make a member of a person whom the request deletes: that goes too', async () => {
    const [ann, bob] = [await created('late.ann'), await created('late.bob')]
    await createdGroup('late.team', [ann.id])

    const answer = await bulk([user('late.eve'), { method: 'DELETE', path: bob.path }], async (commit) => {
      await admin.replace(groupDnOf('late.team'), 'member', dnOf('late.ann'), dnOf('late.bob'))
      await commit()
    })

    expect(answer).toMatchObject([{ status: '201' }, { status: '204' }])
    expect((await admin.stored(groupDnOf('late.team')))?.member).toEqual([dnOf('late.ann')])
  })
})

describe('a commit without an answer', () => {
  it.each([true, false])('is told as unknown, and not tried again (carried out: %s)', async (isDone) => {
    const name = `lost.${isDone}`

    const answer = await bulk([user(`${name}.ann`), user(`${name}.bob`)], async (commit) => {
      if (isDone) await commit()
      throw new DirectoryError('unknown-outcome', 'the session was lost')
    })

    expect(answer).toMatchObject({
      status: 503,
      detail: expect.stringContaining('either all of it is done or nothing'),
    })
    expect(commits).toBe(1)
    expect((await admin.stored(dnOf(`${name}.bob`))) !== undefined).toBe(isDone)
  })

  it('is not taken for one that failed where only the results could not be read', async () => {
    const answer = await bulk([user('unread.ann'), user('unread.bob')], async (commit) => {
      await commit()
      isAway = true
    })

    expect(answer).toMatchObject({ status: 503, detail: expect.stringContaining('All of it is done') })
  })
})

describe('what cannot be done in time', () => {
  it('is not done at all', async () => {
    let asked = 0
    const answer = await bulk([user('slow.ann'), user('slow.bob')], undefined, { isLate: () => ++asked > 2 })

    expect(answer).toMatchObject({ status: 503, detail: expect.stringContaining('nothing was done') })
    expect({ commits, asked }).toEqual({ commits: 0, asked: 3 })
  })
})
