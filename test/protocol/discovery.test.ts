/** What /ServiceProviderConfig and /Schemas say is there. RFC 7643 §5, §7; RFC 7644 §4 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { openStage, type Stage } from './support.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.end())

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
