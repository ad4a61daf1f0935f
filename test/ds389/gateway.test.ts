/** The preset 389-ds on a live server: ids, versions, deactivation, empty groups. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bindCode } from '../protocol/support.ts'
import { type Ds389, startDs389, versionType } from '../support/ds389.ts'
import { groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'

let server: Ds389
let scim: TestGateway

beforeAll(async () => {
  server = await startDs389({ attributeTypes: [versionType] })
  scim = await startGateway(server)
})
afterAll(async () => {
  await scim?.close()
  await server?.stop()
})

const password = 'a long pass phrase 1'
const dnOf = (userName: string) => `uid=${userName},ou=people,${server.suffix}`
const create = async (userName: string, more: Readonly<Record<string, unknown>> = {}) => {
  const { status, body } = await scim.post('/Users', userBody(userName, more))
  expect(status).toBe(201)
  return body
}
const stored = async (dn: string, ...types: readonly string[]) => {
  const client = await server.admin()
  const { searchEntries } = await client.search(dn, { scope: 'base', attributes: [...types] })
  await client.unbind()
  return searchEntries[0] as Readonly<Record<string, unknown>> | undefined
}
const patch = (id: string, path: string, value: unknown, headers: Readonly<Record<string, string>> = {}) =>
  scim.request('PATCH', `/Users/${id}`, {
    body: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path, value }],
    },
    headers,
  })

describe('id', () => {
  it('is nsUniqueId, written as a UUID, and stays when the entry is renamed', async () => {
    const { id: member } = await create('ida')
    const { id } = (await scim.post('/Groups', groupBody('before', [member]))).body
    const entry = await stored(`cn=before,ou=groups,${server.suffix}`, 'nsUniqueId')
    const renamed = await scim.put(`/Groups/${id}`, groupBody('after', [member]))

    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(id.replaceAll('-', '')).toBe(String(entry?.nsUniqueId).replaceAll('-', ''))
    expect(renamed.body).toMatchObject({ id, displayName: 'after', members: [{ value: member }] })
    expect((await scim.get(`/Groups?filter=${encodeURIComponent(`id eq "${id}"`)}`)).body.totalResults).toBe(1)
    expect((await scim.get(`/Users?filter=${encodeURIComponent(`not (id eq "nobody")`)}`)).body.totalResults).toBe(1)
    expect((await scim.get(`/Groups/${entry?.nsUniqueId}`)).status).toBe(404)
  })
})

describe('active by nsAccountLock', () => {
  it('keeps a deactivated person from binding, in every way to deactivate, and lets them in again', async () => {
    const { id } = await create('lock', { password })
    const bind = () => bindCode(server, dnOf('lock'), password)
    expect(await bind()).toBe(0)

    const off = await patch(id, 'active', false)
    expect(off.body.active).toBe(false)
    expect(await stored(dnOf('lock'), 'nsAccountLock')).toMatchObject({ nsAccountLock: 'true' })
    expect(await bind()).toBe(53)
    await patch(id, 'password', `${password} new`)
    expect(await bindCode(server, dnOf('lock'), `${password} new`)).toBe(53)
    expect((await scim.get(`/Users/${id}`)).body.active).toBe(false)

    expect((await patch(id, 'active', true)).body.active).toBe(true)
    expect(await bindCode(server, dnOf('lock'), `${password} new`)).toBe(0)
    const made = await create('lockedfromtheday', { password, active: false })
    expect(made.active).toBe(false)
    expect(await bindCode(server, dnOf('lockedfromtheday'), password)).toBe(53)
  })

  it('is found by filters, also where another client wrote TRUE', async () => {
    const { id } = await create('shouting')
    const client = await server.admin()
    const { Attribute, Change } = await import('ldapts')
    const modification = new Attribute({ type: 'nsAccountLock', values: ['TRUE'] })
    await client.modify(dnOf('shouting'), new Change({ operation: 'replace', modification }))
    await client.unbind()
    const names = async (filter: string) =>
      (await scim.get(`/Users?filter=${encodeURIComponent(filter)}`)).body.Resources.map(
        ({ userName }: { userName: string }) => userName,
      )

    expect((await scim.get(`/Users/${id}`)).body.active).toBe(false)
    expect(await names('active eq false and userName eq "shouting"')).toEqual(['shouting'])
    expect(await names('active eq true and userName eq "shouting"')).toEqual([])
    expect(await names('active eq true')).not.toContain('shouting')
  })
})

describe('groups', () => {
  it('may be empty, and lose a member who is deleted', async () => {
    const { id } = await create('member')
    const group = await scim.post('/Groups', groupBody('team', [id]))
    const empty = await scim.post('/Groups', groupBody('nobody', []))

    expect([group.status, empty.status]).toEqual([201, 201])
    expect((await scim.get(`/Users/${id}`)).body.groups).toMatchObject([{ value: group.body.id }])
    expect((await scim.delete(`/Users/${id}`)).status).toBe(204)
    expect((await scim.get(`/Groups/${group.body.id}`)).body.members).toBeUndefined()
    expect((await stored(`cn=team,ou=groups,${server.suffix}`, 'member'))?.member).toEqual([])
  })
})

/** Two gateways, as replicas are: nothing in one process may be what keeps the two apart. */
describe('two writers of different attributes with one tag', { timeout: 300_000 }, () => {
  let replica: TestGateway
  beforeAll(async () => {
    replica = await startGateway(server)
  })
  afterAll(() => replica?.close())

  const through = (gateway: TestGateway, id: string, body: unknown, tag: string) =>
    gateway.request('PATCH', `/Users/${id}`, { body, headers: { 'If-Match': tag } })
  const operations = (path: string, value: unknown) => ({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path, value }],
  })

  it('never both win, in 100 rounds', async () => {
    const { id } = await create('racer')
    const outcomes: string[] = []
    for (let round = 0; round < 100; round++) {
      const tag = (await scim.get(`/Users/${id}`)).headers.get('etag') ?? ''
      const answers = await Promise.all([
        through(scim, id, operations('title', `t${round}`), tag),
        through(replica, id, operations('displayName', `d${round}`), tag),
      ])
      outcomes.push(
        answers
          .map(({ status }) => status)
          .toSorted()
          .join(' '),
      )
    }

    expect(new Set(outcomes)).toEqual(new Set(['200 412']))
  })

  it('never both win where one of them deletes, in 50 rounds', async () => {
    const outcomes: string[] = []
    for (let round = 0; round < 50; round++) {
      const { id } = await create(`gone${round}`)
      const tag = (await scim.get(`/Users/${id}`)).headers.get('etag') ?? ''
      const [deleted, changed] = await Promise.all([
        scim.delete(`/Users/${id}`, { 'If-Match': tag }),
        through(replica, id, operations('title', 'late'), tag),
      ])
      outcomes.push(`${deleted.status} ${changed.status}`)
    }

    expect(outcomes.filter((outcome) => !['204 404', '204 412', '412 200'].includes(outcome))).toEqual([])
  })

  it('never both win where one of them renames, in 50 rounds', async () => {
    const { id: member } = await create('named')
    const { id } = (await scim.post('/Groups', groupBody('name0', [member]))).body
    const outcomes: string[] = []
    for (let round = 1; round <= 50; round++) {
      const { headers, body } = await scim.get(`/Groups/${id}`)
      const tag = headers.get('etag') ?? ''
      const isIn = body.members !== undefined
      const answers = await Promise.all([
        scim.put(`/Groups/${id}`, groupBody(`name${round}`, isIn ? [member] : []), { 'If-Match': tag }),
        replica.request('PATCH', `/Groups/${id}`, {
          body: operations('members', isIn ? [] : [{ value: member }]),
          headers: { 'If-Match': tag },
        }),
      ])
      outcomes.push(answers.map(({ status }) => (status < 300 ? 'done' : status)).join(' '))
    }

    expect(outcomes.filter((outcome) => !['done 412', '412 done'].includes(outcome))).toEqual([])
  })

  it('lose nothing of each other without a tag: both changes stand', async () => {
    const { id } = await create('both')
    for (let round = 0; round < 50; round++) {
      await Promise.all([
        scim.request('PATCH', `/Users/${id}`, { body: operations('title', `t${round}`) }),
        replica.request('PATCH', `/Users/${id}`, { body: operations('displayName', `d${round}`) }),
      ])
      expect((await scim.get(`/Users/${id}`)).body).toMatchObject({ title: `t${round}`, displayName: `d${round}` })
    }
  })
})

describe('without a version attribute', () => {
  let plain: TestGateway
  beforeAll(async () => {
    const { configuration: _, ...reachable } = server
    plain = await startGateway({
      ...reachable,
      configuration: { preset: '389-ds', directory: { transactions: false } },
    })
  })
  afterAll(() => plain?.close())

  it('says that there are no versions, shows none, and takes none', async () => {
    const { body } = await plain.post('/Users', userBody('plain'))
    const read = await plain.get(`/Users/${body.id}`)
    const listed = await plain.get('/Users')
    const refused = [
      await plain.put(`/Users/${body.id}`, userBody('plain'), { 'If-Match': 'W/"x"' }),
      await plain.delete(`/Users/${body.id}`, { 'If-Match': 'W/"x"' }),
    ]

    expect((await plain.get('/ServiceProviderConfig')).body.etag).toEqual({ supported: false })
    expect((await scim.get('/ServiceProviderConfig')).body.etag).toEqual({ supported: true })
    expect(read.headers.get('etag')).toBeNull()
    expect(read.body.meta.version).toBeUndefined()
    expect(listed.body.Resources.filter(({ meta }: { meta: object }) => 'version' in meta)).toEqual([])
    expect(refused.map(({ status }) => status)).toEqual([501, 501])
    expect((await plain.put(`/Users/${body.id}`, userBody('plain', { title: 'x' }))).body.title).toBe('x')
    expect((await plain.delete(`/Users/${body.id}`)).status).toBe(204)
  })
})
