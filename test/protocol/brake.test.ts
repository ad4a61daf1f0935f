/** The brake: a client that takes too much away is held until an operator lets it go on. docs/brake.md */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { urn } from '../../src/scim/urn.ts'
import { scimdap } from '../cli/scimdap.ts'
import {
  type Answer,
  configurationFor,
  groupBody,
  startGateway,
  type TestGateway,
  userBody,
} from '../support/gateway.ts'
import { patch as bulkPatch } from './bulk-support.ts'
import { expectError, openStage, type Stage } from './support.ts'

const tokenOf = (client: string): string => `test-token-of-client-${client}-`.padEnd(44, '0')

describe('the brake', () => {
  let stage: Stage
  let folder: string
  let gateway: TestGateway
  let number = 0
  const clients: string[] = []
  const configuration = () => ({
    brake: {
      folder,
      perHour: { deletes: 3, deactivations: 2, membershipRemovals: 4 },
      share: { deletes: 0, deactivations: 0, membershipRemovals: 0 },
    },
    clients: [
      ...Array.from({ length: 20 }, (_, at) => ({ name: `client${at}`, tokens: [hashToken(tokenOf(`client${at}`))] })),
      { name: 'generous', tokens: [hashToken(tokenOf('generous'))], brake: { perHour: { deletes: 5 } } },
      { name: 'free', tokens: [hashToken(tokenOf('free'))], brake: { enabled: false } },
    ],
  })
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scimdap-brake-'))
    clients.push(...Array.from({ length: 20 }, (_, at) => `client${at}`))
    stage = await openStage({}, configuration)
    gateway = stage.scim
  })
  afterAll(async () => {
    await stage?.end()
    await rm(folder, { recursive: true, force: true })
  })

  /** Somebody whom no gateway made. */
  const person = async (): Promise<string> => {
    const userName = `person${number++}`
    return stage.admin.entryUuid(await stage.admin.addPerson(`uid=${userName},${stage.people}`, { uid: userName }))
  }
  const people = (count: number) => Promise.all(Array.from({ length: count }, person))
  const group = async (members: readonly string[]): Promise<string> => {
    const dn = `cn=group${number++},${stage.groups}`
    const dns = await Promise.all(members.map((id) => stage.admin.dnOf(id)))
    await stage.admin.add(dn, { objectClass: 'groupOfNames', member: dns as string[] })
    return stage.admin.entryUuid(dn)
  }
  /** A client with an hour of its own. */
  const caller = (client = clients.pop() ?? '') => {
    const call =
      (method: string) =>
      (path: string, body?: unknown, headers = {}): Promise<Answer> =>
        gateway.request(method, path, { token: tokenOf(client), headers, ...(body !== undefined && { body }) })
    const patch = (path: string, ...Operations: readonly object[]) =>
      call('PATCH')(path, { schemas: [urn.patchOp], Operations })
    return {
      client,
      ...{ delete: call('DELETE'), put: call('PUT'), get: call('GET'), post: call('POST'), patch },
      disable: (id: string) => patch(`/Users/${id}`, { op: 'replace', path: 'active', value: false }),
      enable: (id: string) => patch(`/Users/${id}`, { op: 'replace', path: 'active', value: true }),
      bulk: (operations: readonly object[], headers = {}) =>
        call('POST')('/Bulk', { schemas: [urn.bulkRequest], Operations: operations }, headers),
    }
  }
  const hold = async (client: ReturnType<typeof caller>) => {
    const ids = await people(4)
    for (const id of ids) await client.delete(`/Users/${id}`)
    return ids[3] as string
  }
  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).toSorted()

  it('lets a client delete as many as its limit within an hour, whatever comes at once', async () => {
    const client = caller()
    const ids = await people(8)
    const answers = await Promise.all(ids.map((id) => client.delete(`/Users/${id}`)))

    expect(statuses(answers)).toEqual([204, 204, 204, 429, 429, 429, 429, 429])
    const stored = await Promise.all(ids.map((id) => stage.admin.dnOf(id)))
    expect(stored.filter((dn) => dn === undefined)).toHaveLength(3)
    const refused = answers.find(({ status }) => status === 429) as Answer
    expectError(refused, 429)
    expect(refused.headers.get('retry-after')).toBe('3600')
    expect(refused.body.detail).toMatch(/^Nothing was done: since 20.* more than 3 deletes \(User\) within an hour/)
  })

  it('holds the client for all that takes away, and for nothing else', async () => {
    const client = caller()
    const [one, other] = (await people(2)) as [string, string]
    const groupId = await group([one, other])
    await client.disable(other)
    await hold(client)

    expect((await client.disable(one)).status).toBe(429)
    expect((await client.delete(`/Groups/${groupId}`)).status).toBe(429)
    const leave = { op: 'remove', path: `members[value eq "${one}"]` }
    expect((await client.patch(`/Groups/${groupId}`, leave)).status).toBe(429)
    expect((await client.put(`/Groups/${groupId}`, groupBody('smaller', [one]))).status).toBe(429)
    expect((await client.get(`/Users/${one}`)).body.active).toBe(true)
    expect((await client.get(`/Groups/${groupId}`)).body.members).toHaveLength(2)

    expect((await client.post('/Users', userBody(`new${number++}`))).status).toBe(201)
    expect((await client.patch(`/Users/${one}`, { op: 'add', path: 'title', value: 'Chief' })).status).toBe(200)
    expect((await client.enable(other)).status).toBe(200)
    const join = { op: 'add', path: 'members', value: [{ value: await person() }] }
    expect((await client.patch(`/Groups/${groupId}`, join)).status).toBe(204)
  })

  it('has an hour of its own for each client, and limits, or none', async () => {
    const [one, generous, free] = [caller(), caller('generous'), caller('free')]
    await hold(one)
    const ids = await people(10)
    const answers: Answer[] = []
    for (const id of ids) answers.push(await generous.delete(`/Users/${id}`))

    expect(statuses(answers)).toEqual([...Array(5).fill(204), ...Array(5).fill(429)])
    for (const id of await people(10)) expect((await free.delete(`/Users/${id}`)).status).toBe(204)
  })

  it('counts a deactivation by PATCH and by PUT, once for each person', async () => {
    const client = caller()
    const [one, two, three] = (await people(3)) as [string, string, string]
    expect((await client.disable(one)).status).toBe(200)
    expect((await client.disable(one)).status).toBe(200)
    const { body } = await client.get(`/Users/${two}`)
    expect((await client.put(`/Users/${two}`, { ...body, active: false })).status).toBe(200)

    expectError(await client.disable(three), 429)
    expect((await client.get(`/Users/${three}`)).body.active).toBe(true)
  })

  it('counts each member that a PATCH takes out, and nobody who was none', async () => {
    const client = caller()
    const ids = await people(6)
    const groupId = await group(ids)
    const remove = (...gone: readonly string[]) => ({
      op: 'remove',
      path: 'members',
      value: gone.map((value) => ({ value })),
    })
    for (let attempt = 0; attempt < 5; attempt++) {
      await client.patch(`/Groups/${groupId}`, remove(await person()))
    }
    expect((await client.patch(`/Groups/${groupId}`, remove(...ids.slice(0, 4)))).status).toBe(204)

    expectError(await client.patch(`/Groups/${groupId}`, remove(ids[4] as string)), 429)
    expect((await client.get(`/Groups/${groupId}`)).body.members).toHaveLength(2)
  })

  it('counts members that a PUT leaves out, and those of a group that is deleted', async () => {
    const [client, other] = [caller(), caller()]
    const ids = await people(6)
    const [smaller, gone] = [await group(ids), await group(ids)]

    expectError(await client.put(`/Groups/${smaller}`, groupBody('one left', ids.slice(0, 1))), 429)
    expectError(await other.delete(`/Groups/${gone}`), 429)
    expect((await client.get(`/Groups/${smaller}`)).body.members).toHaveLength(6)
    expect((await client.get(`/Groups/${gone}`)).status).toBe(200)
  })

  it('counts no membership that ends with a person', async () => {
    const client = caller()
    const ids = await people(4)
    const staying = await person()
    for (let count = 0; count < 3; count++) await group([...ids, staying])
    for (const id of ids.slice(0, 3)) expect((await client.delete(`/Users/${id}`)).status).toBe(204)
  })

  it('counts nothing that was refused, and nothing that the client has made itself', async () => {
    const client = caller()
    const stale = { 'If-Match': 'W/"stale"' }
    for (const id of await people(5)) expect((await client.delete(`/Users/${id}`, undefined, stale)).status).toBe(412)
    for (let count = 0; count < 5; count++) {
      const { body } = await client.post('/Users', userBody(`own${number++}`))
      expect((await client.delete(`/Users/${body.id}`)).status).toBe(204)
    }
    for (const id of await people(3)) expect((await client.delete(`/Users/${id}`)).status).toBe(204)
  })

  it('answers each operation of a bulk request by itself', async () => {
    const client = caller()
    const gone = (await people(5)).map((id) => ({ method: 'DELETE', path: `/Users/${id}` }))
    const stay = bulkPatch(`/Users/${await person()}`, { op: 'add', path: 'title', value: 'Chief' })
    const { status, body } = await client.bulk([...gone, stay])

    expect(status).toBe(200)
    const results = body.Operations.map((result: { status: string }) => result.status).toSorted()
    expect(results).toEqual(['200', '204', '204', '204', '429', '429'])
  })

  it('lets a bulk request that is all or nothing do all of it, or nothing', async () => {
    const client = caller()
    const remove = (ids: readonly string[]) => ids.map((id) => ({ method: 'DELETE', path: `/Users/${id}` }))
    const atomic = { 'Scimdap-Bulk': 'atomic' }
    const [few, many] = [await people(3), await people(4)]

    expect((await client.bulk(remove(few), atomic)).status).toBe(200)
    const other = caller()
    expectError(await other.bulk(remove(many), atomic), 429)
    expect(await Promise.all(many.map((id) => stage.admin.dnOf(id)))).not.toContain(undefined)
    expectError(await client.bulk(remove([await person()]), atomic), 429)
  })

  it('holds over a restart, for every gateway with its folder, until an operator releases', async () => {
    const client = caller()
    const id = await hold(client)
    const second = await startGateway(stage.ldap, configuration())
    const asSecond = () => second.request('DELETE', `/Users/${id}`, { token: tokenOf(client.client) })
    try {
      expect((await asSecond()).status).toBe(429)
      expect(second.observations.filter(({ kind }) => kind === 'brake-held').length).toBeGreaterThan(0)
      const file = '/etc/scimdap/brake.yaml'
      const files = { [file]: JSON.stringify(configurationFor(stage.ldap, configuration())) }
      const state = await scimdap(['brake', '--config', file], files)
      expect(state).toMatchObject({ code: 0, complained: '' })
      expect(state.printed).toMatch(new RegExp(`^${client.client}: held since .*: 3 \\+ 1 deletes User, limit 3$`, 'm'))

      expect(await scimdap(['release', client.client, '--config', file], files)).toMatchObject({ code: 0 })
      expect(await scimdap(['release', client.client, '--config', file], files)).toMatchObject({ code: 1 })
      expect((await asSecond()).status).toBe(204)
      expect((await client.delete(`/Users/${await person()}`)).status).toBe(204)
      expect((await scimdap(['release', client.client, '--free', '5', '--config', file], files)).code).toBe(0)
      for (const each of await people(6)) expect((await client.delete(`/Users/${each}`)).status).toBe(204)
    } finally {
      await second.close()
    }
  })
})

describe('the brake of a small company', () => {
  it('allows a share of all where that is more', async () => {
    const overlay = {
      brake: { perHour: { deletes: 1 }, share: { deletes: 0.5 } },
      clients: [{ name: 'one', tokens: [hashToken(tokenOf('one'))] }],
    }
    const stage = await openStage({}, overlay)
    try {
      const ids = await Promise.all(
        Array.from({ length: 6 }, async (_, at) =>
          stage.admin.entryUuid(await stage.admin.addPerson(`uid=p${at},${stage.people}`, { uid: `p${at}` })),
        ),
      )
      const answers: number[] = []
      for (const id of ids) {
        answers.push((await stage.scim.request('DELETE', `/Users/${id}`, { token: tokenOf('one') })).status)
      }
      // Five are left when the count of one is reached: half of them are two.
      expect(answers).toEqual([204, 204, 429, 429, 429, 429])
      expect(stage.scim.observations.filter(({ kind }) => kind === 'brake-forgetful')).toHaveLength(1)
    } finally {
      await stage.end()
    }
  })
})
