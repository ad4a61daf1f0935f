/** /Me: an alias of the caller's own User, over a real directory. RFC 7644 §3.11 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, userBody } from '../support/gateway.ts'
import { openPeopleStage, type PeopleStage, readTokenOf } from './me-support.ts'
import { expectError } from './support.ts'

let stage: PeopleStage
beforeAll(async () => {
  stage = await openPeopleStage(['ann', 'cleo', 'dora', 'eve', 'fay', 'ida', 'jim', 'kim'])
})
afterAll(() => stage?.end())

const asked: PeopleStage['asked'] = (...request) => stage.asked(...request)
const create = async (userName: string, more: Readonly<Record<string, unknown>> = {}) =>
  (await stage.scim.post('/Users', userBody(userName, more))).body
const headersOf = ({ headers }: Answer) => ({
  ...Object.fromEntries(['etag', 'location', 'content-type', 'cache-control'].map((name) => [name, headers.get(name)])),
})
const title = { op: 'replace', path: 'title' }
const patchBody = (...operations: readonly unknown[]) => ({ schemas: [urn.patchOp], Operations: operations })

describe('GET /Me', () => {
  let ann: { id: string; meta: { location: string; version: string } }
  beforeAll(async () => {
    ann = await create('ann', { title: 'Poet', emails: [{ value: 'ann@example.com', type: 'work' }] })
    await create('another')
    await stage.scim.post('/Groups', { schemas: [urn.group], displayName: 'Poets', members: [{ value: ann.id }] })
  })

  it.each(['', '?attributes=userName,groups', '?excludedAttributes=emails,meta', '?attributes=nothing'])(
    'answers as the permanent path does: %j',
    async (query) => {
      const alias = await asked('ann', 'GET', { path: `/Me${query}` })
      const permanent = await stage.scim.get(`/Users/${ann.id}${query}`)

      expect(alias.status).toBe(200)
      expect(alias.body).toEqual(permanent.body)
      expect(headersOf(alias)).toEqual(headersOf(permanent))
      expect(alias.headers.get('location')).toBe(`${stage.scim.url}/Users/${ann.id}`)
    },
  )

  it('shows the permanent location in meta', async () => {
    expect((await asked('ann', 'GET')).body.meta.location).toBe(ann.meta.location)
  })

  it('is 304 where nothing has changed, with the permanent location', async () => {
    const version = (await asked('ann', 'GET')).headers.get('etag') ?? ''

    const answer = await asked('ann', 'GET', { headers: { 'If-None-Match': version } })

    expect(answer.status).toBe(304)
    expect(answer.headers.get('location')).toBe(ann.meta.location)
  })

  it('answers HEAD with the same headers', async () => {
    const [head, get] = [await asked('ann', 'HEAD'), await asked('ann', 'GET')]

    expect(head.status).toBe(200)
    expect(head.body).toBeUndefined()
    expect(headersOf(head)).toEqual(headersOf(get))
  })

  it('is for a person who may only read, too', async () => {
    expect((await stage.scim.request('GET', '/Me', { token: readTokenOf('ann') })).body.id).toBe(ann.id)
  })

  it.each(['/Me/x', '/me', `/Me/.search`])('%s is no endpoint', async (path) => {
    expectError(await asked('ann', 'GET', { path }), 404)
  })

  it('another method is 405', async () => {
    const answer = await asked('ann', 'OPTIONS')

    expectError(answer, 405)
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST, PUT, PATCH, DELETE')
  })
})

describe('PUT, PATCH and DELETE /Me', () => {
  it('PUT stores what PUT at the permanent path would', async () => {
    const cleo = await create('cleo', { title: 'Old', nickName: 'C' })

    const answer = await asked('cleo', 'PUT', {
      body: userBody('cleo', { title: 'New' }),
      headers: { 'If-Match': cleo.meta.version },
    })
    const permanent = await stage.scim.get(`/Users/${cleo.id}`)

    expect(answer.status).toBe(200)
    expect(answer.body).toEqual(permanent.body)
    expect(headersOf(answer)).toEqual(headersOf(permanent))
    expect(answer.body).toMatchObject({ id: cleo.id, title: 'New' })
    expect(answer.body.nickName).toBeUndefined()
  })

  it('PATCH answers as Prefer wants it', async () => {
    const dora = await create('dora')
    const body = patchBody({ ...title, value: 'New' })

    const shown = await asked('dora', 'PATCH', { path: '/Me?attributes=title', body })
    const minimal = await asked('dora', 'PATCH', { body, headers: { Prefer: 'return=minimal' } })

    expect(shown.status).toBe(200)
    expect(shown.body).toEqual({ schemas: [urn.user], id: dora.id, title: 'New' })
    expect(minimal.status).toBe(204)
    expect(minimal.headers.get('location')).toBe(dora.meta.location)
    expect(minimal.headers.get('etag')).toBe((await asked('dora', 'GET')).headers.get('etag'))
  })

  it('a stale If-Match is 412 for all of them, with the permanent location', async () => {
    const eve = await create('eve')
    const headers = { 'If-Match': 'W/"stale"' }

    for (const [method, body] of [
      ['PUT', userBody('eve')],
      ['PATCH', patchBody({ ...title, value: 'X' })],
      ['DELETE', undefined],
    ] as const) {
      const answer = await asked('eve', method, { body, headers })
      expectError(answer, 412)
      expect(answer.headers.get('location')).toBe(eve.meta.location)
    }
    expect((await stage.scim.get(`/Users/${eve.id}`)).body).toEqual(eve)
  })

  it('nobody becomes somebody else', async () => {
    await create('fay')

    expectError(await asked('fay', 'PUT', { body: userBody('ann') }), 400, 'mutability')
    expectError(
      await asked('fay', 'PATCH', { body: patchBody({ op: 'replace', path: 'userName', value: 'ann' }) }),
      400,
      'mutability',
    )
  })

  it('DELETE deletes the caller, who is nobody from then on', async () => {
    const ida = await create('ida')
    const { id: group } = (
      await stage.scim.post('/Groups', {
        schemas: [urn.group],
        displayName: 'Two',
        members: [{ value: ida.id }, { value: (await create('two')).id }],
      })
    ).body

    const answer = await asked('ida', 'DELETE', { headers: { 'If-Match': ida.meta.version } })

    expect(answer.status).toBe(204)
    expect(answer.headers.get('location')).toBe(ida.meta.location)
    expectError(await stage.scim.get(`/Users/${ida.id}`), 404)
    expect((await stage.scim.get(`/Groups/${group}`)).body.members).toHaveLength(1)
    expectError(await asked('ida', 'GET'), 404)
    expectError(await asked('ida', 'DELETE'), 404)
  })

  it('are 403 for a person who may only read', async () => {
    for (const [method, body] of [
      ['POST', userBody('ann')],
      ['PUT', userBody('ann')],
      ['PATCH', patchBody({ ...title, value: 'X' })],
      ['DELETE', undefined],
    ] as const) {
      expectError(await stage.scim.request(method, '/Me', { token: readTokenOf('ann'), body }), 403)
    }
  })
})

describe('POST /Me', () => {
  it('creates the caller, whom /Me stands for from then on', async () => {
    expectError(await asked('jim', 'GET'), 404)

    const answer = await asked('jim', 'POST', { body: userBody('JIM', { title: 'New' }) })
    const permanent = await stage.scim.get(`/Users/${answer.body.id}`)

    expect(answer.status).toBe(201)
    expect(answer.body).toEqual(permanent.body)
    expect(headersOf(answer)).toEqual(headersOf(permanent))
    expect((await asked('jim', 'GET')).body).toEqual(answer.body)
    expect((await stage.admin.stored(`uid=JIM,${stage.people}`))?.title).toEqual(['New'])
  })

  it('a second time is 409 uniqueness, with the permanent location', async () => {
    const answer = await asked('jim', 'POST', { body: userBody('jim') })

    expectError(answer, 409, 'uniqueness')
    expect(answer.headers.get('location')).toBe((await asked('jim', 'GET')).body.meta.location)
  })

  it('of somebody else is 403, and nobody is created', async () => {
    expectError(await asked('kim', 'POST', { body: userBody('kimberly') }), 403)

    expect((await stage.scim.get('/Users?filter=userName%20sw%20%22kim%22')).body.totalResults).toBe(0)
  })

  it.each([
    ['without a userName', { schemas: [urn.user], name: { familyName: 'Kim' } }, 'invalidValue'],
    ['without a family name', { schemas: [urn.user], userName: 'kim' }, 'invalidValue'],
    ['that is none', [], 'invalidSyntax'],
    ['of a group', { schemas: [urn.group], displayName: 'kim', userName: 'kim' }, undefined],
  ] as const)('of a body %s is 400, as of any User', async (_, body, scimType) => {
    const alias = await asked('kim', 'POST', { body })
    const usual = await stage.scim.post('/Users', body)

    expect(alias.status).toBe(400)
    expect(alias.body).toEqual(usual.body)
    if (scimType !== undefined) expect(alias.body.scimType).toBe(scimType)
  })

  it('several at once create one', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => asked('kim', 'POST', { body: userBody('kim') })))

    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(7).fill(409)])
    expect((await asked('kim', 'GET')).body.userName).toBe('kim')
  })
})

describe('Bulk, RFC 7644 §3.7', () => {
  it.each(['PUT', 'PATCH', 'DELETE', 'POST'])(
    '%s of /Me is 404: it is no endpoint of a resource type',
    async (method) => {
      const operation = { method, path: '/Me', bulkId: 'b', data: userBody('ann') }
      const { status, body } = await asked('ann', 'POST', {
        path: '/Bulk',
        body: { schemas: [urn.bulkRequest], Operations: [operation] },
      })

      expect(status).toBe(200)
      expect(body.Operations).toEqual([expect.objectContaining({ status: '404' })])
    },
  )
})

describe('while the directory is away', () => {
  beforeAll(() => stage.ldap.kill())
  afterAll(() => stage.ldap.start())

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('%s is 503 and not 404', async (method) => {
    const answer = await asked('ann', method, { body: method === 'GET' ? undefined : userBody('ann') })

    expectError(answer, 503)
    expect(answer.headers.get('retry-after')).not.toBeNull()
  })
})
