/** Who is held, as a reload of the configuration leaves it: an alert ends where nobody is held any more. docs/brake.md */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Gateway, openGateway } from '../../src/app.ts'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { loadGateway } from '../../src/config/load-gateway.ts'
import { createMetrics, type Metrics } from '../../src/observe/metrics.ts'
import type { Observation } from '../../src/observe/observation.ts'

type Options = Readonly<Record<string, unknown>>

let folder: string
let gateway: Gateway | undefined
let metrics: Metrics
const observations: Observation[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scimdap-reloaded-'))
  metrics = createMetrics()
  observations.length = 0
})
afterEach(async () => {
  await gateway?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Nothing listens on port 1 of this machine. */
const service = (name: string, more: Options = {}): Options => ({
  directory: {
    ...{ urls: ['ldap://127.0.0.1:1'], bindDn: 'cn=scimdap', password: 'secret' },
    timeouts: { connectMs: 200, operationMs: 500, waitMs: 100 },
  },
  users: { base: `ou=people,dc=${name}` },
  groups: { base: `ou=groups,dc=${name}` },
  clients: [client('okta', name), client('other', `${name}-other`)],
  brake: { folder },
  ...more,
})
const client = (name: string, token: string, more: Options = {}) => ({ name, tokens: [hashToken(token)], ...more })
const loading = (options: Options) =>
  loadGateway({
    text: JSON.stringify({ listen: { port: 0 }, log: { level: 'silent' }, ...options }),
    environment: {},
    readFile: () => '',
  })
const open = async (options: Options): Promise<Gateway> => {
  gateway = await openGateway(loading(options), {
    observe: (observation) => {
      observations.push(observation)
      metrics.observe(observation)
    },
  })
  return gateway
}
const reload = async (options: Options) => expect(await gateway?.reload(() => loading(options))).toBe(true)
const hold = (tenant: string) => {
  const held = { id: `hold-${tenant}`, since: Date.now(), what: 'deletes User', used: 10, wanted: 1, limit: 10 }
  return writeFile(join(folder, `${tenant}~okta.held.json`), JSON.stringify(held))
}
const held = async () =>
  (await metrics.text())
    .split('\n')
    .filter((line) => line.startsWith('scimdap_brake_held{'))
    .toSorted()
const told = (kind: Observation['kind']) => observations.filter((each) => each.kind === kind).length

describe('who is held when the configuration is loaded again', () => {
  it.each([
    ['switches the brake off', { brake: { enabled: false } }],
    ['switches it off for this client', { clients: [client('okta', 'a', { brake: { enabled: false } })] }],
    ['takes the client away', { clients: [client('other', 'a-other')] }],
  ])('is held no more, to whoever is alerted, where it %s', async (_, more) => {
    await hold('default')
    await open(service('a'))
    await vi.waitFor(async () => expect(await held()).toContain('scimdap_brake_held{client="okta"} 1'))

    await reload(service('a', more))

    await vi.waitFor(async () => expect(await held()).toContain('scimdap_brake_held{client="okta"} 0'))
    expect(told('brake-off')).toBe(1)
    expect(told('brake-released')).toBe(0)
    expect(await readdir(folder)).toContain('default~okta.held.json')
  })

  it('is held still, and it is not told again, where something else changes', async () => {
    await hold('default')
    await open(service('a'))
    await vi.waitFor(() => expect(told('brake-held')).toBe(1))

    await reload(service('a', { lists: { maxResults: 7, defaultCount: 7 } }))
    await new Promise((resolve) => setTimeout(resolve, 50))

    expect(await held()).toContain('scimdap_brake_held{client="okta"} 1')
    expect([told('brake-held'), told('brake-off')]).toEqual([1, 0])
  })

  it('is held again when the brake comes back: nobody has released it', async () => {
    await hold('default')
    await open(service('a'))
    await vi.waitFor(() => expect(told('brake-held')).toBe(1))
    await reload(service('a', { brake: { enabled: false } }))

    await reload(service('a'))

    await vi.waitFor(async () => expect(await held()).toContain('scimdap_brake_held{client="okta"} 1'))
  })

  it('is told by no configuration that is not taken', async () => {
    await hold('default')
    await open(service('a'))
    await vi.waitFor(() => expect(told('brake-held')).toBe(1))

    const taken = await gateway?.reload(() =>
      loading({ ...service('a', { brake: { enabled: false } }), listen: { port: 8_080 } }),
    )
    await new Promise((resolve) => setTimeout(resolve, 50))

    expect(taken).toBe(false)
    expect(await held()).toContain('scimdap_brake_held{client="okta"} 1')
  })

  it('goes with its tenant, and with the service at the base path', async () => {
    await hold('default')
    await hold('acme')
    await open({ ...service('a'), tenants: { acme: service('b'), globex: service('c') } })
    await vi.waitFor(async () => expect((await held()).filter((line) => line.endsWith(' 1'))).toHaveLength(2))

    await reload({ tenants: { globex: service('c') } })

    await vi.waitFor(async () => expect((await held()).filter((line) => line.endsWith(' 1'))).toEqual([]))
  })
})
