/** Versions on a live Samba: none of its own, and guarded by an attribute type that every entry may have. docs/directories.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { scimdap } from '../cli/scimdap.ts'
import { configurationFor, groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { type Samba, startSamba } from '../support/samba.ts'

let server: Samba
let guarded: Samba
beforeAll(async () => {
  server = await startSamba()
  const directory = { ...server.configuration?.directory, version: 'adminDescription' }
  guarded = { ...server, configuration: { preset: 'activeDirectory', directory } }
})
afterAll(() => server?.stop())

const operations = (path: string, value: unknown) => ({
  schemas: [urn.patchOp],
  Operations: [{ op: 'replace', path, value }],
})

/** Two gateways, as replicas are. */
describe('two writers of different attributes with one tag', () => {
  let scim: TestGateway
  let replica: TestGateway
  beforeAll(async () => {
    scim = await startGateway(guarded)
    replica = await startGateway(guarded)
  })
  afterAll(async () => {
    await scim?.close()
    await replica?.close()
  })
  const change = (gateway: TestGateway, id: string, body: unknown, tag: string) =>
    gateway.request('PATCH', `/Users/${id}`, { body, headers: { 'If-Match': tag } })

  it('never both win, in 50 rounds', async () => {
    const { id } = (await scim.post('/Users', userBody('racer'))).body
    const outcomes: string[] = []
    for (let round = 0; round < 50; round += 1) {
      const tag = (await scim.get(`/Users/${id}`)).headers.get('etag') ?? ''
      const answers = await Promise.all([
        change(scim, id, operations('title', `t${round}`), tag),
        change(replica, id, operations('displayName', `d${round}`), tag),
      ])
      outcomes.push(
        answers
          .map(({ status }) => (status < 300 ? 'done' : status))
          .toSorted()
          .join(' '),
      )
    }

    expect(new Set(outcomes)).toEqual(new Set(['412 done']))
  })

  it('never both win where one of them gives a group another name, in 20 rounds', async () => {
    const { id: member } = (await scim.post('/Users', userBody('named'))).body
    const { id } = (await scim.post('/Groups', groupBody('name', [member]))).body
    const outcomes: string[] = []
    for (let round = 1; round <= 20; round += 1) {
      const { headers, body } = await scim.get(`/Groups/${id}`)
      const isIn = body.members !== undefined
      const tag = { 'If-Match': headers.get('etag') ?? '' }
      const answers = await Promise.all([
        scim.put(`/Groups/${id}`, groupBody(`name${round}`, isIn ? [member] : []), tag),
        replica.request('PATCH', `/Groups/${id}`, {
          body: operations('members', isIn ? [] : [{ value: member }]),
          headers: tag,
        }),
      ])
      outcomes.push(answers.map(({ status }) => (status < 300 ? 'done' : status)).join(' '))
    }

    expect(outcomes.filter((outcome) => !['done 412', '412 done'].includes(outcome))).toEqual([])
  })
})

describe('without a version attribute', () => {
  let scim: TestGateway
  beforeAll(async () => {
    scim = await startGateway(server)
  })
  afterAll(() => scim?.close())

  it('there are no versions, and a change of active loses no other bit to another writer', async () => {
    expect((await scim.get('/ServiceProviderConfig')).body.etag).toEqual({ supported: false })
    const { body, headers } = await scim.post('/Users', userBody('plain'))
    expect([headers.get('etag'), body.meta.version]).toEqual([null, undefined])
    expect((await scim.put(`/Users/${body.id}`, userBody('plain'), { 'If-Match': 'W/"x"' })).status).toBe(501)
    const both = await Promise.all([
      ...[true, false, true, false].map((active) =>
        scim.request('PATCH', `/Users/${body.id}`, { body: operations('active', active) }),
      ),
      scim.request('PATCH', `/Users/${body.id}`, { body: operations('title', 'kept') }),
    ])
    expect(both.map(({ status }) => status < 300)).toEqual(Array(5).fill(true))
    expect((await scim.get(`/Users/${body.id}`)).body.title).toBe('kept')
  })
})

describe('scimdap check on Samba', () => {
  it('finds nothing wrong with the preset', async () => {
    const { code, printed } = await scimdap(['check', '--config', '/scimdap.yaml', '--json'], {
      '/scimdap.yaml': JSON.stringify({
        ...configurationFor(server),
        directory: { ...configurationFor(server).directory, urls: [server.url], tls: {} },
      }),
    })
    const findings = JSON.parse(printed).findings as { severity: string; id: string }[]
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(findings.map(({ id }) => id)).not.toContain('create-impossible')
    expect(findings.map(({ id }) => id)).not.toContain('unique-by-search')
    expect(code).toBe(0)
  })
})
