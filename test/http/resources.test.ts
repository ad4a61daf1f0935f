import { describe, expect, it } from 'vitest'
import { notFound } from '../../src/scim/error.ts'
import {
  base,
  createTestHttp,
  json,
  operationsWith,
  publicUrl,
  reader,
  scimErrorOf,
  stored,
  version,
  writer,
} from './support.ts'

const users = `${base}/Users`
const one = `${users}/u-1`
const write = (method: string, headers: Record<string, string> = {}): RequestInit => ({
  method,
  headers: { ...writer, ...json, ...headers },
  body: '{"userName":"ada"}',
})

describe('POST, RFC 7644 §3.3', () => {
  it('answers 201 with Location, ETag and the resource', async () => {
    const { app, calls } = createTestHttp()

    const response = await app.request(users, write('POST'))

    expect(response.status).toBe(201)
    expect(response.headers.get('Location')).toBe(`${publicUrl}/Users/u-1`)
    expect(response.headers.get('ETag')).toBe(version)
    expect(await response.json()).toEqual(stored.resource)
    expect(calls).toEqual([
      [
        'create',
        { tenant: 'default', client: 'hr', grant: { read: true, write: true }, requestId: 'request-1' },
        expect.objectContaining({ name: 'User' }),
        { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' },
        { kind: 'default' },
      ],
    ])
  })

  it('honours attributes and excludedAttributes', async () => {
    const { app, calls } = createTestHttp()

    await app.request(`${users}?attributes=userName`, write('POST'))
    await app.request(`${one}?excludedAttributes=emails`, write('PUT'))

    expect(calls[0]?.[4]).toMatchObject({ kind: 'attributes', paths: [{ attribute: { name: 'userName' } }] })
    expect(calls[1]?.[4]).toMatchObject({ projection: { kind: 'excluded' } })
  })

  it('ignores If-None-Match and If-Match', async () => {
    const { app } = createTestHttp()

    const response = await app.request(users, write('POST', { 'If-None-Match': '*', 'If-Match': 'W/"x"' }))

    expect(response.status).toBe(201)
  })
})

describe('GET by id, RFC 7644 §3.4.1', () => {
  it('answers 200 with the resource and its ETag', async () => {
    const { app, calls } = createTestHttp()

    const response = await app.request(one, { headers: reader })

    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'private, no-cache',
      'content-type': 'application/scim+json',
      etag: version,
      location: stored.location,
      'x-content-type-options': 'nosniff',
      'x-request-id': 'request-1',
    })
    expect(await response.json()).toEqual(stored.resource)
    expect(calls[0]?.[2]).toMatchObject({ resourceType: { name: 'User' }, id: 'u-1' })
  })

  it('has no ETag where the version is outside of the projection', async () => {
    const { app } = createTestHttp({
      operations: () => operationsWith({ read: async () => ({ ...stored, version: undefined }) }),
    })

    const response = await app.request(one, { headers: { ...reader, 'If-None-Match': '*' } })

    expect(response.status).toBe(200)
    expect(response.headers.has('ETag')).toBe(false)
  })

  it('answers HEAD like GET, without the body', async () => {
    const { app } = createTestHttp()

    const response = await app.request(one, { method: 'HEAD', headers: reader })

    expect(response.status).toBe(200)
    expect(response.headers.get('ETag')).toBe(version)
    expect(await response.text()).toBe('')
  })

  it.each([
    ['a%2Fb', 'a/b'],
    ['..%2F..%2FGroups%2Fg', '../../Groups/g'],
    ['uid%3Dada%2Cou%3Dpeople', 'uid=ada,ou=people'],
    ['%2541', '%41'],
    ['%00', '\0'],
    ['%zz', '%zz'],
    ['*', '*'],
    ['__proto__', '__proto__'],
    ['.search', undefined],
  ])('gives the id %s to the operation decoded once', async (written, id) => {
    const { app, calls } = createTestHttp()

    await app.request(`${users}/${written}`, { headers: reader })

    expect(calls.map(([, , target]) => (target as { id: string }).id)).toEqual(id === undefined ? [] : [id])
  })

  it('passes on the 404 of the operation', async () => {
    const read = async () => {
      throw notFound('Resource u-1 not found')
    }
    const { app } = createTestHttp({ operations: () => operationsWith({ read }) })

    const response = await app.request(one, { headers: reader })

    expect(response.status).toBe(404)
    expect((await scimErrorOf(response)).detail).toBe('Resource u-1 not found')
  })
})

describe('conditions, RFC 7644 §3.14', () => {
  it.each([version, '*', `"x", ${version}`, '"c1.d1"'])(
    'GET with If-None-Match %s is 304 without body',
    async (condition) => {
      const { app } = createTestHttp()

      const response = await app.request(one, { headers: { ...reader, 'If-None-Match': condition } })

      expect(response.status).toBe(304)
      expect(response.headers.get('ETag')).toBe(version)
      expect(response.headers.has('Content-Type')).toBe(false)
      expect(await response.text()).toBe('')
    },
  )

  it.each(['W/"other"', 'W/"c1.d2"', 'W/"c1"'])('GET with If-None-Match %s is 200', async (condition) => {
    const { app } = createTestHttp()

    const response = await app.request(one, { headers: { ...reader, 'If-None-Match': condition } })

    expect(response.status).toBe(200)
  })

  it('gives If-Match to replace and delete', async () => {
    const { app, calls } = createTestHttp()

    await app.request(one, write('PUT', { 'If-Match': 'W/"a", W/"b"' }))
    await app.request(one, { method: 'DELETE', headers: { ...writer, 'If-Match': '*' } })

    expect(calls[0]?.[4]).toEqual({
      projection: { kind: 'default' },
      ifMatch: { kind: 'tags', tags: ['W/"a"', 'W/"b"'] },
    })
    expect(calls[1]?.[3]).toEqual({ kind: 'any' })
  })
})

describe('PUT, RFC 7644 §3.5.1', () => {
  it('answers 200 with the resource as stored', async () => {
    const { app, calls } = createTestHttp()

    const response = await app.request(one, write('PUT'))

    expect(response.status).toBe(200)
    expect(response.headers.get('ETag')).toBe(version)
    expect(await response.json()).toEqual(stored.resource)
    expect(calls[0]?.slice(2)).toEqual([
      expect.objectContaining({ id: 'u-1' }),
      { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' },
      { projection: { kind: 'default' } },
    ])
  })
})

describe('DELETE, RFC 7644 §3.6', () => {
  it('answers 204 without body or media type', async () => {
    const { app, calls } = createTestHttp()

    const response = await app.request(one, { method: 'DELETE', headers: writer })

    expect(response.status).toBe(204)
    expect(response.headers.has('Content-Type')).toBe(false)
    expect(await response.text()).toBe('')
    expect(calls[0]?.slice(2)).toEqual([expect.objectContaining({ id: 'u-1' }), undefined])
  })
})

describe('lists, RFC 7644 §3.4.2', () => {
  it('answer 200 with what the operation found', async () => {
    const { app, calls } = createTestHttp()

    const response = await app.request(
      `${users}?filter=userName%20eq%20%22a%26b%22&startIndex=3&count=1&aadOptscim=1`,
      {
        headers: reader,
      },
    )

    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ totalResults: 7, startIndex: 3, itemsPerPage: 1 })
    expect(calls[0]?.[3]).toMatchObject({
      filter: { kind: 'compare', operator: 'eq', value: 'a&b' },
      page: { startIndex: 3, count: 1 },
    })
  })

  it('refuse a bad filter with 400 before any operation runs', async () => {
    const { app, calls } = createTestHttp()

    const response = await app.request(`${users}?filter=userName+xx+1`, { headers: reader })

    expect(response.status).toBe(400)
    expect((await scimErrorOf(response)).scimType).toBe('invalidFilter')
    expect(calls).toEqual([])
  })
})

describe('PATCH, RFC 7644 §3.5.2', () => {
  const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [] })
  const patch = (app: ReturnType<typeof createTestHttp>['app'], query = '', headers = {}) =>
    app.request(`${base}/Users/u-1${query}`, { method: 'PATCH', headers: { ...writer, ...json, ...headers }, body })

  it('hands body, condition, preference and projection on', async () => {
    const { app, calls } = createTestHttp()

    const response = await patch(app, '?attributes=userName', {
      'If-Match': version,
      Prefer: 'respond-async, return=minimal',
    })

    expect(response.status).toBe(200)
    expect(calls[0]?.[0]).toBe('patch')
    expect(calls[0]?.[4]).toMatchObject({
      maxOperations: 100,
      ifMatch: { kind: 'tags', tags: [version] },
      answer: 'minimal',
      projection: { kind: 'attributes' },
    })
  })

  it('answers 204 with ETag and Location where nothing is to be shown', async () => {
    const { app } = createTestHttp({
      operations: () => operationsWith({ patch: async () => ({ stored, isShown: false }) }),
    })

    const response = await patch(app)

    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(response.headers.get('etag')).toBe(version)
    expect(response.headers.get('location')).toBe(stored.location)
  })
})
