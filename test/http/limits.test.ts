import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HttpDependencies } from '../../src/http/dependencies.ts'
import type { Observation } from '../../src/observe/observation.ts'
import {
  base,
  createTestHttp,
  dependenciesWith,
  json,
  operationsWith,
  reader,
  scimErrorOf,
  stored,
  writer,
} from './support.ts'

type Limits = HttpDependencies['limits']

const { limits: usual } = dependenciesWith()

const httpWith = (limits: Partial<Limits>, given: Partial<HttpDependencies> = {}) =>
  createTestHttp({ ...given, limits: { ...usual, ...limits } }).app

const post = (limits: Partial<Limits>, path: string, body: string) =>
  httpWith(limits).request(base + path, { method: 'POST', headers: { ...writer, ...json }, body })

const get = (limits: Partial<Limits>, path: string) => httpWith(limits).request(base + path, { headers: writer })

const filterOf = (limits: Partial<Limits['query']['filter']>): Partial<Limits> => ({
  query: { ...usual.query, filter: { ...usual.query.filter, ...limits } },
})
const filtered = (limits: Partial<Limits['query']['filter']>, filter: string) =>
  get(filterOf(limits), `/Users?filter=${encodeURIComponent(filter)}`)

const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
const wide = (values: number) => `{"schemas":[${Array.from({ length: values }, () => '"x"').join()}]}`
const named = (members: number) => `{${Array.from({ length: members }, (_, n) => `"n${n}":1`).join()}}`
const operations = (count: number) =>
  JSON.stringify({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: Array.from({ length: count }, () => ({ method: 'DELETE', path: '/Users/1' })),
  })
const patchedBy = async (limits: Partial<Limits>, maxOperations: number) => {
  const { app, calls } = createTestHttp({ limits: { ...usual, ...limits } })
  const response = await app.request(`${base}/Users/1`, {
    method: 'PATCH',
    headers: { ...writer, ...json },
    body: '{}',
  })
  return [response.status, calls.some((call) => JSON.stringify(call).includes(`"maxOperations":${maxOperations}`))]
}

interface Edge {
  readonly option: string
  readonly at: () => Response | Promise<Response>
  readonly over: () => Response | Promise<Response>
  readonly status: number
  readonly scimType?: string
}

const edges: readonly Edge[] = [
  {
    option: 'bodyBytes',
    at: () => post({ bodyBytes: 40 }, '/Users', `{"userName":"${'a'.repeat(25)}"}`),
    over: () => post({ bodyBytes: 40 }, '/Users', `{"userName":"${'a'.repeat(26)}"}`),
    status: 413,
  },
  {
    option: 'bulkBytes',
    at: () => post({ bulk: { maxOperations: 9, maxPayloadSize: operations(1).length } }, '/Bulk', operations(1)),
    over: () => post({ bulk: { maxOperations: 9, maxPayloadSize: operations(1).length - 1 } }, '/Bulk', operations(1)),
    status: 413,
  },
  {
    option: 'bulkOperations',
    at: () => post({ bulk: { maxOperations: 3, maxPayloadSize: 9_999 } }, '/Bulk', operations(3)),
    over: () => post({ bulk: { maxOperations: 3, maxPayloadSize: 9_999 } }, '/Bulk', operations(4)),
    status: 413,
  },
  {
    option: 'jsonDepth',
    at: () => post({ json: { depth: 12, width: 9 } }, '/Users', nested(12)),
    over: () => post({ json: { depth: 12, width: 9 } }, '/Users', nested(13)),
    status: 400,
    scimType: 'invalidSyntax',
  },
  {
    option: 'jsonWidth',
    at: () => post({ json: { depth: 9, width: 50 } }, '/Users', wide(50)),
    over: () => post({ json: { depth: 9, width: 50 } }, '/Users', wide(51)),
    status: 413,
  },
  {
    option: 'jsonWidth, of an object',
    at: () => post({ json: { depth: 9, width: 50 } }, '/Users', named(50)),
    over: () => post({ json: { depth: 9, width: 50 } }, '/Users', named(51)),
    status: 413,
  },
  {
    option: 'jsonWidth, of an object where lists may be wider',
    at: () => post({ bodyBytes: 1_000_000, json: { depth: 9, width: 50_000 } }, '/Users', named(10_000)),
    over: () => post({ bodyBytes: 1_000_000, json: { depth: 9, width: 50_000 } }, '/Users', named(10_001)),
    status: 413,
  },
  {
    option: 'urlLength',
    at: () => get({ urlLength: `http://localhost${base}/Users/${'1'.repeat(80)}`.length }, `/Users/${'1'.repeat(80)}`),
    over: () =>
      get({ urlLength: `http://localhost${base}/Users/${'1'.repeat(80)}`.length }, `/Users/${'1'.repeat(81)}`),
    status: 414,
  },
  {
    option: 'filterLength',
    at: () => filtered({ maxLength: 21 }, 'userName eq "abcdefg"'),
    over: () => filtered({ maxLength: 21 }, 'userName eq "abcdefgh"'),
    status: 400,
    scimType: 'invalidFilter',
  },
  {
    option: 'filterDepth',
    at: () => filtered({ maxDepth: 3 }, '(((userName pr)))'),
    over: () => filtered({ maxDepth: 3 }, '((((userName pr))))'),
    status: 400,
    scimType: 'invalidFilter',
  },
  {
    option: 'filterNodes',
    at: () => filtered({ maxNodes: 3 }, 'userName pr and userName pr'),
    over: () => filtered({ maxNodes: 3 }, 'userName pr and userName pr and userName pr'),
    status: 400,
    scimType: 'invalidFilter',
  },
]

describe('the edge of each limit, RFC 7644 §3.12', () => {
  it.each(edges)('$option: so much is taken', async ({ at }) => {
    const response = await at()

    expect([200, 201]).toContain(response.status)
  })

  it.each(edges)('$option: one more is refused', async ({ over, status, scimType }) => {
    const response = await over()

    expect(response.status).toBe(status)
    expect((await scimErrorOf(response)).scimType).toBe(scimType)
  })

  it('patchOperations reaches the operation', async () => {
    expect(await patchedBy({ patchOperations: 7 }, 7)).toEqual([200, true])
  })
})

/** Operations that read and then wait until they are let go. */
const waiting = (admission: Limits['admission']) => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const observations: Observation[] = []
  const operations = operationsWith({
    read: async () => {
      await released
      return stored
    },
  })
  const http = httpWith(
    { admission },
    { operations: () => operations, observe: (observation) => void observations.push(observation) },
  )
  const read = (headers: Readonly<Record<string, string>>) => http.request(`${base}/Users/1`, { headers })
  return { http, read, release, observations }
}

const plenty = { requestsPerSecond: 1_000, concurrent: 1_000 }

describe('requests at a time', () => {
  it('concurrentPerClient: so many of one client are answered, one more is 429, and others are none the worse', async () => {
    const ofClient = (client: string) => (client === 'hr' ? { ...plenty, concurrent: 2 } : plenty)
    const { read, release, observations } = waiting({ concurrent: 100, ofClient })

    const [first, second] = [read(writer), read(writer)]
    const third = await read(writer)
    const other = read(reader)
    release()

    expect(third.status).toBe(429)
    expect(third.headers.get('Retry-After')).toBe('1')
    expect((await scimErrorOf(third)).detail).toBe('This client may have 2 requests answered at a time')
    expect([(await first).status, (await second).status, (await other).status]).toEqual([200, 200, 200])
    expect((await read(writer)).status).toBe(200)
    expect(observations).toContainEqual({ kind: 'limited', client: 'hr', limit: 'concurrency' })
  })

  it('concurrent: one more than all may have is 503, health is answered, and a place is free again after each', async () => {
    const { http, read, release } = waiting({ concurrent: 2, ofClient: () => plenty })

    const [first, second] = [read(writer), read(reader)]
    const third = await read(writer)
    const health = await http.request('/healthz')
    release()

    expect(third.status).toBe(503)
    expect(third.headers.get('Retry-After')).toBe('1')
    expect(health.status).toBe(200)
    expect([(await first).status, (await second).status]).toEqual([200, 200])
    for (let round = 0; round < 5; round += 1) {
      expect((await read({ Authorization: 'Bearer wrong' })).status).toBe(401)
      expect((await read(writer)).status).toBe(200)
    }
  })

  it('does not free the place of a request that took too long before its work is done', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const operations = operationsWith({
      read: async () => {
        await released
        return stored
      },
    })
    const http = httpWith(
      { requestMs: 20, admission: { concurrent: 1, ofClient: () => plenty } },
      { operations: () => operations },
    )
    const ask = () => http.request(`${base}/Users/1`, { headers: writer })

    expect((await scimErrorOf(await ask())).detail).toMatch(/took too long/)
    expect((await scimErrorOf(await ask())).detail).toMatch(/as many requests as it may/)
    release()
    await vi.waitFor(async () => expect((await ask()).status).toBe(200))
  })
})

describe('requests in a second', () => {
  afterEach(() => void vi.useRealTimers())

  it('requestsPerSecond: so many are answered, one more is 429, and the next second begins anew', async () => {
    vi.useFakeTimers({ now: 1_800_000_000_000 })
    const ofClient = (client: string) => (client === 'hr' ? { ...plenty, requestsPerSecond: 25 } : plenty)
    const http = httpWith({ admission: { concurrent: 100, ofClient } })
    const ask = async (headers: Readonly<Record<string, string>> = writer) =>
      http.request(`${base}/Users/1`, { headers })

    for (let count = 0; count < 25; count += 1) expect((await ask()).status).toBe(200)
    const refused = await ask()
    expect(refused.status).toBe(429)
    expect(refused.headers.get('Retry-After')).toBe('1')
    expect((await scimErrorOf(refused)).detail).toBe('This client may send 25 requests a second')
    expect((await ask(reader)).status).toBe(200)

    vi.advanceTimersByTime(1_001)
    expect((await ask()).status).toBe(200)
  })
})
