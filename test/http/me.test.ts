import { describe, expect, it } from 'vitest'
import type { ScimError } from '../../src/scim/error.ts'
import { forbidden, preconditionFailed } from '../../src/scim/error.ts'
import {
  ada,
  base,
  createTestHttp,
  json,
  operationsWith,
  reader,
  readingAda,
  scimErrorOf,
  stored,
  version,
  writer,
} from './support.ts'

const me = `${base}/Me`
const one = `${base}/Users/u-1`
const sending = (method: string, headers: Readonly<Record<string, string>> = ada): RequestInit => ({
  method,
  headers: { ...headers, ...json },
  ...(method === 'GET' || method === 'HEAD' ? {} : { body: '{"userName":"ada"}' }),
})
const reading = ['GET', 'HEAD']
const changing = ['PUT', 'PATCH', 'DELETE']

describe('/Me, RFC 7644 §3.11', () => {
  it.each([...reading, ...changing])('%s does what it does at the permanent path', async (method) => {
    const [alias, permanent] = [createTestHttp(), createTestHttp()]
    const query = '?attributes=userName'
    const conditions = { ...ada, 'If-Match': version, Prefer: 'return=minimal' }

    const answer = await alias.app.request(me + query, sending(method, conditions))
    const expected = await permanent.app.request(one + query, sending(method, conditions))

    expect(answer.status).toBe(expected.status)
    expect(await answer.text()).toBe(await expected.text())
    expect(Object.fromEntries(answer.headers)).toEqual({
      ...Object.fromEntries(expected.headers),
      location: stored.location,
    })
    expect(alias.calls[0]?.[0]).toBe('findMe')
    expect(alias.calls.slice(1)).toEqual(permanent.calls)
  })

  it.each([
    ['GET', 'read'],
    ['HEAD', 'read'],
    ['PUT', 'replace'],
    ['PATCH', 'patch'],
    ['DELETE', 'delete'],
  ])('%s looks for whom the credentials name, to %s', async (method, purpose) => {
    const { app, calls } = createTestHttp()

    await app.request(me, sending(method))

    const [, scope, asked, wanted] = calls[0] ?? []
    expect(scope).toMatchObject({ client: 'ada' })
    expect(asked).toMatchObject({
      resourceType: { name: 'User' },
      person: { kind: 'attribute', attribute: 'userName', value: 'ada' },
    })
    expect(wanted).toBe(purpose)
  })

  it('POST is a creation of its own', async () => {
    const { app, calls } = createTestHttp()

    const response = await app.request(me, sending('POST'))

    expect(response.status).toBe(201)
    expect(response.headers.get('Location')).toBe(stored.location)
    expect(response.headers.get('ETag')).toBe(version)
    expect(calls.map(([name]) => name)).toEqual(['createMe'])
    expect(calls[0]?.[3]).toEqual({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' })
  })

  it('a 304 has the permanent location too', async () => {
    const { app } = createTestHttp()

    const response = await app.request(me, { headers: { ...ada, 'If-None-Match': version } })

    expect(response.status).toBe(304)
    expect(response.headers.get('Location')).toBe(stored.location)
    expect(response.headers.get('ETag')).toBe(version)
  })

  it.each([
    ['PUT', 'replace', preconditionFailed('has changed')],
    ['DELETE', 'delete', forbidden('the directory does not permit it')],
  ] as const)(
    'an error of %s has it too, and is else as at the permanent path',
    async (method, name, error: ScimError) => {
      const operations = operationsWith({
        [name]: async () => {
          throw error
        },
      })
      const { app, observations } = createTestHttp({ operations: () => operations })

      const response = await app.request(me, sending(method))

      expect(response.status).toBe(error.status)
      expect(response.headers.get('Location')).toBe(stored.location)
      expect(await scimErrorOf(response)).toMatchObject({ detail: error.message })
      expect(observations.filter(({ kind }) => kind === 'denied')).toHaveLength(error.status === 403 ? 1 : 0)
    },
  )

  it('an unforeseen failure stays 500 and unquoted', async () => {
    const operations = operationsWith({
      findMe: async () => {
        throw new Error('canary')
      },
    })
    const { app } = createTestHttp({ operations: () => operations })

    const response = await app.request(me, { headers: ada })

    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('canary')
  })
})

describe('/Me for a machine', () => {
  it.each(
    [...reading, 'POST', ...changing].flatMap((method) => [
      [method, 'writer', writer] as const,
      [method, 'reader', reader] as const,
    ]),
  )('%s of a %s is 404 and says why', async (method, _, headers) => {
    const { app, calls } = createTestHttp()

    const response = await app.request(me, sending(method, headers))

    expect(response.status).toBe(404)
    if (method !== 'HEAD') expect((await scimErrorOf(response)).detail).toContain('machine')
    expect(calls).toEqual([])
  })
})

describe('/Me for a person who may only read', () => {
  it.each(['POST', ...changing])('%s is 403 before anything is looked for', async (method) => {
    const { app, calls } = createTestHttp()

    const response = await app.request(me, sending(method, readingAda))

    expect(response.status).toBe(403)
    await scimErrorOf(response)
    expect(calls).toEqual([])
  })

  it('GET is 200', async () => {
    const { app } = createTestHttp()

    expect((await app.request(me, { headers: readingAda })).status).toBe(200)
  })
})
