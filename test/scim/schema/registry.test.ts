import { describe, expect, it } from 'vitest'
import { createRegistry } from '../../../src/scim/schema/registry.ts'
import { restrictSchema } from '../../../src/scim/schema/restrict-schema.ts'
import { user } from '../../../src/scim/schema/user.ts'
import { urn } from '../../../src/scim/urn.ts'
import { groupType, userType } from './sample-types.ts'

describe('RFC 7643 §6: the registry of resource types', () => {
  const registry = createRegistry([userType, groupType])

  it('finds resource types by endpoint and by name', () => {
    expect(registry.byEndpoint('/Users')).toBe(userType)
    expect(registry.byName('Group')).toBe(groupType)
  })

  it('knows neither other spellings of a path nor names of the prototype', () => {
    expect(registry.byEndpoint('/users')).toBeUndefined()
    expect(registry.byName('constructor')).toBeUndefined()
    expect(registry.schemaById('__proto__')).toBeUndefined()
  })

  it('lists core schemas, extensions and the schemas of discovery, each once', () => {
    const twice = createRegistry([
      userType,
      groupType,
      { ...userType, id: 'Guest', name: 'Guest', endpoint: '/Guests' },
    ])

    expect(twice.schemas.map(({ id }) => id)).toEqual([
      urn.user,
      urn.enterpriseUser,
      urn.group,
      urn.serviceProviderConfig,
      urn.resourceType,
      urn.schema,
    ])
  })

  it('finds schemas by URN, ignoring case', () => {
    expect(registry.schemaById(urn.user.toUpperCase())).toBe(user)
    expect(registry.schemaById(`${urn.user}x`)).toBeUndefined()
  })
})

describe('RFC 7643 §2.2: a schema restricted to a mapping', () => {
  it('keeps the mapped attributes and sub-attributes and no others', () => {
    const mapped = new Set(['userName', 'name.familyName', 'emails.value', 'emails.type'])

    const restricted = restrictSchema(user, (path) => mapped.has(path))

    expect(restricted.attributes.map(({ name }) => name)).toEqual(['userName', 'name', 'emails'])
    expect(restricted.attributes.map((attribute) => attribute.subAttributes?.map(({ name }) => name))).toEqual([
      undefined,
      ['familyName'],
      ['value', 'type'],
    ])
  })

  it('leaves the schema that it was given alone', () => {
    const before = structuredClone(user)

    restrictSchema(user, () => false)

    expect(user).toEqual(before)
  })
})
