/** Schemas and resource types from files: what they may say, and what is said of them where they are wrong. RFC 7643 §6, §7 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { resourceTypeResource } from '../../src/scim/discovery/resource-types.ts'
import { schemaResource } from '../../src/scim/discovery/schemas.ts'
import { groupResourceType, userResourceType } from '../../src/scim/schema/core-resource-types.ts'
import { metaschemas } from '../../src/scim/schema/metaschemas.ts'
import { createRegistry } from '../../src/scim/schema/registry.ts'
import { urn } from '../../src/scim/urn.ts'
import { folder, given, schema, type, withAttribute, yaml } from './definition-files.ts'
import { load } from './support.ts'

describe('schema and resource type files', () => {
  it('serve a type with the defaults of RFC 7643 §2.2 for whatever is left out', () => {
    const { resources } = load(given())

    expect(resources.map(({ resourceType }) => resourceType.name)).toEqual(['User', 'Thing'])
    expect(resources[1]).toMatchObject({
      option: ['resources', 'Thing'],
      declaration: { base: 'ou=things,dc=example,dc=com', scope: 'sub', rdn: 'cn' },
      resourceType: { id: 'Thing', endpoint: '/Things', description: 'Thing', extensions: [] },
    })
    expect(resources[1]?.resourceType.schema).toMatchObject({ id: schema.id, name: 'Thing', description: '' })
    expect(resources[1]?.resourceType.schema.attributes[1]).toEqual({
      ...{ name: 'tag', type: 'string', multiValued: false, description: '', required: false, caseExact: false },
      ...{ mutability: 'readWrite', returned: 'default', uniqueness: 'none' },
    })
  })

  it.each(['reference', 'binary'])('take a %s to be case exact, as RFC 7643 §2.3.6, §2.3.7 has it', (simple) => {
    const schemaFile = withAttribute({ name: 'tag', type: simple, caseExact: false })
    const { resources } = load(given({ schemaFile }))

    expect(resources[1]?.resourceType.schema.attributes[1]).toMatchObject({ type: simple, caseExact: true })
  })

  it('may be one resource, an array, or what the endpoint answers, with a byte order mark', () => {
    const listed = (json: unknown) => ({ schemas: [urn.listResponse], totalResults: 1, Resources: [json] })

    for (const wrap of [(json: unknown) => [json], listed, (json: unknown) => `\uFEFF${JSON.stringify(json)}`]) {
      expect(load(given({ schemaFile: wrap(schema), typeFile: wrap(type) })).resources).toHaveLength(2)
    }
  })

  it('may be what this gateway prints itself: built-in schemas are replaced, those of discovery passed over', () => {
    const types = [userResourceType, groupResourceType]
    const schemas = [...types.flatMap((each) => [each.schema, ...each.extensions.map((e) => e.schema)]), ...metaschemas]
    const text = `${yaml()}groups: { base: 'ou=groups,dc=example,dc=com' }\n`

    const { resources } = load({
      ...given({
        schemaFile: [...schemas.map((each) => schemaResource(each, 'https://example.com')), schema],
        typeFile: [...types.map((each) => resourceTypeResource(each, 'https://example.com')), type],
        text,
      }),
    })

    const printed = (index: number) => schemaResource(resources[index]?.resourceType.schema ?? metaschemas[0]!, '')
    expect(resources.map(({ resourceType }) => resourceType.name)).toEqual(['User', 'Group', 'Thing'])
    expect(printed(0)).toEqual(schemaResource(userResourceType.schema, ''))
    expect(printed(1)).toEqual(schemaResource(groupResourceType.schema, ''))
    expect(resources[0]?.declaration.attributes).toHaveProperty([`${urn.enterpriseUser}:manager`])
  })

  it('never take the place of the schemas of discovery, whatever they say: those are passed over', () => {
    const mine = metaschemas.map(({ id }) => ({ id: id.toUpperCase(), name: 'Mine', attributes: [{ name: 'mine' }] }))
    const { resources } = load(given({ schemaFile: [...mine, schema] }))
    const registry = createRegistry(resources.map(({ resourceType }) => resourceType))

    for (const each of metaschemas) expect(registry.schemaById(each.id)).toBe(each)
  })

  it('may describe User anew: rows of the preset for what it does not have are left out', () => {
    const file = { name: 'User', endpoint: '/People', schema: urn.user.toUpperCase() }

    const { resources } = load({ ...given({ typeFile: [file, type] }) })

    expect(resources[0]).toMatchObject({ option: ['users'], resourceType: { endpoint: '/People', extensions: [] } })
    expect(Object.keys(resources[0]?.declaration.attributes ?? {}).filter((path) => path.includes(':'))).toEqual([])
  })

  it('are those of docs/device, which load as they stand', () => {
    const read = (name: string) => readFileSync(new URL(`../../docs/device/${name}`, import.meta.url), 'utf8')
    const files = {
      [`${folder}/schemas.json`]: read('schemas.json'),
      [`${folder}/resource-types.json`]: read('resource-types.json'),
      [`${folder}/secrets/directory-password`]: 'secret',
    }

    expect(load({ text: read('scimdap.yaml'), files }).resources.map(({ resourceType }) => resourceType.name)).toEqual([
      ...['User', 'Group', 'Device'],
    ])
  })

  it('may be named by the environment', () => {
    const { files } = given()
    const text = yaml().replace(/^(?:schemas|resourceTypes):.*\n/gm, '')
    const environment = { SCIMDAP_SCHEMAS: 'schema.json', SCIMDAP_RESOURCE_TYPES: 'type.json' }

    expect(load({ text, files, environment }).resources).toHaveLength(2)
  })
})
