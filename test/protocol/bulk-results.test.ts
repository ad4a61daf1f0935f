/** What /Bulk answers: results, errors, limits. RFC 7644 §3.7.3, §3.7.4 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { readToken, userBody } from '../support/gateway.ts'
import { addMember, bulkClientOf, idOf, patch, report, results, statuses, user } from './bulk-support.ts'
import { expectError, openStage, type Stage } from './support.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({}, { limits: { bulkOperations: 20, bulkBytes: 100_000 } })
})
afterAll(() => stage?.end())

const { bulk, at, users } = bulkClientOf(() => stage.scim)

describe('failOnErrors, RFC 7644 §3.7.3', () => {
  const operations = (name: string) => [
    user(`${name}-1`),
    user(`${name}-1-again`, { userName: `${name}-1` }),
    user(`${name}-2`),
  ]

  it('stops after so many errors, and reports what was tried', async () => {
    expect(await statuses(bulk(operations('stop'), { failOnErrors: 1 }))).toEqual(['201', '409'])
    expect(await users('stop-2')).toBe(0)
  })

  it('goes on below that number', async () => {
    expect(await statuses(bulk(operations('on'), { failOnErrors: 2 }))).toEqual(['201', '409', '201'])
  })

  it('absent, goes on whatever happens; all may fail and the answer is 200', async () => {
    expect(await statuses(bulk(operations('all')))).toEqual(['201', '409', '201'])
    expect(await statuses(bulk(operations('all')))).toEqual(['409', '409', '409'])
  })

  it('tells of a resource that was created and lacks its reference', async () => {
    const [one, two] = await results(
      bulk(
        [
          report('half-1', 'half-2'),
          { ...report('half-2', 'half-1'), data: { ...(report('half-2', 'half-1').data as object), userName: '' } },
        ],
        {
          failOnErrors: 1,
        },
      ),
    )

    expect(two.status).toBe('400')
    expect(one).toMatchObject({ status: '409', response: { detail: expect.stringContaining('was created, but') } })
    expect(await at(one)).toMatchObject({ userName: 'half-1' })
  })
})

describe('the result of one operation, RFC 7644 §3.7.3', () => {
  it('is what the operation alone would get', async () => {
    const { body } = await stage.scim.post('/Users', userBody('solo'))
    const [, group404, stale, missing, method, endpoint, noData, inner] = await results(
      bulk([
        patch(`/Users/${body.id}`, { op: 'replace', path: 'title', value: 'Dr' }),
        addMember(`/Groups/${body.id}`, body.id),
        { method: 'DELETE', path: `/Users/${body.id}`, version: 'W/"stale"', bulkId: 'd' },
        { method: 'DELETE', path: '/Users/nobody' },
        { method: 'PATCH', path: '/Users', data: {} },
        { method: 'DELETE', path: '/Nobodies/1' },
        { method: 'PUT', path: `/Users/${body.id}` },
        { method: 'POST', path: '/Bulk', bulkId: 'inner', data: {} },
      ]),
    )

    expect(group404).toMatchObject({ status: '404', location: `${stage.scim.url}/Groups/${body.id}` })
    expect(stale).toMatchObject({ method: 'DELETE', bulkId: 'd', status: '412', location: body.meta.location })
    expect(stale.response.status).toBe('412')
    expect(missing.status).toBe('404')
    expect([method.status, endpoint.status, noData.status, inner.status]).toEqual(['405', '404', '400', '400'])
    expect(endpoint.location).toBeUndefined()
    expect(await at(stale)).toMatchObject({ title: 'Dr' })
  })

  it('names a version that If-Match takes', async () => {
    const [created] = await results(bulk([user('versioned')]))
    const path = `/Users/${idOf(created)}`

    expect(await statuses(bulk([{ method: 'DELETE', path, version: created.version }]))).toEqual(['204'])
  })

  it('has no resource unless it is asked for with Prefer', async () => {
    const [created, deleted] = await results(
      bulk(
        [user('shown', { password: 'Secret-123-of-shown' }), { method: 'DELETE', path: '/Users/bulkId:shown' }],
        {},
        {
          Prefer: 'return=representation',
        },
      ),
    )

    expect(created.response).toMatchObject({ userName: 'shown', meta: { version: created.version } })
    expect(JSON.stringify(created)).not.toContain('Secret')
    expect(deleted.response).toBeUndefined()
  })

  it('has no location where the text of its path makes none', async () => {
    const [lone] = await results(bulk([{ method: 'DELETE', path: '/Users/\ud800' }]))

    expect(lone).toMatchObject({ status: '404' })
    expect(lone.location).toBeUndefined()
  })
})

describe('a whole request that is refused', () => {
  it('to a client that may only read is 403', async () => {
    const body = { schemas: [urn.bulkRequest], Operations: [user('forbidden')] }

    expectError(await stage.scim.request('POST', '/Bulk', { body, token: readToken }), 403)
    expect(await users('forbidden')).toBe(0)
  })

  it('for more operations than maxOperations is 413 before anything is done (§3.7.4)', async () => {
    const many = [user('too-many'), ...Array.from({ length: 20 }, () => ({ method: 'DELETE', path: '/Users/x' }))]
    const answer = await bulk(many)

    expectError(answer, 413)
    expect(answer.body.detail).toBe('The number of bulk operations exceeds the maxOperations (20)')
    expect(await users('too-many')).toBe(0)
  })

  it('for more bytes than maxPayloadSize is 413 (§3.7.4)', async () => {
    const answer = await bulk([user('too-long', { title: 'x'.repeat(100_000) })])

    expectError(answer, 413)
    expect(answer.body.detail).toBe('The size of the bulk operation exceeds the maxPayloadSize (100000)')
  })

  it.each([
    ['no Operations', {}],
    ['other schemas', { schemas: [urn.patchOp], Operations: [user('malformed')] }],
    ['failOnErrors of 0', { schemas: [urn.bulkRequest], failOnErrors: 0, Operations: [user('malformed')] }],
    ['one bulkId twice', { schemas: [urn.bulkRequest], Operations: [user('malformed'), user('malformed')] }],
    [
      'an operation without method',
      { schemas: [urn.bulkRequest], Operations: [user('malformed'), { path: '/Users' }] },
    ],
  ])('for its form is 400 invalidSyntax: %s', async (_, body) => {
    expectError(await stage.scim.post('/Bulk', body), 400, 'invalidSyntax')
    expect(await users('malformed')).toBe(0)
  })

  it('is what /ServiceProviderConfig says', async () => {
    const { bulk: said } = (await stage.scim.get('/ServiceProviderConfig')).body

    expect(said).toEqual({ supported: true, maxOperations: 20, maxPayloadSize: 100_000 })
  })
})
