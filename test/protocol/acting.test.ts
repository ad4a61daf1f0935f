/** Clients that act as people: the directory's own access rules decide. RFC 4370, RFC 7644 §3.11 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, userBody } from '../support/gateway.ts'
import { type ActingStage, type Asked, askedOf, enterprise, names, openActingStage } from './acting-stage.ts'
import { expectError } from './support.ts'

let stage: ActingStage
let asked: Asked
beforeAll(async () => {
  stage = await openActingStage()
  asked = askedOf(stage.scim)
})
afterAll(() => stage?.end())

const replacing = (path: string, value: unknown) => ({
  schemas: [urn.patchOp],
  Operations: [{ op: 'replace', path, value }],
})
const calling = (number: string) => replacing('phoneNumbers', [{ type: 'work', value: number }])
const storedOf = async (name: string) => (await stage.admin.stored(stage.personDn(name))) ?? {}

describe('/Me of a client that acts as a person', () => {
  it('shows what the person may read, where the gateway may read more', async () => {
    const own = await asked('ann', 'GET', '/Me')
    const gateways = await stage.scim.get(`/Users/${stage.ids.ann}`)

    expect(own.status).toBe(200)
    expect(own.body).toMatchObject({ id: stage.ids.ann, userName: 'ann', title: 'Engineer' })
    expect(own.body[enterprise]).toBeUndefined()
    expect(gateways.body[enterprise]).toEqual({ employeeNumber: '7-ann' })
  })

  it('writes what the person may write, in the name of the person, and answers with what was stored', async () => {
    const answer = await asked('ann', 'PATCH', '/Me', calling('+49 1'))

    expect(answer.status).toBe(200)
    expect(answer.body.phoneNumbers).toEqual([expect.objectContaining({ value: '+49 1' })])
    expect(answer.body[enterprise]).toBeUndefined()
    expect(await storedOf('ann')).toMatchObject({
      telephonenumber: ['+49 1'],
      modifiersname: [stage.personDn('ann')],
      employeenumber: ['7-ann'],
    })
    const told = stage.scim.observations.filter(({ kind }) => kind === 'change').at(-1)
    expect(told).toMatchObject({ client: 'ann', person: stage.ids.ann, resourceId: stage.ids.ann, outcome: 'done' })
  })

  it('is judged by its version like any other write', async () => {
    const { headers } = await asked('ann', 'GET', '/Me')
    const send = (version: string) =>
      stage.scim.request('PATCH', '/Me', {
        token: 'token-of-the-person-named-ann-00000000000000',
        body: calling('+49 2'),
        headers: { 'If-Match': version },
      })

    expect((await send('W/"stale"')).status).toBe(412)
    expect((await send(headers.get('etag') ?? '')).status).toBe(200)
  })

  it.each([
    ['title', replacing('title', 'Director')],
    ['what it may not even read', replacing(`${enterprise}:employeeNumber`, '1')],
    ['active', replacing('active', false)],
  ])('is 403 for %s, and nothing is changed', async (_, body) => {
    const before = await storedOf('ann')

    expectError(await asked('ann', 'PATCH', '/Me', body), 403)
    expect(await storedOf('ann')).toEqual(before)
  })

  it('keeps what the person cannot see when all of it is replaced', async () => {
    const { body } = await asked('ann', 'GET', '/Me')

    const answer = await asked('ann', 'PUT', '/Me', { ...body, phoneNumbers: [{ type: 'work', value: '+49 3' }] })

    expect(answer.status).toBe(200)
    expect(await storedOf('ann')).toMatchObject({ telephonenumber: ['+49 3'], employeenumber: ['7-ann'] })
  })

  it('is the only resource, also by its own path, unless the client is there for all', async () => {
    expect((await asked('ann', 'GET', `/Users/${stage.ids.ann}`)).status).toBe(200)
    for (const [method, path, body] of [
      ['GET', '/Users'],
      ['GET', '/?filter=userName%20eq%20%22ann%22'],
      ['POST', '/Users/.search', { schemas: [urn.searchRequest] }],
      ['GET', `/Users/${stage.ids.ben}`],
      ['PATCH', `/Users/${stage.ids.ben}`, calling('+49 4')],
      ['POST', '/Users', userBody('eve')],
      ['POST', '/Me', userBody('ann')],
      ['POST', '/Bulk', { schemas: [urn.bulkRequest], Operations: [{ method: 'DELETE', path: '/Users/x' }] }],
      ['DELETE', '/Me'],
    ] as const) {
      expectError(await asked('ann', method, path, body), 403)
    }
    expect((await storedOf('ben')).telephonenumber).toBeUndefined()
    expect(await storedOf('ann')).toMatchObject({ uid: ['ann'] })
  })
})

describe('a client that acts as a person everywhere', () => {
  const listed = async (name: string, more = '') => {
    const { status, body } = await asked(`${name}-all`, 'GET', `/Users?sortBy=userName${more}`)
    expect(status).toBe(200)
    return { total: body.totalResults, names: body.Resources.map(({ userName }: { userName: string }) => userName) }
  }

  it('lists and finds whom the directory shows to the person, one after the other', async () => {
    for (const _ of [1, 2]) {
      expect(await listed('ann')).toEqual({ total: 2, names: ['ann', 'cora'] })
      expect(await listed('helga')).toEqual({ total: names.length, names: [...names] })
      expect(await listed('ben')).toEqual({ total: 2, names: ['ben', 'cora'] })
    }
    const found = await asked('ann-all', 'GET', filtered('/Users', 'userName eq "ben"'))
    expect(found.body.totalResults).toBe(0)
  })

  it('never shares the pages of one person with another, though the token is of one client', async () => {
    await listed('helga', '&startIndex=1&count=2')
    expect((await listed('helga', '&startIndex=3&count=2')).names).toEqual(names.slice(2, 4))
    expect(await listed('ann', '&startIndex=3&count=2')).toEqual({ total: 2, names: [] })
  })

  it('is told that others are not there, and changes nothing of them', async () => {
    expectError(await asked('ann-all', 'GET', `/Users/${stage.ids.ben}`), 404)
    expectError(await asked('ann-all', 'PATCH', `/Users/${stage.ids.ben}`, calling('+49 5')), 404)
    expect((await storedOf('ben')).telephonenumber).toBeUndefined()
  })

  it('shows of others what the person may read, and no more', async () => {
    const { body } = await asked('ann-all', 'GET', `/Users/${stage.ids.cora}`)

    expect(body).toMatchObject({ userName: 'cora', name: { formatted: 'Terry Tester' } })
    expect(body.title).toBeUndefined()
    expect((await asked('ann-all', 'GET', filtered('/Users', 'title eq "Engineer"'))).body.totalResults).toBe(1)
  })

  it('changes nothing whose state is hidden from the person, since nobody could guard it', async () => {
    const answer = await asked('ann-all', 'PATCH', `/Users/${stage.ids.cora}`, calling('+49 1'))

    expectError(answer, 403)
    expect(answer.body.detail).toContain('could not be guarded')
    expect((await storedOf('cora')).telephonenumber).toBeUndefined()
  })

  it('may do to others what the person may', async () => {
    expect((await asked('helga-all', 'PATCH', `/Users/${stage.ids.ben}`, calling('+49 6'))).status).toBe(200)
    expect((await storedOf('ben')).modifiersname).toEqual([stage.personDn('helga')])
    expectError(await asked('helga-all', 'PATCH', `/Users/${stage.ids.ben}`, replacing('title', 'X')), 403)
  })

  it('changes who is in a group, but not its name: who refers to it may be hidden', async () => {
    const { body } = await asked('helga-all', 'GET', filtered('/Groups', 'displayName eq "helpdesk"'))
    const [{ id }] = body.Resources
    const adding = {
      schemas: [urn.patchOp],
      Operations: [{ op: 'add', path: 'members', value: [{ value: stage.ids.dora }] }],
    }

    expect((await asked('helga-all', 'PATCH', `/Groups/${id}`, adding)).status).toBe(204)
    expectError(await asked('helga-all', 'PATCH', `/Groups/${id}`, replacing('displayName', 'Desk')), 403)
    expect(await stage.admin.stored(`cn=helpdesk,${stage.groups}`)).toMatchObject({
      member: ['helga', 'dora'].map(stage.personDn),
      modifiersname: [stage.personDn('helga')],
    })
    expect((await asked('ann-all', 'GET', '/Groups')).body.totalResults).toBe(0)
    expectError(await asked('ann-all', 'PATCH', `/Groups/${id}`, adding), 404)
  })

  it('answers each operation of a bulk request by those rights', async () => {
    const operation = (name: string, body: object) => ({
      method: 'PATCH',
      path: `/Users/${stage.ids[name]}`,
      data: { Operations: (body as ReturnType<typeof calling>).Operations, schemas: [urn.patchOp] },
    })
    const Operations = [
      operation('ann', calling('+49 7')),
      operation('ann', replacing('title', 'X')),
      operation('ben', calling('+49 8')),
      { method: 'DELETE', path: `/Users/${stage.ids.ann}` },
      { method: 'POST', path: '/Users', bulkId: 'b', data: userBody('eve') },
    ]

    const { body } = await asked('ann-all', 'POST', '/Bulk', { schemas: [urn.bulkRequest], Operations })

    expect(body.Operations.map(({ status }: { status: string }) => status)).toEqual(['200', '403', '404', '403', '403'])
    expect((await storedOf('ben')).telephonenumber).toEqual(['+49 6'])
  })
})

describe('who cannot be acted as', () => {
  it('is a person who is deactivated', async () => {
    const active = (value: boolean) =>
      stage.scim.request('PATCH', `/Users/${stage.ids.dora}`, { body: replacing('active', value) })
    expect((await asked('dora', 'GET', '/Me')).status).toBe(200)
    expect((await active(false)).status).toBe(200)

    const refused = await asked('dora', 'GET', '/Me')
    expectError(refused, 403)
    expect(refused.body.detail).toBe('This caller is deactivated')
    expectError(await asked('dora-all', 'GET', '/Users'), 403)
    // Whose client may not read who is active.
    expectError(await asked('dora-unaware', 'GET', '/Me'), 403)
    expectError(await asked('dora-unaware', 'PATCH', '/Me', calling('+49 4')), 403)

    await active(true)
    expect((await asked('dora', 'GET', '/Me')).status).toBe(200)
    expect((await asked('dora-unaware', 'GET', '/Me')).body).not.toHaveProperty('active')
  })

  it('is somebody who is not there, and a machine', async () => {
    expectError(await asked('stranger', 'GET', '/Me'), 404)
    expectError(await asked('stranger-all', 'GET', '/Users'), 403)
    for (const path of ['/Me', '/Users']) expectError(await asked('nobody', 'GET', path), 403)
  })

  it('is anybody while the directory does not let the gateway: 403, and never the gateway instead', async () => {
    await stage.mayAct(false)
    const before = await storedOf('ann')

    const answers = [
      await asked('ann', 'GET', '/Me'),
      await asked('ann', 'PATCH', '/Me', calling('+49 9')),
      await asked('ann-all', 'GET', '/Users'),
    ]

    for (const answer of answers) expectError(answer, 403)
    expect(answers[0]?.body.detail).toBe('the directory does not let the gateway act as this person')
    expect(await storedOf('ann')).toEqual(before)
    await stage.mayAct(true)
    expect((await asked('ann', 'GET', '/Me')).status).toBe(200)
  })
})
