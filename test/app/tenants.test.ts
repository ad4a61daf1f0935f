import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Gateway, openGateway } from '../../src/app.ts'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { loadGateway } from '../../src/config/load-gateway.ts'
import type { Observation } from '../../src/observe/observation.ts'

/** Nothing listens on port 1 of this machine. */
const serviceOf = (name: string) => ({
  directory: {
    ...{ urls: ['ldap://127.0.0.1:1'], bindDn: 'cn=scimdap', password: 'secret' },
    timeouts: { connectMs: 200, operationMs: 500, waitMs: 100 },
  },
  users: { base: `ou=people,dc=${name}` },
  groups: { base: `ou=groups,dc=${name}` },
  clients: [{ name: 'idp', tokens: [hashToken(name)] }],
})

const configOf = (options: Readonly<Record<string, unknown>>) =>
  loadGateway({
    text: JSON.stringify({ listen: { port: 0 }, log: { level: 'silent' }, ...options }),
    environment: {},
    readFile: () => '',
  })

const observations: Observation[] = []
let gateway: Gateway
beforeAll(async () => {
  const tenants = { acme: serviceOf('acme'), globex: { ...serviceOf('globex'), discoveryPublic: true } }
  gateway = await openGateway(configOf({ publicUrl: 'https://scim.example/idp/scim/v2', tenants }), {
    observe: (observation) => observations.push(observation),
  })
})
afterAll(() => gateway?.close())

const ask = async (path: string, { token, method = 'GET', ...headers }: Readonly<Record<string, string>> = {}) => {
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  const request = new Request(`https://scim.example${path}`, { method, headers: { ...headers, ...authorization } })
  const response = await gateway.fetch(request)
  const body = await response.text()
  const told = Object.fromEntries(response.headers)
  return { status: response.status, body, headers: { ...told, 'x-request-id': '' } }
}

const below = [
  ...['', '/', '/x', '/healthz', '/readyz', '/scim', '/scim/v2', '/scim/v2/Users', '/scim/v2/Users/1', '/scim/v2/Me'],
  ...[
    '/scim/v2/Schemas',
    '/scim/v2/ServiceProviderConfig',
    '/scim/v2/ResourceTypes/User',
    '/scim/v2/Bulk',
    '/scim/v2/x',
  ],
  ...['//scim//v2/Users/', '/scim/v2/Users?filter=x', `/scim/v2/Users?filter=${'x'.repeat(20_000)}`],
]
const shown: readonly Readonly<Record<string, string>>[] = [
  {},
  { token: 'nobody' },
  { token: 'globex' },
  { Authorization: 'Basic eDp5' },
  { Authorization: 'Bearer' },
  { Authorization: 'Bearer a b' },
  { Authorization: `Bearer ${'x'.repeat(9_000)}` },
]

describe('a stranger', () => {
  it.each(below)(
    'is told at /t/acme%s what is told where no tenant is, whatever the credentials and the method',
    async (path) => {
      for (const credentials of shown) {
        for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PROPFIND']) {
          const there = await ask(`/idp/t/acme${path}`, { ...credentials, method })
          const nowhere = await ask(`/idp/t/initech${path}`, { ...credentials, method })

          expect(there).toEqual(nowhere)
          expect(there.status).toBe(401)
        }
      }
    },
  )

  it.each(['/idp/t/ACME/scim/v2/Users', '/idp/t/ac%2Fme/scim/v2/Users', '/idp/t/__proto__/scim/v2/Users'])(
    'is told the same at %s',
    async (path) => {
      expect(await ask(path)).toEqual(await ask('/idp/t/initech/scim/v2/Users'))
    },
  )

  it('learns that there is a tenant where its operator has said discoveryPublic: true', async () => {
    expect((await ask('/idp/t/globex/scim/v2/ServiceProviderConfig')).status).toBe(200)
    expect((await ask('/idp/t/globex/scim/v2/Users')).status).toBe(401)
  })

  it('finds nothing at the base path, nor above the tenants', async () => {
    for (const path of [
      '/idp/scim/v2/Users',
      '/idp/scim/v2/ServiceProviderConfig',
      '/idp/t',
      '/t/acme/scim/v2/Users',
      '/',
    ])
      expect((await ask(path, { token: 'acme' })).status).toBe(404)
  })

  it('sees of the process that it lives, and that nobody can be served, without a name', async () => {
    await gateway.ready()
    const health = await ask('/healthz')
    const ready = await ask('/readyz')

    expect(health.status).toBe(200)
    expect([ready.status, JSON.parse(ready.body)]).toEqual([503, { ready: false, reason: 'no tenant can be served' }])
  })
})

describe('who has the token of a tenant', () => {
  it('is answered there, however the path is spelled, and 404 is 404', async () => {
    const paths = ['/idp/t/acme/scim/v2/Schemas', '/idp//t/acme/scim/v2//Schemas/', '/idp/t/%61cme/scim/v2/Schemas']
    for (const path of paths) expect((await ask(path, { token: 'acme' })).status).toBe(200)
    expect((await ask('/idp/t/acme/scim/v2/Users', { token: 'acme' })).status).toBe(503)
    expect((await ask('/idp/t/acme/nothing', { token: 'acme' })).status).toBe(404)
  })

  it('sees whether that tenant can be served, and why not', async () => {
    const { status, body } = await ask('/idp/t/acme/readyz', { token: 'acme' })

    expect([status, JSON.parse(body)]).toEqual([503, { ready: false, reason: 'the directory cannot be reached' }])
  })

  it('reads its own URL in every location', async () => {
    const { body } = await ask('/idp/t/acme/scim/v2/ResourceTypes', { token: 'acme' })

    const locations = JSON.parse(body).Resources.map(({ meta }: { meta: { location: string } }) => meta.location)
    expect(locations).toEqual([
      'https://scim.example/idp/t/acme/scim/v2/ResourceTypes/User',
      'https://scim.example/idp/t/acme/scim/v2/ResourceTypes/Group',
    ])
  })
})

describe('observations', () => {
  it('name the tenant of whatever happens in one, and no tenant of what is asked elsewhere', async () => {
    observations.length = 0
    await ask('/idp/t/acme/scim/v2/Users', { token: 'acme' })
    await ask('/idp/t/initech/scim/v2/Users', { token: 'acme' })

    const told = observations.flatMap((each) => (each.kind === 'request' ? [[each.status, each.tenant]] : []))
    expect(told).toEqual([
      [503, 'acme'],
      [401, undefined],
    ])
  })
})
