/** What is refused to who may not do it is told as any other change that is refused. docs/audit.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import type { ChangeObservation } from '../../src/observe/observation.ts'
import { urn } from '../../src/scim/urn.ts'
import { configurationFor, groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const none = { deletes: 0, deactivations: 0, membershipRemovals: 0 }
const tokenOf = (name: string) => `token-of-the-client-of-${name}`.padEnd(43, '0')

let ldap: Openldap
let gateway: TestGateway
let there: { readonly id: string }
let away: { readonly id: string }
beforeAll(async () => {
  ldap = await startOpenldap()
  gateway = await startGateway(ldap, {
    clients: [
      ...configurationFor(ldap).clients,
      ...['there', 'nobody'].map((userName) => ({
        name: `me-${userName}`,
        userName,
        tokens: [hashToken(tokenOf(userName))],
      })),
      { name: 'me-reader', userName: 'there', access: 'read', tokens: [hashToken(tokenOf('reader'))] },
      { name: 'self', userName: 'there', actAs: 'person', tokens: [hashToken(tokenOf('self'))] },
      { name: 'away', userName: 'away', actAs: 'person', endpoints: 'all', tokens: [hashToken(tokenOf('away'))] },
      { name: 'limited', may: { Group: {} }, userName: 'there', tokens: [hashToken(tokenOf('limited'))] },
      { name: 'braked', brake: { enabled: true, perHour: none, share: none }, tokens: [hashToken(tokenOf('braked'))] },
    ],
  })
  ;[there, away] = [await created('there'), await created('away', { active: false })]
})
afterAll(async () => {
  await gateway.close()
  await ldap.stop()
})

const created = async (userName: string, more = {}) => (await gateway.post('/Users', userBody(userName, more))).body

/** What is told of the changes while something is done. */
const told = async <T>(act: () => Promise<T>): Promise<readonly [T, readonly ChangeObservation[]]> => {
  const before = gateway.observations.length
  const result = await act()
  return [result, gateway.observations.slice(before).filter((each) => each.kind === 'change')]
}

describe('a change that is refused is told', () => {
  const title = (path = 'title') => ({ schemas: [urn.patchOp], Operations: [{ op: 'replace', path, value: 'x' }] })
  const bulk = () => ({
    schemas: [urn.bulkRequest],
    Operations: [
      { method: 'POST', path: '/Users', bulkId: 'n', data: userBody('aud-bulk') },
      { method: 'DELETE', path: `/Users/${there.id}` },
    ],
  })
  /** Lines of what was asked by the client with this token. */
  const lines = async (who: string, asked: readonly (readonly [string, string, unknown?])[]) => {
    const [, changes] = await told(async () => {
      for (const [method, path, body] of asked) {
        const answer = await gateway.request(method, path, { token: tokenOf(who), body })
        expect(answer.status).toBeGreaterThan(399)
      }
    })
    return changes.map(({ operation, outcome, status, resourceType, resourceId }) => [
      ...[operation, outcome, status, resourceType, resourceId],
    ])
  }

  it('of a client that only reads: once for each operation', async () => {
    const path = `/Users/${there.id}`

    expect(
      await lines('reader', [
        ['POST', '/Users', userBody('aud-new')],
        ['PUT', path, userBody('there')],
        ['PATCH', path, title()],
        ['DELETE', path],
        ['DELETE', '/Groups/a name that is no id'],
        ['POST', '/Bulk', bulk()],
        ['POST', '/Me', userBody('there')],
        ['PUT', '/Me', userBody('there')],
        ['PATCH', '/Me', title()],
        ['DELETE', '/Me'],
      ]),
    ).toEqual([
      ['create', 'refused', 403, 'User', undefined],
      ['replace', 'refused', 403, 'User', there.id],
      ['patch', 'refused', 403, 'User', there.id],
      ['delete', 'refused', 403, 'User', there.id],
      ['delete', 'refused', 403, 'Group', undefined],
      ['create', 'refused', 403, 'User', undefined],
      ['delete', 'refused', 403, 'User', there.id],
      ['create', 'refused', 403, 'User', undefined],
      ['replace', 'refused', 403, 'User', undefined],
      ['patch', 'refused', 403, 'User', undefined],
      ['delete', 'refused', 403, 'User', undefined],
    ])
  })

  it('with who, from where and in which request', async () => {
    const [answer, changes] = await told(() =>
      gateway.request('DELETE', `/Users/${there.id}`, { token: tokenOf('reader') }),
    )

    expect(changes).toEqual([
      {
        ...{ kind: 'change', operation: 'delete', outcome: 'refused', status: 403, client: 'me-reader' },
        ...{ resourceType: 'User', resourceId: there.id, attributes: [], linked: [] },
        ...{ address: expect.stringMatching(/127\.0\.0\.1$/), requestId: answer.headers.get('X-Request-Id') },
      },
    ])
  })

  it('of whoever asks for /Me, and has one already, is another one, or is nobody', async () => {
    expect(await lines('there', [['POST', '/Me', userBody('there')]])).toEqual([
      ['create', 'refused', 409, 'User', undefined],
    ])
    expect(
      await lines('nobody', [
        ['POST', '/Me', userBody('somebody-else')],
        ['POST', '/Me', { schemas: [urn.user] }],
        ['PUT', '/Me', userBody('nobody')],
        ['PATCH', '/Me', title()],
        ['DELETE', '/Me'],
      ]),
    ).toEqual([
      ['create', 'refused', 403, 'User', undefined],
      ['create', 'refused', 400, 'User', undefined],
      ['replace', 'refused', 404, 'User', undefined],
      ['patch', 'refused', 404, 'User', undefined],
      ['delete', 'refused', 404, 'User', undefined],
    ])
    expect(await lines('limited', [['DELETE', '/Me']])).toEqual([['delete', 'refused', 403, 'User', undefined]])
    expect(await told(() => gateway.request('GET', '/Me', { token: tokenOf('nobody') }))).toMatchObject([
      { status: 404 },
      [],
    ])
  })

  it('of a client that acts as people: of somebody else, of everybody, and for who is deactivated', async () => {
    const other = `/Users/${away.id}`
    expect(
      await lines('self', [
        ['PATCH', other, title()],
        ['DELETE', other],
        ['POST', '/Users', userBody('aud-new')],
        ['POST', '/Me', userBody('there')],
        ['DELETE', '/Me'],
        ['POST', '/Bulk', bulk()],
      ]),
    ).toEqual([
      ['patch', 'refused', 403, 'User', away.id],
      ['delete', 'refused', 403, 'User', away.id],
      ['create', 'refused', 403, 'User', undefined],
      ['create', 'refused', 403, 'User', undefined],
      ['delete', 'refused', 403, 'User', there.id],
      ['create', 'refused', 403, 'User', undefined],
      ['delete', 'refused', 403, 'User', there.id],
    ])
    expect(
      await lines('away', [
        ['PATCH', '/Me', title()],
        ['POST', '/Bulk', bulk()],
      ]),
    ).toEqual([
      ['patch', 'refused', 403, 'User', away.id],
      ['create', 'refused', 403, 'User', undefined],
      ['delete', 'refused', 403, 'User', there.id],
    ])
  })

  it('by the brake: no reference went with what stays', async () => {
    const [a, b] = [await created('aud-stays'), await created('aud-stays-too')]
    const team = (await gateway.post('/Groups', groupBody('aud-stays', [a.id, b.id]))).body

    const [answer, changes] = await told(() =>
      gateway.request('DELETE', `/Users/${a.id}`, { token: tokenOf('braked') }),
    )

    expect(answer.status).toBe(429)
    expect((await gateway.get(`/Groups/${team.id}`)).body.members).toHaveLength(2)
    expect(changes).toMatchObject([{ operation: 'delete', outcome: 'refused', status: 429, resourceId: a.id }])
    expect(changes[0]).not.toHaveProperty('referrers')
  })
})
