/** Operations that an operator switches off for a resource type: refused everywhere, and advertised nowhere. RFC 7644 §3.2, §3.12 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, startGateway, type TestGateway, token, userBody } from '../support/gateway.ts'
import { expectError, openStage, type Stage } from './support.ts'

let stage: Stage
let ids: Readonly<Record<'ann' | 'bob' | 'team', string>>

beforeAll(async () => {
  stage = await openStage()
  const [ann, bob] = await Promise.all(
    ['ann', 'bob'].map(async (name) => (await stage.scim.post('/Users', userBody(name))).body.id),
  )
  ids = { ann, bob, team: (await stage.scim.post('/Groups', groupBody('Team', [ann]))).body.id }
})
afterAll(() => stage?.end())

const patchBody = (...operations: readonly object[]) => ({ schemas: [urn.patchOp], Operations: operations })
const adding = (id: string) => ({ op: 'add', path: 'members', value: [{ value: id }] })
const removing = (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` })

/** Started when the directory is there. */
const gatewayWith = (overlay: () => Readonly<Record<string, unknown>>) => {
  let scim: TestGateway
  beforeAll(async () => {
    scim = await startGateway(stage.ldap, overlay())
  })
  afterAll(() => scim?.close())
  return {
    get: (path: string) => scim.get(path),
    send: (method: string, path: string, body?: unknown) => scim.request(method, path, { body }),
    bulk: async (...operations: readonly object[]) => {
      const { body } = await scim.post('/Bulk', { schemas: [urn.bulkRequest], Operations: operations })
      return body.Operations as readonly { status: string; response?: { detail: string } }[]
    },
    mutabilities: async (schema: string): Promise<Readonly<Record<string, string>>> => {
      const { attributes } = (await scim.get(`/Schemas/${schema}`)).body
      return Object.fromEntries(
        attributes.map(({ name, mutability }: { name: string; mutability: string }) => [name, mutability]),
      )
    },
  }
}

/** The directory gives groups; clients say who is in them. */
const relations = () => ({
  groups: {
    base: stage.groups,
    operations: { create: false, replace: false, delete: false },
    attributes: { displayName: { attribute: 'cn', access: 'readOnly' }, externalId: null },
  },
})

describe('groups that cannot be created, replaced or deleted', () => {
  const scim = gatewayWith(relations)

  it('are 405 with Allow, before the body is looked at', async () => {
    const answers = [
      await scim.send('POST', '/Groups', groupBody('New', [ids.ann])),
      await scim.send('PUT', `/Groups/${ids.team}`, groupBody('Team', [ids.bob])),
      await scim.send('DELETE', `/Groups/${ids.team}`),
    ]

    for (const answer of answers) expectError(answer, 405)
    expect(answers.map(({ headers }) => headers.get('allow'))).toEqual([
      'GET, HEAD',
      'GET, HEAD, PATCH',
      'GET, HEAD, PATCH',
    ])
  })

  it('gain and lose members', async () => {
    const path = `/Groups/${ids.team}`
    const gained = await scim.send('PATCH', path, patchBody(adding(ids.bob)))
    const members = (await scim.get(path)).body.members.map(({ value }: { value: string }) => value)
    const lost = await scim.send('PATCH', path, patchBody(removing(ids.bob)))

    expect([gained.status, lost.status]).toEqual([204, 204])
    expect(members.toSorted()).toEqual([ids.ann, ids.bob].toSorted())
  })

  it('keep their names', async () => {
    const path = `/Groups/${ids.team}`
    const renamed = patchBody({ op: 'replace', path: 'displayName', value: 'Others' })

    expectError(await scim.send('PATCH', path, renamed), 400, 'mutability')
    expect((await scim.get(path)).body.displayName).toBe('Team')
    expect(await scim.mutabilities(urn.group)).toEqual({ displayName: 'readOnly', members: 'readWrite' })
  })

  it('are refused one by one in bulk requests, and the others go on', async () => {
    const results = await scim.bulk(
      { method: 'POST', path: '/Groups', bulkId: 'a', data: groupBody('New', [ids.ann]) },
      { method: 'PUT', path: `/Groups/${ids.team}`, data: groupBody('Team', [ids.bob]) },
      { method: 'DELETE', path: `/Groups/${ids.team}` },
      { method: 'PATCH', path: `/Groups/${ids.team}`, data: patchBody(adding(ids.bob)) },
      { method: 'POST', path: '/Users', bulkId: 'b', data: userBody('of-bulk') },
    )

    expect(results.map(({ status }) => status)).toEqual(['405', '405', '405', '200', '201'])
    expect(results[0]?.response?.detail).toBe('Group resources cannot be created here')
  })

  it('let go of people who are deleted', async () => {
    const gone = (await scim.send('POST', '/Users', userBody('gone'))).body.id
    await scim.send('PATCH', `/Groups/${ids.team}`, patchBody(adding(gone)))

    expect((await scim.send('DELETE', `/Users/${gone}`)).status).toBe(204)
    expect((await stage.admin.stored(`cn=Team,${stage.groups}`))?.member).not.toContain(`uid=gone,${stage.people}`)
  })
})

describe('groups whose members the directory decides', () => {
  const scim = gatewayWith(() => ({
    groups: {
      base: stage.groups,
      emptyGroups: 'placeholder',
      attributes: { members: { members: 'member', to: ['User', 'Group'], access: 'readOnly' } },
    },
  }))

  it('are created empty, renamed and deleted', async () => {
    const created = await scim.send('POST', '/Groups', groupBody('Fixed', [ids.ann]))
    const path = `/Groups/${created.body.id}`
    const renamed = await scim.send('PUT', path, groupBody('Renamed', [ids.bob]))
    const stored = await stage.admin.stored(`cn=Renamed,${stage.groups}`)
    const deleted = await scim.send('DELETE', path)

    expect([created.status, created.body.members]).toEqual([201, undefined])
    expect([renamed.status, renamed.body.displayName, renamed.body.members]).toEqual([200, 'Renamed', undefined])
    expect([stored?.member, deleted.status]).toEqual([[''], 204])
  })

  it('show who is in them, and take nobody in or out', async () => {
    const path = `/Groups/${ids.team}`
    const before = (await scim.get(path)).body.members

    expectError(await scim.send('PATCH', path, patchBody(adding(ids.bob))), 400, 'mutability')
    expectError(await scim.send('PATCH', path, patchBody(removing(ids.ann))), 400, 'mutability')
    expect((await scim.send('PUT', path, groupBody('Team', [ids.bob]))).body.members).toEqual(before)
    expect(before).toHaveLength((await stage.admin.stored(`cn=Team,${stage.groups}`))?.member?.length ?? 0)
    expect((await scim.mutabilities(urn.group)).members).toBe('readOnly')
  })
})

describe('a directory that is only read', () => {
  const readOnly = { create: false, replace: false, patch: false, delete: false }
  const scim = gatewayWith(() => ({
    users: { base: stage.people, operations: readOnly },
    groups: { base: stage.groups, operations: { ...readOnly, list: false } },
    clients: [{ name: 'ann', userName: 'ann', tokens: [hashToken(token)] }],
  }))

  it('says so in /ServiceProviderConfig', async () => {
    const { body } = await scim.get('/ServiceProviderConfig')

    expect([body.patch, body.bulk.supported, body.changePassword]).toEqual([
      { supported: false },
      false,
      { supported: false },
    ])
    expect([body.filter.supported, body.sort, body.pagination.cursor]).toEqual([true, { supported: true }, true])
  })

  it('publishes nothing as writable, and no password', async () => {
    const user = await scim.mutabilities(urn.user)

    expect(new Set(Object.values(user))).toEqual(new Set(['readOnly']))
    expect(user.password).toBeUndefined()
    expect(new Set(Object.values(await scim.mutabilities(urn.group)))).toEqual(new Set(['readOnly']))
  })

  it.each([
    ['POST', '/Users', 'GET, HEAD'],
    ['PATCH', '/Users/x', 'GET, HEAD'],
    ['PUT', '/Me', 'GET, HEAD'],
    ['POST', '/Me', 'GET, HEAD'],
    ['GET', '/Groups', ''],
    ['POST', '/Groups/.search', ''],
  ])('%s %s is 405, and Allow is %j', async (method, path, allow) => {
    const answer = await scim.send(method, path, method === 'GET' ? undefined : {})

    expectError(answer, 405)
    expect(answer.headers.get('allow')).toBe(allow)
  })

  it('has no bulk requests', async () => {
    expectError(await scim.send('POST', '/Bulk', { schemas: [urn.bulkRequest], Operations: [] }), 501)
  })

  it('is read: by id, in lists, as /Me; and groups that cannot be listed are in no list of the root', async () => {
    const answers = [
      await scim.get(`/Users/${ids.ann}`),
      await scim.get('/Users'),
      await scim.get('/Me'),
      await scim.get(`/Groups/${ids.team}`),
    ]
    const root = await scim.get('/?attributes=id')

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const types = root.body.Resources.map(({ schemas }: { schemas: string[] }) => schemas[0])
    expect(new Set(types)).toEqual(new Set([urn.user]))
  })
})

describe('users that are created and never changed', () => {
  const scim = gatewayWith(() => ({
    users: { base: stage.people, operations: { replace: false, patch: false, delete: false, read: false } },
  }))

  it('are published as immutable, the password as written once', async () => {
    const { userName, title, groups, password } = await scim.mutabilities(urn.user)

    expect({ userName, title, groups, password }).toEqual({
      ...{ userName: 'immutable', title: 'immutable' },
      ...{ groups: 'readOnly', password: 'writeOnly' },
    })
    expect((await scim.get('/ServiceProviderConfig')).body.changePassword).toEqual({ supported: false })
  })

  it('are made with all that is sent', async () => {
    const created = await scim.send('POST', '/Users', { ...userBody('once'), title: 'Ms', password: 'correct horse 1' })

    expect([created.status, created.body.title]).toEqual([201, 'Ms'])
    expectError(await scim.get(`/Users/${created.body.id}`), 405)
  })
})
