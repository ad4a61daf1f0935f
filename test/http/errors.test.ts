import { HTTPException } from 'hono/http-exception'
import { describe, expect, it } from 'vitest'
import { createHttp } from '../../src/http/http.ts'
import { mutability, ScimError, uniqueness } from '../../src/scim/error.ts'
import { base, createTestHttp, dependenciesWith, operationsWith, reader, scimErrorOf } from './support.ts'

const failingWith = (thrown: unknown) => {
  const read = async () => {
    throw thrown
  }
  return createTestHttp({ operations: () => operationsWith({ read }) })
}

const path = `${base}/Users/u-1`
const answerTo = async (thrown: unknown) => {
  const { app, observations } = failingWith(thrown)
  const response = await app.request(path, { headers: reader })
  return { response, observations, error: await scimErrorOf(response) }
}

describe('errors, RFC 7644 §3.12', () => {
  it.each([
    [mutability('userName is immutable'), 400, 'mutability'],
    [uniqueness('taken'), 409, 'uniqueness'],
    [new ScimError(404, undefined, 'gone'), 404, undefined],
  ])('%s keeps its status, scimType and detail', async (thrown, status, scimType) => {
    const { response, error } = await answerTo(thrown)

    expect(response.status).toBe(status)
    expect(error).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      ...(scimType === undefined ? {} : { scimType }),
      detail: thrown.message,
    })
    expect(response.headers.get('Cache-Control')).toBe('no-store')
  })

  it.each([
    ['an error', Object.assign(new Error('cn=canary,dc=x'), { dn: 'cn=canary' })],
    ['a text', 'canary'],
    ['nothing', undefined],
    ['an error in SCIM words', new ScimError(500, undefined, 'The directory refused', { cause: new Error('canary') })],
  ])('%s that nobody expected is 500 without a word of it, and observed', async (_, thrown) => {
    const { response, observations, error } = await answerTo(thrown)

    expect(response.status).toBe(500)
    expect(JSON.stringify(error) + JSON.stringify([...response.headers])).not.toMatch(/canary|\bat /)
    expect(observations).toEqual([
      { kind: 'unexpected', requestId: 'request-1', cause: thrown },
      expect.objectContaining({ kind: 'request', status: 500 }),
    ])
  })

  it('names the request in the detail of an unexpected error', async () => {
    const { error } = await answerTo(new Error('x'))

    expect(error.detail).toContain('request-1')
  })

  it.each(['AbortError', 'TimeoutError'])('%s is 503 with Retry-After, and no defect', async (name) => {
    const { response, observations } = await answerTo(new DOMException('canary', name))

    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toBe('1')
    expect(observations.map(({ kind }) => kind)).toEqual(['request'])
  })

  it('turns the exceptions of the framework into SCIM errors', async () => {
    const { response, error } = await answerTo(new HTTPException(418, { message: 'canary' }))

    expect(response.status).toBe(418)
    expect(error.detail).toBe("I'm a Teapot")
  })
})

describe('the deadline of a request', () => {
  it('is 503, while a faster request is answered', async () => {
    const limits = { ...dependenciesWith().limits, requestMs: 20 }
    const read = () => new Promise<never>(() => {})
    const { app } = createTestHttp({ limits, operations: () => operationsWith({ read }) })

    const [slow, fast] = await Promise.all([
      app.request(path, { headers: reader }),
      app.request(`${base}/Users`, { headers: reader }),
    ])

    expect(slow.status).toBe(503)
    expect(slow.headers.get('Retry-After')).toBe('1')
    expect((await scimErrorOf(slow)).detail).toContain('too long')
    expect(fast.status).toBe(200)
  })
})

describe('observed requests', () => {
  it('name the route, the client and the status, never the path', async () => {
    const { app, observations } = createTestHttp()

    await app.request(`${path}?attributes=canary`, { headers: reader })

    expect(observations).toEqual([
      {
        kind: 'request',
        requestId: 'request-1',
        method: 'GET',
        route: '/Users/:id',
        status: 200,
        durationMs: expect.any(Number),
        client: 'audit',
      },
    ])
  })

  it.each([
    ['no-credentials', {}],
    ['invalid-token', { Authorization: 'Bearer x' }],
    ['malformed-credentials', { Authorization: 'Bearer x y' }],
  ])('that are refused say why: %s', async (reason, headers) => {
    const { app, observations } = createTestHttp()

    await app.request(path, { headers })

    expect(observations).toEqual([
      { kind: 'denied', requestId: 'request-1', reason },
      expect.objectContaining({ kind: 'request', status: 401 }),
    ])
    expect(observations[1]).not.toHaveProperty('client')
  })

  it('have bounded routes and methods', async () => {
    const { app, observations } = createTestHttp()

    await app.request('/canary', { method: 'CANARY' })

    expect(observations).toMatchObject([{ kind: 'request', route: 'unknown', method: 'other', status: 404 }])
  })

  it('have ids of our own, not those of the client', async () => {
    let next = 0
    const { app } = createTestHttp({ requestId: () => `r${++next}` })

    const responses = [
      await app.request(path, { headers: { ...reader, 'X-Request-Id': 'theirs' } }),
      await app.request('/unknown'),
      await app.request('/healthz'),
    ]

    expect(responses.map(({ headers }) => headers.get('X-Request-Id'))).toEqual(['r1', 'r2', 'r3'])
  })
})

describe('publicUrl', () => {
  it.each(['https://host/scim/v2', 'http://127.0.0.1:8080/scim/v2', 'https://host'])(
    '%s mounts the routes under its path',
    async (publicUrl) => {
      const app = createHttp(dependenciesWith({ publicUrl }))
      const mounted = new URL(publicUrl).pathname.replace(/\/$/, '')

      expect((await app.request(`${mounted}/Users`, { headers: reader })).status).toBe(200)
      expect((await app.request(`${mounted}/nothing`)).status).toBe(401)
      expect((await app.request('/healthz')).status).toBe(200)
    },
  )

  it.each([
    'https://host/scim/',
    'https://host/',
    'https://host/scim?x',
    'https://host/scim#x',
    'https://host/:id',
    'https://host/*',
    'https://u@host/scim',
    'ftp://host/scim',
    '/scim/v2',
    '',
  ])('%j is refused at start', (publicUrl) => {
    expect(() => createHttp(dependenciesWith({ publicUrl }))).toThrow()
  })
})
