import { describe, expect, it } from 'vitest'
import { resourceTypeResource } from '../../../src/scim/discovery/resource-types.ts'
import { schemaResource } from '../../../src/scim/discovery/schemas.ts'
import { serviceProviderConfig } from '../../../src/scim/discovery/service-provider-config.ts'
import type { Attribute } from '../../../src/scim/schema/attribute.ts'
import { metaschemas } from '../../../src/scim/schema/metaschemas.ts'
import type { Schema } from '../../../src/scim/schema/schema.ts'
import { user } from '../../../src/scim/schema/user.ts'
import { urn } from '../../../src/scim/urn.ts'
import { deviceType, fixture, groupType, userType } from '../schema/sample-types.ts'

type Json = Readonly<Record<string, unknown>>

const baseUrl = 'https://example.com/v2'

const attributesOf = (id: string): readonly Attribute[] =>
  metaschemas.find((schema) => schema.id === id)?.attributes ?? []

/** Names in the JSON that its schema does not define, and required ones that it lacks. */
const misfits = (json: Json, attributes: readonly Attribute[], path = ''): readonly string[] => [
  ...Object.keys(json)
    .filter((name) => !['schemas', 'meta'].includes(name) && !attributes.some((attribute) => attribute.name === name))
    .map((name) => `unknown ${path}${name}`),
  ...attributes
    .filter(({ name, required }) => required && json[name] === undefined)
    .map(({ name }) => `missing ${path}${name}`),
  ...attributes.flatMap(({ name, subAttributes }) => {
    const value = json[name]
    if (subAttributes === undefined || value === undefined) return []
    return [value].flat().flatMap((element) => misfits(element as Json, subAttributes, `${path}${name}.`))
  }),
]

const config = serviceProviderConfig({
  baseUrl,
  documentationUri: 'http://example.com/help/scim.html',
  patch: true,
  bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1048576 },
  filter: { supported: true, maxResults: 200 },
  changePassword: true,
  sort: true,
  etag: true,
  pagination: { cursor: false, index: true, maxPageSize: 200 },
  authenticationSchemes: [
    { type: 'oauthbearertoken', name: 'OAuth Bearer Token', description: 'A bearer token.', primary: true },
  ],
})

describe('RFC 7643 §5: ServiceProviderConfig', () => {
  it('is the example of §8.5, but for authentication, pages and dates', () => {
    const { authenticationSchemes: _, pagination: __, ...ours } = config
    const { authenticationSchemes: ___, meta, ...theirs } = fixture('rfc7643-8.5-service-provider-config') as Json

    expect(ours).toEqual({
      ...theirs,
      meta: { resourceType: (meta as Json).resourceType, location: (meta as Json).location },
    })
  })

  it('agrees with its own schema', () => {
    expect(misfits(config, attributesOf(urn.serviceProviderConfig))).toEqual([])
  })
})

describe('RFC 7643 §6: ResourceType', () => {
  it('is the example of §8.6', () => {
    const [rfcUser, rfcGroup] = fixture('rfc7643-8.6-resource-types') as readonly [Json, Json]

    expect(resourceTypeResource(userType, baseUrl)).toEqual({
      ...rfcUser,
      schemaExtensions: [{ schema: urn.enterpriseUser, required: false }],
    })
    expect(resourceTypeResource(groupType, baseUrl)).toEqual({ ...rfcGroup, schemaExtensions: [] })
  })

  it('agrees with its own schema', () => {
    expect(misfits(resourceTypeResource(deviceType, baseUrl), attributesOf(urn.resourceType))).toEqual([])
  })
})

describe('RFC 7643 §7: Schema', () => {
  it('says where it is found', () => {
    const resource = schemaResource(user, baseUrl)

    expect(resource.schemas).toEqual([urn.schema])
    expect(resource.meta).toEqual({ resourceType: 'Schema', location: `${baseUrl}/Schemas/${urn.user}` })
  })

  it('says every characteristic, default or not', () => {
    const { attributes } = schemaResource(user, baseUrl) as unknown as { attributes: readonly Json[] }

    expect(attributes.find(({ name }) => name === 'active')).toEqual({
      name: 'active',
      type: 'boolean',
      multiValued: false,
      description: 'Whether the user may use the account. Left out of a POST it is true; left out of a PUT it stays.',
      required: true,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'none',
    })
  })

  it.each(
    [...metaschemas.filter(({ id }) => id !== urn.schema), user, deviceType.schema].map((schema) => ({ schema })),
  )('$schema.name agrees with the schema of schemas', ({ schema }) => {
    expect(misfits(schemaResource(schema, baseUrl), attributesOf(urn.schema))).toEqual([])
  })

  it('cannot describe the schema of schemas itself, which is one level deeper than the RFC lets it say', () => {
    const schema = metaschemas.find(({ id }) => id === urn.schema) as Schema

    expect(misfits(schemaResource(schema, baseUrl), attributesOf(urn.schema))).toEqual([
      'unknown attributes.subAttributes.subAttributes',
    ])
  })
})
