/** The configuration loaded again over a real directory: nobody who asks meanwhile is left without an answer. RFC 7644 §3.12 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Gateway, openGateway } from '../../src/app.ts'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { loadGateway } from '../../src/config/load-gateway.ts'
import { tenantUrl } from '../../src/config/tenants.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { urn } from '../../src/scim/urn.ts'
import { clientOf, configurationFor, token, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

type Options = Readonly<Record<string, unknown>>

let ldap: Openldap
let gateway: Gateway
const observations: Observation[] = []

beforeAll(async () => {
  ldap = await startOpenldap()
})
afterAll(() => ldap?.stop())

const loading = (options: Options) => () =>
  loadGateway({ file: 'scimdap.yaml', text: JSON.stringify(options), environment: {}, readFile: () => '' })

const withGateway = (first: () => Options) => {
  beforeAll(async () => {
    gateway = await openGateway(loading(first())(), { observe: (observation) => observations.push(observation) })
    expect(await gateway.ready()).toEqual({ ready: true })
  })
  afterAll(() => gateway?.close())
  beforeEach(() => {
    observations.length = 0
  })
}

const reload = (options: Options) => gateway.reload(loading(options))
const told = (kind: Observation['kind']) => observations.filter((each) => each.kind === kind)
const problems = (): readonly string[] =>
  observations.flatMap((each) =>
    each.kind === 'reload-failed' ? each.problems.map(({ where, message }) => `${where}: ${message}`) : [],
  )
const clients = (...tokens: readonly string[]) => [{ name: 'test', tokens: tokens.map(hashToken) }]

describe('a gateway of one service', () => {
  const options = (more: Options = {}) => configurationFor(ldap, more)
  withGateway(() => options())
  const client = () => clientOf(gateway.url)

  it('answers 2,000 requests while it is loaded again ten times, and not one fails', async () => {
    const created = await client().post('/Users', userBody('loaded'))
    const path = `/Users/${created.body.id}`
    const statuses = new Map<string, number>()
    let asked = 0
    const worker = async () => {
      while (asked < 2_000) {
        const number = ++asked
        const write = { schemas: [urn.patchOp], Operations: [{ op: 'replace', path: 'title', value: `t${number}` }] }
        const { status } =
          number % 20 === 0
            ? await client().request('PATCH', path, { body: write })
            : await client().get(number % 10 === 1 ? '/Users?count=5' : path)
        const key = `${number % 20 === 0 ? 'PATCH' : 'GET'} ${status}`
        statuses.set(key, (statuses.get(key) ?? 0) + 1)
      }
    }
    const workers = Array.from({ length: 16 }, worker)
    const reloads: number[] = []
    for (let count = 1; count <= 10; count++) {
      // As long as requests are left, at every part of them.
      while (asked < count * 170) await new Promise((resolve) => setTimeout(resolve, 5))
      expect(await reload(options({ lists: { maxResults: 1_000 + count } }))).toBe(true)
      reloads.push(asked)
    }
    await Promise.all(workers)

    expect(Object.fromEntries(statuses)).toEqual({ 'GET 200': expect.any(Number), 'PATCH 200': expect.any(Number) })
    expect(told('reloaded')).toEqual(Array(10).fill({ kind: 'reloaded', opened: ['default'], closed: [] }))
    expect(reloads[8]).toBeLessThan(2_000)
    await client().delete(path)
  })

  it('takes what has changed, and no connection is opened where nothing has', async () => {
    expect(await reload(options({ lists: { maxResults: 7, defaultCount: 7 } }))).toBe(true)
    const { body } = await client().get('/ServiceProviderConfig')
    observations.length = 0
    expect(await reload(options({ lists: { maxResults: 7, defaultCount: 7 }, log: { level: 'silent' } }))).toBe(true)

    expect(body.filter.maxResults).toBe(7)
    expect(told('reloaded')).toEqual([{ kind: 'reloaded', opened: [], closed: [] }])
    expect(told('session-opened')).toEqual([])
  })

  it('knows new tokens and no old ones, and cursors from before are good', async () => {
    const users = await Promise.all(['p1', 'p2', 'p3'].map((name) => client().post('/Users', userBody(name))))
    const page = await client().get('/Users?cursor&count=1&sortBy=userName')
    expect(await reload(options({ clients: clients('another-token') }))).toBe(true)

    const next = `/Users?count=1&sortBy=userName&cursor=${page.body.nextCursor}`
    const old = await client().get(next)
    const fresh = await client().request('GET', next, { token: 'another-token' })
    expect([old.status, fresh.status]).toEqual([401, 200])
    expect(await reload(options())).toBe(true)
    for (const { body } of users) await client().delete(`/Users/${body.id}`)
  })

  it('goes on counting logins that failed', async () => {
    const people = { name: 'people', access: 'read' }
    const withLogins = (more: Options = {}) =>
      options({
        clients: [...configurationFor(ldap).clients, people],
        basic: { enabled: true, client: 'people', attempts: 2, cacheSeconds: 0 },
        ...more,
      })
    expect(await reload(withLogins())).toBe(true)
    const { body } = await client().post('/Users', userBody('guessed', { password: 'correct horse battery' }))
    const logIn = (password: string) => {
      const pair = Buffer.from(`guessed:${password}`).toString('base64')
      return client().get('/Me', { Authorization: `Basic ${pair}` })
    }
    for (let n = 0; n < 2; n++) expect((await logIn('wrong')).status).toBe(401)

    expect(await reload(withLogins({ lists: { maxResults: 9, defaultCount: 9 } }))).toBe(true)

    expect((await logIn('correct horse battery')).status).toBe(429)
    expect(await reload(options())).toBe(true)
    await client().delete(`/Users/${body.id}`)
  })

  it('knows still what a client has made itself, which may go again', async () => {
    const none = { deletes: 0, deactivations: 0, membershipRemovals: 0 }
    const braked = (more: Options = {}) => options({ brake: { perHour: none, share: none }, ...more })
    expect(await reload(braked())).toBe(true)
    const made = await Promise.all(['m1', 'm2'].map((name) => client().post('/Users', userBody(name))))

    expect(await reload(braked({ lists: { maxResults: 9, defaultCount: 9 } }))).toBe(true)

    for (const { body } of made) expect((await client().delete(`/Users/${body.id}`)).status).toBe(204)
    expect(await reload(options())).toBe(true)
  })

  it.each([
    ['an option that there is not', { limit: {} }, /^scimdap\.yaml:1:\d+: limit: no option has this name/],
    ['no client', { clients: [] }, /clients: expected at least one client/],
    ['another port', { listen: { port: 8080 } }, /^listen\.port: cannot be changed without a restart: it is 0/],
    [
      'a longer URL',
      { limits: { urlLength: 20_000 } },
      /^limits\.urlLength, limits\.headerBytes: cannot be made larger without a restart/,
    ],
    [
      'an audit that cannot be written',
      { audit: { file: 'nowhere/audit.jsonl' } },
      /^audit: audit.file cannot be written to/,
    ],
    ['metrics', { metrics: { enabled: true } }, /^metrics\.enabled: cannot be changed without a restart: it is false/],
  ])('keeps what it has when it is given %s', async (_, wrong, problem) => {
    expect(await reload(options(wrong))).toBe(false)

    expect(problems()).toEqual([expect.stringMatching(problem)])
    expect((await client().get('/Users')).status).toBe(200)
  })

  it('keeps what it has when a row does not fit the schema of the directory, and says the place', async () => {
    const users = { base: `ou=people,${ldap.suffix}`, attributes: { title: 'titel' } }
    expect(await reload(options({ users }))).toBe(false)

    expect(problems()).toEqual([expect.stringMatching(/^scimdap\.yaml:1:\d+: User: attributes\.title: .* titel$/)])
    expect(told('not-ready')).toEqual([])
    expect((await client().get('/Users')).status).toBe(200)
  })

  it('keeps what it has when the directory refuses the new password', async () => {
    const { directory } = options()
    expect(await reload(options({ directory: { ...directory, password: 'wrong' } }))).toBe(false)

    expect(problems()).toEqual(['directory: the directory refuses the account of the gateway'])
    expect((await client().get('/Users')).status).toBe(200)
    expect(JSON.stringify(observations)).not.toContain('wrong"')
  })

  it('follows the last of reloads that overlap', async () => {
    const results = [3, 4, 5].map((maxResults) => reload(options({ lists: { maxResults, defaultCount: 1 } })))

    expect(await Promise.all(results)).toEqual([true, true, true])
    expect((await client().get('/ServiceProviderConfig')).body.filter.maxResults).toBe(5)
  })

  it('takes a new configuration while the directory is away: there is nothing to lose', async () => {
    await ldap.kill()
    const isTaken = await reload(options({ clients: clients(token, 'third-token') }))
    const { status } = await client().request('GET', '/Users', { token: 'third-token' })
    await ldap.start()

    expect([isTaken, status]).toEqual([true, 503])
    await expect.poll(() => gateway.ready(), { timeout: 20_000 }).toEqual({ ready: true })
  })
})

describe('a gateway with tenants', () => {
  const tenantOf = (name: string, more: Options = {}) => {
    const { listen: _, log: __, ...rest } = configurationFor(ldap)
    return { ...rest, sharedBase: true, clients: [{ name: 'idp', tokens: [hashToken(name)] }], ...more }
  }
  const options = (tenants: Options): Options => ({ listen: { port: 0 }, log: { level: 'silent' }, tenants })
  withGateway(() => options({ acme: tenantOf('acme'), globex: tenantOf('globex') }))
  const status = async (name: string, own = name) =>
    (await clientOf(tenantUrl(gateway.url, name)).request('GET', '/Users', { token: own })).status

  it('opens only the one that has changed; the connections of the other stay', async () => {
    expect(await status('globex')).toBe(200)
    observations.length = 0
    expect(
      await reload(options({ acme: tenantOf('acme', { lists: { maxResults: 500 } }), globex: tenantOf('globex') })),
    ).toBe(true)

    expect([await status('acme'), await status('globex')]).toEqual([200, 200])
    expect(told('reloaded')).toEqual([{ kind: 'reloaded', opened: ['acme'], closed: [] }])
    expect(new Set(told('session-opened').map(({ tenant }) => tenant))).toEqual(new Set(['acme']))
  })

  it('takes one more, and lets one go, whose clients then know no more than strangers', async () => {
    expect(await reload(options({ globex: tenantOf('globex'), initech: tenantOf('initech') }))).toBe(true)

    expect(told('reloaded')).toEqual([{ kind: 'reloaded', opened: ['initech'], closed: ['acme'] }])
    expect([await status('acme'), await status('globex'), await status('initech')]).toEqual([401, 200, 200])
  })

  it('keeps all of them when one is wrong, and says whose it is', async () => {
    const wrong = tenantOf('initech', { users: { base: `ou=people,${ldap.suffix}`, attributes: { title: 'titel' } } })
    const globex = tenantOf('globex', { lists: { maxResults: 300 } })
    expect(await reload(options({ globex, initech: wrong }))).toBe(false)

    expect(problems()).toEqual([
      expect.stringMatching(/^scimdap\.yaml:1:\d+: tenant initech: User: attributes\.title: .* titel$/),
    ])
    expect([await status('globex'), await status('initech')]).toEqual([200, 200])
  })

  it('becomes one service, and tenants again', async () => {
    const { listen: _, ...rest } = configurationFor(ldap)
    expect(await reload({ ...rest, listen: { port: 0 } })).toBe(true)
    expect((await clientOf(gateway.url).get('/Users')).status).toBe(200)
    expect(told('reloaded')).toEqual([{ kind: 'reloaded', opened: ['default'], closed: ['globex', 'initech'] }])

    expect(await reload(options({ acme: tenantOf('acme') }))).toBe(true)
    expect((await clientOf(gateway.url).get('/Users')).status).toBe(404)
    expect(await status('acme')).toBe(200)
  })
})
