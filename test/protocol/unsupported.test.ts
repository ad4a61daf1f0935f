/** What this gateway does not do answers 501, and /ServiceProviderConfig says so. RFC 7644 §3.12, RFC 7643 §5 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { expectError, openStage, type Stage } from './support.ts'

let stage: Stage
let user: { id: string }
let group: { id: string }
beforeAll(async () => {
  stage = await openStage()
  user = (await stage.scim.post('/Users', userBody('user'))).body
  group = (await stage.scim.post('/Groups', groupBody('Group', [user.id]))).body
})
afterAll(() => stage?.end())

describe('501', () => {
  it.each([
    ['GET', '/Me'],
    ['PUT', '/Me'],
    ['DELETE', '/Me'],
  ])('for %s %s', async (method, path) => {
    expectError(await stage.scim.request(method, path, { body: method === 'GET' ? undefined : {} }), 501)
  })

  it('has changed nothing', async () => {
    expect((await stage.scim.get('/Users')).body.totalResults).toBe(1)
    expect((await stage.scim.get(`/Groups/${group.id}`)).body).toEqual(group)
  })
})

describe('/ServiceProviderConfig', () => {
  it('says what is there and what is not', async () => {
    const { body } = await stage.scim.get('/ServiceProviderConfig')

    expect(body).toMatchObject({
      schemas: [urn.serviceProviderConfig],
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 10_485_760 },
      filter: { supported: true, maxResults: expect.any(Number) },
      changePassword: { supported: true },
      sort: { supported: true },
      etag: { supported: true },
    })
  })

  it('/Schemas says what is required, immutable and unique here', async () => {
    const { body } = await stage.scim.get('/Schemas')
    const attribute = (schema: string, name: string) =>
      body.Resources.find(({ id }: { id: string }) => id === schema).attributes.find(
        (each: { name: string }) => each.name === name,
      )

    expect(attribute(urn.user, 'userName')).toMatchObject({
      mutability: 'immutable',
      required: true,
      uniqueness: 'server',
    })
    expect(attribute(urn.user, 'password')).toMatchObject({ mutability: 'writeOnly', returned: 'never' })
    expect(attribute(urn.user, 'name').subAttributes).toContainEqual(
      expect.objectContaining({ name: 'familyName', required: true }),
    )
    expect(attribute(urn.group, 'members')).toMatchObject({ required: true })
    expect(attribute(urn.group, 'displayName')).toMatchObject({ required: true })
  })
})
