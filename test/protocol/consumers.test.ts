/** A provider and a consumer that is only read: what is served while the provider is away. RFC 7644 §3.12 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filtered, groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { untilLevel } from '../support/mirrored.ts'
import { type Replicated, type ReplicatedOptions, startReplicated } from '../support/replicated.ts'
import { type Administrator, administratorOf, expectError } from './support.ts'

const patch = (value: string) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'title', value }],
})
const kinds: readonly (readonly [string, ReplicatedOptions])[] = [
  ['a consumer that names the provider', {}],
  ['a consumer that names nobody, and has no syncprov', { isNaming: false, syncprov: false }],
  ['a consumer that is read-only, too', { isReadOnly: true }],
]

const openGateway = ({ provider }: Replicated, urls: readonly string[]): Promise<TestGateway> => {
  const { gatewayDn: bindDn, gatewayPassword: password } = provider
  return startGateway(provider, { directory: { urls, bindDn, password, transactions: true } })
}
const readiness = async (scim: TestGateway) => {
  const answer = await fetch(new URL('/readyz', scim.url))
  return { status: answer.status, body: await answer.json() }
}

describe.each(kinds)('a provider, and %s', (_, options) => {
  let servers: Replicated
  let scim: TestGateway
  let behind: Administrator
  let ada: { readonly id: string }
  let late: { readonly id: string }
  let group: { readonly id: string }
  const titleOf = async (): Promise<unknown> => (await scim.get(`/Users/${ada.id}`)).body.title

  beforeAll(async () => {
    servers = await startReplicated(options)
    scim = await openGateway(servers, [servers.provider.url, servers.consumer.url])
    behind = administratorOf(await servers.consumer.admin())
    ada = (await scim.post('/Users', userBody('ada', { title: 'first' }))).body
    group = (await scim.post('/Groups', groupBody('Group', [ada.id]))).body
    await untilLevel(servers.provider, servers.consumer)
    servers.line.cut('both')
    late = (await scim.post('/Users', userBody('late'))).body
    expect((await scim.request('PATCH', `/Users/${ada.id}`, { body: patch('second') })).status).toBe(200)
    await servers.provider.kill()
  })
  afterAll(async () => {
    await behind?.client.unbind()
    await scim?.close()
    await servers?.stop()
  })

  it('reads go on at the consumer, which shows what it had got', async () => {
    const found = await scim.get(`/Users/${ada.id}`)
    expect(found.status).toBe(200)
    expect(found.body).toMatchObject({ title: 'first', groups: [{ value: group.id }] })
    expect((await scim.get(filtered('/Users', 'groups pr'))).body.totalResults).toBe(1)
    expect((await scim.get(`/Groups/${group.id}`)).body.members).toMatchObject([{ value: ada.id }])
  })

  it('every write is 503 with Retry-After, decided on nothing that the consumer shows, and nothing is done', async () => {
    const before = await behind.stored(`uid=ada,ou=people,${servers.provider.suffix}`)
    const writes: readonly (readonly [method: string, path: string, body?: unknown])[] = [
      ['POST', '/Users', userBody('new')],
      // There already.
      ['POST', '/Users', userBody('ada')],
      ['PUT', `/Users/${ada.id}`, userBody('ada', { title: 'third' })],
      // So it is at the consumer, and not at the provider.
      ['PATCH', `/Users/${ada.id}`, patch('first')],
      ['DELETE', `/Users/${ada.id}`],
      // Who is at the provider, and not at the consumer.
      ['DELETE', `/Users/${late.id}`],
      ['PATCH', `/Users/${late.id}`, patch('third')],
      ['POST', '/Groups', groupBody('New', [ada.id])],
      ['DELETE', `/Groups/${group.id}`],
    ]
    for (const [method, path, body] of writes) {
      const answer = await scim.request(method, path, { body })
      expect({ method, path, status: answer.status }).toEqual({ method, path, status: 503 })
      expectError(answer, 503)
      expect(answer.body.detail).toContain('the directory that takes writes is away')
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(await behind.stored(`uid=ada,ou=people,${servers.provider.suffix}`)).toEqual(before)
  })

  it('each write of a Bulk request is 503, and all or nothing is 503 as a whole', async () => {
    const bulk = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        { method: 'PATCH', path: `/Users/${ada.id}`, data: patch('first') },
        { method: 'DELETE', path: `/Users/${late.id}` },
      ],
    }
    const answer = await scim.post('/Bulk', bulk)
    expect(answer.body.Operations.map(({ status }: { status: string }) => status)).toEqual(['503', '503'])
    const atomic = await scim.request('POST', '/Bulk', { body: bulk, headers: { 'Scimdap-Bulk': 'atomic' } })
    expectError(atomic, 503)
    expect(atomic.headers.get('retry-after')).toBe('1')
  })

  it('it is ready, and says that writes are not taken; log and metrics say so', async () => {
    await expect
      .poll(() => readiness(scim))
      .toMatchObject({
        status: 200,
        body: { ready: true, reason: expect.stringContaining('only read') },
      })
    expect(scim.observations).toContainEqual({
      ...{ kind: 'server-used', url: servers.consumer.url, takesWrites: false },
      insteadOf: servers.provider.url,
    })
  })

  it('writes are taken again, and what was acknowledged is back, soon after the provider is', async () => {
    servers.line.mend()
    servers.line.drop()
    await servers.provider.start()
    const started = performance.now()
    const shown: unknown[] = []
    for (;;) {
      shown.push(await titleOf())
      const { status, body } = await scim.request('PATCH', `/Users/${ada.id}`, { body: patch('third') })
      if (status === 200) break
      expect({ status, body }).toMatchObject({ status: 503, body: { detail: expect.stringContaining('takes writes') } })
      // Two seconds where nothing else keeps the machine busy.
      expect(performance.now() - started).toBeLessThan(10_000)
      await sleep(20)
    }
    // The consumer may have heard of it first; it is never older again.
    const since = shown.indexOf('second')
    expect(new Set(since < 0 ? [] : shown.slice(since)).size).toBeLessThanOrEqual(1)
    expect(await titleOf()).toBe('third')
    expect((await scim.delete(`/Users/${late.id}`)).status).toBe(204)
    expect(await readiness(scim)).toEqual({ status: 200, body: { ready: true } })
  })
})

describe('a gateway that knows the consumer alone', () => {
  let servers: Replicated
  let scim: TestGateway

  beforeAll(async () => {
    servers = await startReplicated()
    const whole = await openGateway(servers, [servers.provider.url])
    await whole.post('/Users', userBody('ada'))
    await whole.close()
    await untilLevel(servers.provider, servers.consumer)
    scim = await openGateway(servers, [servers.consumer.url])
  })
  afterAll(async () => {
    await scim?.close()
    await servers?.stop()
  })

  it('learns by the first write that none are taken, and says so from then on', async () => {
    expect(await readiness(scim)).toEqual({ status: 200, body: { ready: true } })
    const [ada] = (await scim.get('/Users')).body.Resources
    for (const title of ['first', 'second']) {
      const answer = await scim.request('PATCH', `/Users/${ada.id}`, { body: patch(title) })
      expectError(answer, 503)
      expect(answer.body.detail).toContain('the directory that takes writes is away')
    }
    expect((await readiness(scim)).body).toMatchObject({ ready: true, reason: expect.stringContaining('only read') })
    expect((await scim.get(`/Users/${ada.id}`)).status).toBe(200)
  })

  it('writes to it when it has become a provider', async () => {
    const config = await servers.consumer.config()
    const { Attribute, Change } = await import('ldapts')
    for (const type of ['olcUpdateRef', 'olcSyncrepl']) {
      const modification = new Attribute({ type, values: [] })
      await config.modify('olcDatabase={1}mdb,cn=config', new Change({ operation: 'delete', modification }))
    }
    await config.unbind()
    const create = async () => (await scim.post('/Users', userBody('new'))).status
    await expect.poll(create, { timeout: 30_000, interval: 200 }).toBe(201)
  })
})
