import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Gateway, openGateway } from '../../src/app.ts'
import { hashToken } from '../../src/auth/bearer-token.ts'
import type { Config } from '../../src/config/config.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { Observation } from '../../src/observe/observation.ts'

const token = 'a-token-of-the-tests'

/** Nothing listens on port 1 of this machine. */
const configOf = (more = ''): Config =>
  loadConfig({
    text: `directory:
  urls: [ldap://127.0.0.1:1]
  bindDn: cn=scimdap,dc=example,dc=com
  password: secret
  timeouts: { connectMs: 200, operationMs: 500, waitMs: 100 }
users: { base: 'ou=people,dc=example,dc=com' }
groups: { base: 'ou=groups,dc=example,dc=com' }
clients: [{ name: idp, tokens: ['${hashToken(token)}'] }]
log: { level: silent }
${more === '' ? 'listen: { port: 0 }' : more}
`,
    environment: {},
    readFile: () => '',
  })

const opened: Gateway[] = []
const open = async (more?: string, observe: (observation: Observation) => void = () => {}): Promise<Gateway> => {
  const gateway = await openGateway(configOf(more), { observe })
  opened.push(gateway)
  return gateway
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((gateway) => gateway.close()))
})

const get = (url: string, authorization = `Bearer ${token}`) => fetch(url, { headers: { authorization } })

describe('openGateway while the directory is down', () => {
  it('starts, is alive, and says that it is not ready', async () => {
    const { url } = await open()

    const health = await fetch(new URL('/healthz', url))
    const readiness = await fetch(new URL('/readyz', url))

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/scim\/v2$/)
    expect(health.status).toBe(200)
    expect(readiness.status).toBe(503)
    expect(await readiness.json()).toEqual({ ready: false, reason: 'the directory cannot be reached' })
  })

  it('answers SCIM with 503 and Retry-After, never with 404 or an empty list', async () => {
    const { url } = await open()

    for (const path of ['/Users', '/Users/1', '/Groups', '/Users?filter=userName eq "a"']) {
      const response = await get(url + path)

      expect(response.status).toBe(503)
      expect(response.headers.get('Retry-After')).toBe('1')
    }
  })

  it('describes itself all the same', async () => {
    const { url } = await open()

    const config = await (await fetch(`${url}/ServiceProviderConfig`)).json()
    const types = await (await fetch(`${url}/ResourceTypes`)).json()

    expect(config).toMatchObject({ patch: { supported: true }, filter: { supported: true, maxResults: 1000 } })
    expect(types).toMatchObject({ totalResults: 2 })
  })

  it('lets nobody in without a token', async () => {
    const { url } = await open()

    expect((await get(`${url}/Users`, 'Bearer wrong-token')).status).toBe(401)
  })

  it('reports what happens', async () => {
    const kinds: string[] = []
    const gateway = await open(undefined, ({ kind }) => kinds.push(kind))
    await gateway.ready()

    await gateway.close()

    expect(kinds).toContain('started')
    expect(kinds.filter((kind) => kind === 'not-ready')).toHaveLength(1)
    expect(kinds.at(-1)).toBe('stopped')
  })
})

describe('openGateway', () => {
  it('makes every location from publicUrl, whatever the Host header says', async () => {
    const { url, fetch: answer } = await open('publicUrl: https://scim.example.com/scim\nlisten: { port: 0 }')

    const request = new Request('http://evil.example/scim/ServiceProviderConfig', { headers: { host: 'evil.example' } })
    const body = await (await answer(request)).json()

    expect(url).toBe('https://scim.example.com/scim')
    expect(body).toMatchObject({ meta: { location: 'https://scim.example.com/scim/ServiceProviderConfig' } })
  })

  it('names the port that is taken, and the option that chooses another', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const { port } = blocker.address() as { readonly port: number }

    await expect(open(`listen: { port: ${port} }`)).rejects.toThrow(
      `port ${port} of 127.0.0.1 is in use by another process; choose with listen.port`,
    )
    await expect(open(`listen: { port: 0 }\nmetrics: { enabled: true, port: ${port} }`)).rejects.toThrow('metrics.port')
    blocker.close()
  })

  it('serves metrics on a port of their own', async () => {
    const free = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => free.once('listening', resolve))
    const { port } = free.address() as { readonly port: number }
    await new Promise((resolve) => free.close(resolve))
    const { url } = await open(`listen: { port: 0 }\nmetrics: { enabled: true, port: ${port} }`)

    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`)
    const elsewhere = await fetch(`http://127.0.0.1:${port}/Users`)
    const onGateway = await fetch(new URL('/metrics', url))

    expect(await metrics.text()).toContain('scimdap_ready')
    expect(elsewhere.status).toBe(404)
    expect(onGateway.status).toBe(404)
  })

  it('can be closed twice, and then accepts nothing more', async () => {
    const gateway = await open()
    await get(`${gateway.url}/Users`)

    await gateway.close()
    await gateway.close()

    await expect(get(`${gateway.url}/Users`)).rejects.toThrow()
  })
})
