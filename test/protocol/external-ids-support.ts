/** What the suites of an externalId for each client share: a gateway with four clients, and what each of them does. RFC 7643 §3.1 */
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { urn } from '../../src/scim/urn.ts'
import { filtered, type RequestOptions, userBody } from '../support/gateway.ts'
import { idsOf, openStage, type Stage } from './support.ts'

export const type = 'scimclientexternalid'
const row = { externalId: { perClient: 'scimClientExternalId', clients: { hr: 'scimExternalId' } } }
const names = ['entra', 'okta', 'hr', 'ping'] as const
const tokenOf = (client: string) => `test-token-of-the-client-${client.padEnd(24, '0')}`

export const overlay = (suffix: string) => ({
  users: { base: `ou=people,${suffix}`, attributes: row },
  groups: { base: `ou=groups,${suffix}`, attributes: row },
  clients: names.map((name) => ({ name, userName: `${name}-itself`, tokens: [hashToken(tokenOf(name))] })),
})

export const openClientStage = () => openStage({ logLevel: 'stats' }, overlay)

/** What one of the clients does. */
const actorOn = (stage: Stage, client: (typeof names)[number]) => {
  const request = (method: string, path: string, options: RequestOptions = {}) =>
    stage.scim.request(method, path, { ...options, token: tokenOf(client) })
  const get = (path: string, headers = {}) => request('GET', path, { headers })
  return {
    get,
    shown: async (path: string) => (await get(path)).body.externalId as string | undefined,
    found: async (filter: string, endpoint = '/Users') => idsOf(await get(filtered(endpoint, filter))),
    post: (path: string, body: unknown) => request('POST', path, { body }),
    put: (path: string, body: unknown, headers = {}) => request('PUT', path, { body, headers }),
    patch: (path: string, ...Operations: readonly object[]) =>
      request('PATCH', path, { body: { schemas: [urn.patchOp], Operations } }),
    search: (path: string, query: object) =>
      request('POST', `${path}/.search`, { body: { schemas: [urn.searchRequest], ...query } }),
    bulk: (Operations: readonly object[], headers = {}) =>
      request('POST', '/Bulk', { body: { schemas: [urn.bulkRequest], Operations }, headers }),
    delete: (path: string, headers = {}) => request('DELETE', path, { headers }),
  }
}

export type Actor = ReturnType<typeof actorOn>

export const actorsOn = (stage: Stage) => ({
  entra: actorOn(stage, 'entra'),
  okta: actorOn(stage, 'okta'),
  hr: actorOn(stage, 'hr'),
  ping: actorOn(stage, 'ping'),
})

let number = 0
export const newName = () => `user${number++}`

/** A user whom entra has made, and okta has taken over. */
export const sharedUser = async (stage: Stage) => {
  const { entra, okta } = actorsOn(stage)
  const [userName, e, o] = [newName(), `E-${randomUUID()}`, `O-${randomUUID()}`]
  const made = await entra.post('/Users', userBody(userName, { externalId: e }))
  expect(made.status).toBe(201)
  const path = `/Users/${made.body.id}`
  const taken = await okta.patch(path, { op: 'add', path: 'externalId', value: o })
  expect([taken.status, taken.body.externalId]).toEqual([200, o])
  return { id: made.body.id as string, path, userName, e, o, dn: `uid=${userName},${stage.people}` }
}
