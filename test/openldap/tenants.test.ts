/** Two tenants on two databases of one slapd, with clients of equal names and one cursor key: nothing of one is to be had at the other. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Gateway, openGateway } from '../../src/app.ts'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { loadGateway } from '../../src/config/load-gateway.ts'
import { tenantUrl } from '../../src/config/tenants.ts'
import type { Suffix } from '../../src/demo/running-slapd.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, clientOf, configurationFor, groupBody, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const names = ['acme', 'globex'] as const
type Name = (typeof names)[number]
const otherOf = (name: Name): Name => (name === 'acme' ? 'globex' : 'acme')

const tokenOf = (name: Name, access: 'write' | 'read') => `${access}-token-of-the-tenant-${name}`

const tenantOf = (ldap: Openldap, name: Name | 'away', suffix: Suffix) => {
  const { listen: _, log: __, directory, ...options } = configurationFor({ ...ldap, ...suffix })
  return {
    ...options,
    directory: { ...directory, ...(name === 'away' && { urls: ['ldap://127.0.0.1:1'], timeouts: { waitMs: 200 } }) },
    cursors: { key: 'the-same-key-of-more-than-32-bytes-in-both' },
    clients: (['write', 'read'] as const).map((access) => ({
      ...{ name: access === 'write' ? 'idp' : 'reader', access },
      tokens: [hashToken(tokenOf(name as Name, access))],
    })),
  }
}

interface Tenant {
  readonly user: Answer['body']
  readonly group: Answer['body']
  readonly cursor: string
}

let ldap: Openldap
let gateway: Gateway
let suffixes: Readonly<Record<Name, Suffix>>
let tenants: Readonly<Record<Name, Tenant>>
const observations: Observation[] = []

beforeAll(async () => {
  ldap = await startOpenldap()
  suffixes = { acme: ldap, globex: await ldap.addDatabase('dc=globex') }
  const options = {
    listen: { port: 0 },
    log: { level: 'silent' },
    tenants: {
      acme: tenantOf(ldap, 'acme', suffixes.acme),
      globex: tenantOf(ldap, 'globex', suffixes.globex),
      away: tenantOf(ldap, 'away', suffixes.acme),
    },
  }
  gateway = await openGateway(loadGateway({ text: JSON.stringify(options), environment: {}, readFile: () => '' }), {
    observe: (observation) => observations.push(observation),
  })
  const isServed = async (name: Name) => (await at(name).request('GET', '/Users', writing(name))).status === 200
  for (const name of names) await vi.waitUntil(() => isServed(name), { timeout: 60_000 })
  tenants = { acme: await fill('acme'), globex: await fill('globex') }
})
afterAll(async () => {
  await gateway?.close()
  await ldap?.stop()
})

const at = (name: Name | 'away') => clientOf(tenantUrl(gateway.url, name))
const writing = (name: Name) => ({ token: tokenOf(name, 'write') })

/** Three users of the same names in both, and a group. */
const fill = async (name: Name): Promise<Tenant> => {
  const post = (path: string, body: unknown) => at(name).request('POST', path, { ...writing(name), body })
  const bodies = ['ada', 'bea', name].map((userName) => userBody(userName, { title: `of ${name}` }))
  const users = await Promise.all(bodies.map((body) => post('/Users', body)))
  expect(users.map(({ status }) => status)).toEqual([201, 201, 201])
  const user = users[0]?.body
  const group = (await post('/Groups', groupBody('staff', [user.id]))).body
  const page = await at(name).request('GET', '/Users?cursor&count=1&sortBy=userName', writing(name))
  return { user, group, cursor: page.body.nextCursor }
}

/** Every entry of a tenant with its state. */
const stored = async (name: Name): Promise<unknown> => {
  const client = await ldap.admin()
  try {
    await client.bind(suffixes[name].adminDn, suffixes[name].adminPassword)
    const { searchEntries } = await client.search(suffixes[name].suffix, { attributes: ['entryCSN'] })
    return searchEntries.map(({ dn, entryCSN }) => [dn, entryCSN])
  } finally {
    await client.unbind()
  }
}

const patch = (path: string, value: unknown) => ({
  schemas: [urn.patchOp],
  Operations: [{ op: 'add', path, value }],
})
const bulk = (...operations: unknown[]) => ({ schemas: [urn.bulkRequest], Operations: operations })
const search = { schemas: [urn.searchRequest], filter: 'userName pr' }

/** What can be asked of a tenant, with what is in it. */
const requestsOf = ({ user, group, cursor }: Tenant) =>
  [
    ...['/Users', '/Groups', '/', '/Me', '/Schemas', '/ResourceTypes', '/ServiceProviderConfig', '/nothing'],
    ...[
      `/Users/${user.id}`,
      `/Groups/${group.id}`,
      `/Users?cursor=${cursor}&count=1&sortBy=userName`,
      '/Users?filter=userName%20eq%20%22ada%22',
    ],
  ]
    .map((path): readonly [string, string, unknown] => ['GET', path, undefined])
    .concat([
      ['POST', '/Users', userBody('intruder')],
      ['POST', '/Groups', groupBody('intruders', [user.id])],
      ['POST', '/.search', search],
      ['POST', '/Users/.search', search],
      ['PUT', `/Users/${user.id}`, userBody('ada', { title: 'x' })],
      ['PATCH', `/Users/${user.id}`, patch('title', 'x')],
      ['PATCH', `/Groups/${group.id}`, patch('members', [{ value: user.id }])],
      ['DELETE', `/Users/${user.id}`, undefined],
      ['DELETE', `/Groups/${group.id}`, undefined],
      ['POST', '/Bulk', bulk({ method: 'DELETE', path: `/Users/${user.id}` })],
    ])

describe('tokens x tenants x endpoints', () => {
  const cells = names.flatMap((name) =>
    (['write', 'read'] as const).map((access) => [access, otherOf(name), name] as const),
  )

  it.each(cells)('a %s token of %s opens nothing at %s, and changes nothing there', async (access, owner, name) => {
    const before = await stored(name)
    // With ids of the tenant that is asked, as of somebody who has heard of them; and with those of its own.
    const requests = [...requestsOf(tenants[name]), ...requestsOf(tenants[owner])]
    const answers = await Promise.all(
      requests.map(async ([method, path, body]) => {
        const { status } = await at(name).request(method, path, { token: tokenOf(owner, access), body })
        return { method, path, status }
      }),
    )

    expect(answers.filter(({ status }) => status !== 401)).toEqual([])
    expect(await stored(name)).toEqual(before)
  })

  it.each(names)('the tokens of %s open what is there', async (name) => {
    for (const access of ['write', 'read'] as const) {
      const { status, body } = await at(name).request('GET', '/Users', { token: tokenOf(name, access) })
      expect([status, body.totalResults]).toEqual([200, 3])
    }
    const denied = await at(name).request('POST', '/Users', { token: tokenOf(name, 'read'), body: userBody('x') })
    expect(denied.status).toBe(403)
  })
})

describe.each(names)('with its own token at %s', (name) => {
  const other = () => tenants[otherOf(name)]
  const ask = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) =>
    at(name).request(method, path, { ...writing(name), body, ...(headers && { headers }) })

  it('ids of the other are nobody, whatever is done with them, and nothing changes there', async () => {
    const before = await stored(otherOf(name))
    const { user, group } = other()
    const statuses = [
      await ask('GET', `/Users/${user.id}`),
      await ask('GET', `/Groups/${group.id}`),
      await ask('PUT', `/Users/${user.id}`, userBody('ada')),
      await ask('PATCH', `/Users/${user.id}`, patch('title', 'x')),
      await ask('PATCH', `/Groups/${group.id}`, patch('members', [{ value: tenants[name].user.id }])),
      await ask('DELETE', `/Users/${user.id}`),
      await ask('DELETE', `/Groups/${group.id}`),
    ].map(({ status }) => status)
    const bulked = await ask('POST', '/Bulk', bulk({ method: 'DELETE', path: `/Users/${user.id}` }))

    expect(statuses).toEqual([404, 404, 404, 404, 404, 404, 404])
    expect(bulked.body.Operations[0].status).toBe('404')
    expect(await stored(otherOf(name))).toEqual(before)
  })

  it('a person of the other is no member and no manager', async () => {
    const members = await ask('POST', '/Groups', groupBody('mixed', [other().user.id]))
    const manager = { [urn.enterpriseUser]: { manager: { value: other().user.id } } }
    const managed = await ask(
      'POST',
      '/Users',
      userBody('managed', { schemas: [urn.user, urn.enterpriseUser], ...manager }),
    )
    const added = await ask(
      'PATCH',
      `/Groups/${tenants[name].group.id}`,
      patch('members', [{ value: other().user.id }]),
    )

    expect([members.status, managed.status, added.status]).toEqual([400, 400, 400])
  })

  it('lists, totals and filters show its own alone', async () => {
    const { body } = await ask('GET', '/Users')
    const ofOther = await ask('GET', `/Users?filter=userName%20eq%20%22${otherOf(name)}%22`)
    const byId = await ask('GET', `/?filter=id%20eq%20%22${other().user.id}%22`)

    expect(body.Resources.map(({ userName }: { userName: string }) => userName).toSorted()).toEqual(
      ['ada', 'bea', name].toSorted(),
    )
    expect([body.totalResults, ofOther.body.totalResults, byId.body.totalResults]).toEqual([3, 0, 0])
    const own = tenantUrl(gateway.url, name)
    for (const { meta } of body.Resources) expect(meta.location.startsWith(`${own}/Users/`)).toBe(true)
  })

  it('a cursor of the other is none, though client, question and key are the same', async () => {
    const page = '/Users?count=1&sortBy=userName&cursor='
    const foreign = await ask('GET', page + other().cursor)
    const own = await ask('GET', page + tenants[name].cursor)

    expect([foreign.status, foreign.body.scimType]).toEqual([400, 'invalidCursor'])
    expect(own.status).toBe(200)
  })

  it('a version of the other is no version of its own', async () => {
    const { id, meta } = tenants[name].user
    const path = `/Users/${id}`
    const foreign = await ask('PATCH', path, patch('title', 'x'), { 'If-Match': other().user.meta.version })
    const cached = await ask('GET', path, undefined, { 'If-None-Match': other().user.meta.version })
    const own = await ask('GET', path, undefined, { 'If-None-Match': (await ask('GET', path)).body.meta.version })

    expect(meta.version).not.toBe(other().user.meta.version)
    expect([foreign.status, cached.status, own.status]).toEqual([412, 200, 304])
  })

  it('a name that is taken at the other is free', async () => {
    const userName = `only-${name}`
    const created = await at(otherOf(name)).request('POST', '/Users', {
      ...writing(otherOf(name)),
      body: userBody(userName),
    })
    const again = await ask('POST', '/Users', userBody(userName))

    expect([created.status, again.status]).toEqual([201, 201])
    for (const [tenant, { body }] of [
      [otherOf(name), created],
      [name, again],
    ] as const)
      await at(tenant).request('DELETE', `/Users/${body.id}`, writing(tenant))
  })
})

describe('a tenant whose directory is away', () => {
  it('is 503, and the others are served', async () => {
    const away = await at('away').request('GET', '/Users', { token: tokenOf('away' as Name, 'write') })
    const acme = await at('acme').request('GET', '/Users', writing('acme'))

    expect([away.status, acme.status]).toEqual([503, 200])
  })

  it('takes the process out of no load balancer, and its name stands where only its clients see it', async () => {
    const { origin } = new URL(gateway.url)
    const ready = await fetch(`${origin}/readyz`)
    const own = await fetch(`${origin}/t/away/readyz`, {
      headers: { Authorization: `Bearer ${tokenOf('away' as Name, 'read')}` },
    })

    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, reason: 'not every tenant can be served' }])
    expect([own.status, await own.json()]).toEqual([503, { ready: false, reason: 'the directory cannot be reached' }])
    expect((await fetch(`${origin}/t/away/readyz`)).status).toBe(401)
    expect(await gateway.ready()).toEqual({ ready: false, reason: 'tenant away: the directory cannot be reached' })
  })
})

/** Of the process. */
const isHealth = (each: Observation): boolean => each.kind === 'request' && each.route.endsWith('z')

describe('what is told', () => {
  it('has the tenant with each request, session and state', () => {
    const kinds = ['request', 'session-opened', 'ready', 'not-ready', 'search-planned', 'started', 'change']
    for (const kind of kinds) {
      const tenantsOfKind = new Set(
        observations.filter((each) => each.kind === kind && !isHealth(each)).map(({ tenant }) => tenant),
      )
      expect([kind, tenantsOfKind.has(undefined)]).toEqual([kind, false])
    }
    expect(
      observations
        .filter(({ kind }) => kind === 'ready')
        .map(({ tenant }) => tenant)
        .toSorted(),
    ).toEqual([...names])
    expect(observations.find(({ kind }) => kind === 'not-ready')?.tenant).toBe('away')
  })
})
