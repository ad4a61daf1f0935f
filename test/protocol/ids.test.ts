/** What is no id of a resource in its place is 404, for every method. RFC 7644 §3.12, RFC 7643 §3.1 */
import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, token, userBody } from '../support/gateway.ts'
import { expectError, openStage, type Stage } from './support.ts'

let stage: Stage
let user: { id: string; userName: string }
let group: { id: string }
let outside: string

beforeAll(async () => {
  stage = await openStage()
  user = (await stage.scim.post('/Users', userBody('inside'))).body
  group = (await stage.scim.post('/Groups', groupBody('Group', [user.id]))).body
  await stage.admin.addPerson(outsideDn(), { uid: 'outside' })
  outside = await stage.admin.entryUuid(outsideDn())
})
afterAll(() => stage?.end())

const outsideDn = () => stage.personDn('outside').replace(stage.people, stage.ldap.suffix)

/** The path goes out as it stands: fetch would resolve `..` before. */
const raw = (method: string, path: string, body?: unknown): Promise<{ status: number | undefined; body: unknown }> =>
  new Promise((resolve, reject) => {
    const { hostname, port, pathname } = new URL(stage.scim.url)
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' }
    const request = httpRequest({ hostname, port, path: `${pathname}${path}`, method, headers }, async (response) => {
      resolve({ status: response.statusCode, body: JSON.parse(await text(response)) })
    })
    request.on('error', reject)
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })

const expect404 = async (endpoint: '/Users' | '/Groups', id: string) => {
  const body = endpoint === '/Users' ? userBody('whoever') : groupBody('Whatever', [user.id])
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const answer = await raw(method, `${endpoint}/${id}`, method === 'PUT' ? body : undefined)
    expect(answer, `${method} ${endpoint}/${id}`).toMatchObject({ status: 404, body: { status: '404' } })
  }
}

describe('404 for GET, PUT and DELETE', () => {
  it('of /Users/{id of a group} and of /Groups/{id of a user}', async () => {
    await expect404('/Users', group.id)
    await expect404('/Groups', user.id)
  })

  it('of an entry outside the base, of the base itself and of the suffix', async () => {
    await expect404('/Users', outside)
    for (const dn of [stage.people, stage.groups, stage.ldap.suffix, stage.ldap.gatewayDn]) {
      await expect404('/Users', await stage.admin.entryUuid(dn))
      await expect404('/Groups', await stage.admin.entryUuid(dn))
    }
  })

  it.each([
    'uid%3Dinside%2Cou%3Dpeople%2Cdc%3Dexample%2Cdc%3Dcom',
    'uid=inside,ou=people,dc=example,dc=com',
    'inside',
    '*',
    '%2a',
    '%2e%2e%2fGroups',
    '..%2f..%2fhealthz',
    'a%2Fb',
    '%00',
    '%20',
    '%ff',
    '9ec0e36e-0000-4000-8000-000000000000',
    '(objectClass=*)',
    '__proto__',
    'x'.repeat(4000),
  ])('of /Users/%s', async (id) => {
    const answer = await raw('GET', `/Users/${id}`)
    expect(answer).toMatchObject({ status: 404, body: { status: '404' } })
    expect((await raw('DELETE', `/Users/${id}`)).status).toBe(404)
    expect((await raw('PUT', `/Users/${id}`, userBody('whoever'))).status).toBe(404)
  })

  it.each(['..', '%2e%2e'])('nothing of /Users/%s, which is the root by RFC 3986 §6.2.2.3', async (id) => {
    expect(await raw('GET', `/Users/${id}`)).toMatchObject({ status: 200, body: { schemas: [urn.listResponse] } })
    expect((await raw('DELETE', `/Users/${id}`)).status).toBe(405)
    expect((await raw('PUT', `/Users/${id}`, userBody('whoever'))).status).toBe(405)
  })

  it('of an id in another spelling: ids are case-sensitive', async () => {
    await expect404('/Users', user.id.toUpperCase())
    await expect404('/Users', user.id.replaceAll('-', ''))
    await expect404('/Users', `%7B${user.id}%7D`)
    await expect404('/Users', `${user.id}%20`)
  })

  it('leaves everybody as they were', async () => {
    expect((await stage.scim.get(`/Users/${user.id}`)).status).toBe(200)
    expect((await stage.scim.get(`/Groups/${group.id}`)).status).toBe(200)
    expect(await stage.admin.stored(outsideDn())).toBeDefined()
  })

  it('after DELETE, for every method', async () => {
    const gone = (await stage.scim.post('/Users', userBody('gone'))).body
    expect((await stage.scim.delete(`/Users/${gone.id}`)).status).toBe(204)

    expectError(await stage.scim.get(`/Users/${gone.id}`), 404)
    await expect404('/Users', gone.id)
  })
})
