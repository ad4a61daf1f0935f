import { describe, expect, it } from 'vitest'
import { allowOf, type Endpoint, type Route } from '../../src/http/routes/route.ts'
import { createRouteTable } from '../../src/http/routes/table.ts'
import { base, bodyBytes, createTestHttp, dependenciesWith, json, scimErrorOf, urlLength, writer } from './support.ts'

const table = createRouteTable(dependenciesWith({ discoveryPublic: false }))
const { app, calls } = createTestHttp({ discoveryPublic: false })

interface Row {
  readonly method: string
  readonly path: string
  readonly route: Route
}

const anyMethod = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']
const pathOf = ({ path }: Route) => base + path.replace(':id', 'u-1')
const rows: readonly Row[] = table.scim.flatMap((route) =>
  anyMethod.map((method) => ({ method, path: pathOf(route), route })),
)
const isAllowed = ({ method, route }: Row) => allowOf(route).split(', ').includes(method)
const endpointsWith = (body: Endpoint['body']): readonly Row[] =>
  rows.filter(({ method, route }) => route.endpoints.get(method)?.body === body)

const request = ({ method, path }: Row, init: RequestInit = {}) => app.request(path, { method, ...init })

/** HEAD has no body to look into. */
const expectError = async (row: Row, response: Response, status: number) => {
  expect(response.status).toBe(status)
  expect(response.headers.get('Content-Type')).toBe('application/scim+json')
  if (row.method !== 'HEAD') return scimErrorOf(response)
  expect(await response.text()).toBe('')
  return { detail: '' }
}

describe('the route table, RFC 7644 §3.2', () => {
  it('has these endpoints', () => {
    const lines = table.scim.map((route) => `${route.path}: ${allowOf(route)}`)

    expect(lines).toEqual([
      '/Me: GET, HEAD, POST, PUT, PATCH, DELETE',
      '/: GET, HEAD',
      '/.search: POST',
      '/Bulk: POST',
      '/ServiceProviderConfig: GET, HEAD',
      '/ResourceTypes: GET, HEAD',
      '/ResourceTypes/:id: GET, HEAD',
      '/Schemas: GET, HEAD',
      '/Schemas/:id: GET, HEAD',
      '/Users/.search: POST',
      '/Users: GET, HEAD, POST',
      '/Users/:id: GET, HEAD, PUT, PATCH, DELETE',
      '/Groups/.search: POST',
      '/Groups: GET, HEAD, POST',
      '/Groups/:id: GET, HEAD, PUT, PATCH, DELETE',
    ])
  })
})

describe('every route with every method', () => {
  it.each(rows)('$method $path without token is 401 with a challenge', async (row) => {
    const response = await request(row)

    await expectError(row, response, 401)
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="scimdap"')
  })

  it.each(rows)('$method $path with a bad token is 401 invalid_token', async (row) => {
    const response = await request(row, { headers: { Authorization: 'Bearer nobody' } })

    await expectError(row, response, 401)
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="scimdap", error="invalid_token"')
  })

  it.each(rows.filter((row) => !isAllowed(row)))('$method $path is 405 with Allow', async (row) => {
    const response = await request(row, { headers: writer })

    await expectError(row, response, 405)
    expect(response.headers.get('Allow')).toBe(allowOf(row.route))
  })

  it.each(rows)('$method $path with too long a URL is 414', async (row) => {
    const response = await request({ ...row, path: `${row.path}?x=${'a'.repeat(urlLength)}` }, { headers: writer })

    await expectError(row, response, 414)
  })
})

describe('an unknown endpoint', () => {
  it('is 404 before it is 405', async () => {
    expect((await app.request(`${base}/Nobodies/u-1`, { method: 'PATCH', headers: writer })).status).toBe(404)
    expect((await app.request(`${base}/Users`, { method: 'PATCH', headers: writer })).status).toBe(405)
  })
})

describe('every endpoint with a body, RFC 7644 §3.12', () => {
  const withBody = endpointsWith('json')
  const headers = { ...writer, ...json }

  it('is one of these', () => {
    expect(withBody.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /scim/v2/Me',
      'PUT /scim/v2/Me',
      'PATCH /scim/v2/Me',
      'POST /scim/v2/.search',
      'POST /scim/v2/Bulk',
      'POST /scim/v2/Users/.search',
      'POST /scim/v2/Users',
      'PUT /scim/v2/Users/u-1',
      'PATCH /scim/v2/Users/u-1',
      'POST /scim/v2/Groups/.search',
      'POST /scim/v2/Groups',
      'PUT /scim/v2/Groups/u-1',
      'PATCH /scim/v2/Groups/u-1',
    ])
  })

  it.each(withBody)('$method $path with another media type is 415', async (row) => {
    const response = await request(row, { headers: { ...writer, 'Content-Type': 'text/plain' }, body: '{}' })

    await expectError(row, response, 415)
  })

  it.each(withBody)('$method $path with malformed JSON is 400 invalidSyntax', async (row) => {
    const response = await request(row, { headers, body: '{"userName": ' })

    expect(await expectError(row, response, 400)).toMatchObject({ scimType: 'invalidSyntax' })
  })

  it.each(withBody)('$method $path without body is 400 invalidSyntax', async (row) => {
    const response = await request(row, { headers })

    expect(await expectError(row, response, 400)).toMatchObject({ scimType: 'invalidSyntax' })
  })

  it.each(withBody)('$method $path with too large a body is 413 and names the limit', async (row) => {
    const response = await request(row, { headers, body: JSON.stringify('a'.repeat(bodyBytes)) })

    expect(await expectError(row, response, 413)).toMatchObject({ detail: expect.stringContaining(String(bodyBytes)) })
  })

  it('reaches no operation in any of these cases', () => {
    expect(calls).toEqual([])
  })
})

describe('slashes that mean nothing', () => {
  it.each([
    ['/Users', '//Users'],
    ['/Users', '/Users/'],
    ['/Users/u-1', '/Users//u-1/'],
    ['/Schemas/urn:ietf:params:scim:schemas:core:2.0:User', '//Schemas/urn:ietf:params:scim:schemas:core:2.0:User//'],
    ['/', ''],
    ['/', '//'],
  ])('%j is what %j asks for, too', async (path, spelling) => {
    const [plain, odd] = await Promise.all(
      [path, spelling].map((each) => app.request(base + each, { headers: writer })),
    )

    expect(plain?.status).toBe(200)
    expect(odd?.status).toBe(200)
    expect(await odd?.text()).toBe(await plain?.text())
  })
})

describe('unknown routes', () => {
  const below = ['/users', '/Users/u-1/x', '/me', '/Me/x', '/constructor', '/Schemas/x/y', '//users', '/Users/u-1//x/']

  it.each(below)('%j below the base path is 401 to a stranger and 404 to a client', async (path) => {
    const stranger = await app.request(base + path)
    const client = await app.request(base + path, { headers: writer })

    expect(stranger.status).toBe(401)
    expect(client.status).toBe(404)
    await scimErrorOf(client)
  })

  it.each(['/', '/Users', '/scim', '/scim/v22/Users', '/scim/v2x', '/metrics', '/favicon.ico'])(
    '%j outside of it is 404 to anybody',
    async (path) => {
      const response = await app.request(path)

      expect(response.status).toBe(404)
      await scimErrorOf(response)
    },
  )
})
