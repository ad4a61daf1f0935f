import { describe, expect, it } from 'vitest'
import { project, wants, wantsVersion } from '../../../src/scim/resource/project.ts'
import type { Resource } from '../../../src/scim/resource/resource.ts'
import { enterpriseUser } from '../../../src/scim/schema/enterprise-user.ts'
import type { ResourceType } from '../../../src/scim/schema/resource-type.ts'
import type { ProjectedPath, Projection } from '../../../src/scim/search/query.ts'
import { urn } from '../../../src/scim/urn.ts'
import { definition, deviceExtension, deviceType, fixture, groupType, userType } from '../schema/sample-types.ts'

/** Paths as `emails.value`, `urn:…:department` or a URN alone; the resolver proper has tests of its own. */
const resolve = (resourceType: ResourceType, text: string): ProjectedPath => {
  const extension = resourceType.extensions.find(({ schema }) => text.startsWith(schema.id))?.schema
  if (extension !== undefined && text === extension.id) return { extension }
  const [name = '', part] = (extension === undefined ? text : text.slice(extension.id.length + 1)).split('.')
  const schema = extension ?? resourceType.schema
  return {
    ...(extension === undefined ? {} : { extension }),
    attribute: definition(schema, name),
    ...(part === undefined ? {} : { subAttribute: definition(schema, name, part) }),
  }
}

const only = (resourceType: ResourceType, ...texts: readonly string[]): Projection => ({
  kind: 'attributes',
  paths: texts.map((text) => resolve(resourceType, text)),
})
const without = (resourceType: ResourceType, ...texts: readonly string[]): Projection => ({
  kind: 'excluded',
  paths: texts.map((text) => resolve(resourceType, text)),
})
const all: Projection = { kind: 'default' }

const full = fixture('rfc7643-8.3-enterprise-user') as Resource
const { schemas, id, password, ...rest } = full
const device: Resource = {
  schemas: ['urn:example:Device'],
  id: '1',
  serial: 'S',
  secret: 's',
  owner: { value: 'v', note: 'n', key: 'k', kind: 'x' },
  'urn:example:Warranty': { contract: 'c', level: 'gold', hint: 'h' },
}
const minimum = { schemas: device.schemas, id: '1', 'urn:example:Warranty': { level: 'gold' } }

describe('RFC 7643 §7: returned', () => {
  it('shows all but the password by default', () => {
    expect(password).toBeDefined()
    expect(project(full, all, userType)).toEqual({ schemas, id, ...rest })
  })

  it('never shows what is never returned, even if it is named', () => {
    expect(project(full, only(userType, 'password'), userType)).toEqual({ schemas, id })
    expect(project(device, only(deviceType, 'owner.key'), deviceType)).toEqual({ ...minimum, owner: { kind: 'x' } })
  })

  it('shows on request what is returned on request, and not before', () => {
    expect(project(device, all, deviceType)).toEqual({
      schemas: device.schemas,
      id: '1',
      serial: 'S',
      owner: { value: 'v', kind: 'x' },
      'urn:example:Warranty': { contract: 'c', level: 'gold' },
    })
    expect(project(device, only(deviceType, 'secret', 'owner.note'), deviceType)).toEqual({
      ...minimum,
      secret: 's',
      owner: { note: 'n', kind: 'x' },
    })
  })

  it('shows a whole attribute without what its parts return on request, unless that is named too', () => {
    expect(project(device, only(deviceType, 'owner'), deviceType).owner).toEqual({ value: 'v', kind: 'x' })
    expect(project(device, only(deviceType, 'owner', 'owner.note'), deviceType).owner).toEqual({
      value: 'v',
      kind: 'x',
      note: 'n',
    })
  })
})

describe('RFC 7644 §3.9: attributes', () => {
  it('shows the minimum and what is named', () => {
    expect(project(full, only(userType, 'userName', 'emails'), userType)).toEqual({
      schemas,
      id,
      userName: full.userName,
      emails: full.emails,
    })
    expect(project(full, only(userType), userType)).toEqual({ schemas, id })
  })

  it('shows named sub-attributes of every element', () => {
    const shown = project(full, only(userType, 'name.givenName', 'emails.value', 'meta.version'), userType)

    expect(shown).toEqual({
      schemas,
      id,
      name: { givenName: 'Barbara' },
      emails: [{ value: 'bjensen@example.com' }, { value: 'babs@jensen.org' }],
      meta: { version: 'W/"3694e05e9dff591"' },
    })
  })

  it('drops elements and attributes in which nothing is left', () => {
    expect(project(full, only(userType, 'emails.primary', 'ims.display'), userType)).toEqual({
      schemas,
      id,
      emails: [{ primary: true }],
    })
  })

  it('shows an attribute of an extension, or the whole of it', () => {
    const E = urn.enterpriseUser
    const enterprise = full[E] as Resource

    expect(project(full, only(userType, `${E}:manager.displayName`), userType)).toEqual({
      schemas,
      id,
      [E]: { manager: { displayName: 'John Smith' } },
    })
    expect(project(full, only(userType, E), userType)).toEqual({ schemas, id, [E]: enterprise })
  })

  it('shows nothing that is returned on request for the name of its extension', () => {
    expect(project(device, only(deviceType, deviceExtension.id), deviceType)).toEqual({
      ...minimum,
      'urn:example:Warranty': { contract: 'c', level: 'gold' },
    })
  })
})

describe('RFC 7644 §3.9: excludedAttributes', () => {
  it('hides what is named', () => {
    const shown = project(full, without(userType, 'emails.type', 'photos', urn.enterpriseUser), userType)
    const { photos: _, [urn.enterpriseUser]: __, ...kept } = rest

    expect(shown).toEqual({
      schemas,
      id,
      ...kept,
      emails: [{ value: 'bjensen@example.com', primary: true }, { value: 'babs@jensen.org' }],
    })
  })

  it('hides nothing that is always returned', () => {
    const paths = ['id', 'schemas', 'serial', 'owner.kind', 'owner.value', 'urn:example:Warranty']

    expect(project(device, without(deviceType, ...paths), deviceType)).toEqual({ ...minimum, owner: { kind: 'x' } })
  })
})

describe('RFC 7644 §3.9: what need not be fetched', () => {
  const groups = definition(userType.schema, 'groups')
  const members = definition(groupType.schema, 'members')

  it('wants by default all that is returned by default', () => {
    expect(wants(all, groups)).toBe(true)
    expect(wants(all, definition(userType.schema, 'password'))).toBe(false)
    expect(wants(all, definition(deviceType.schema, 'secret'))).toBe(false)
  })

  it('wants what is named in whole or in part, and no other', () => {
    expect(wants(only(userType, 'groups'), groups)).toBe(true)
    expect(wants(only(userType, 'groups.display'), groups)).toBe(true)
    expect(wants(only(userType, 'userName'), groups)).toBe(false)
    expect(wants(only(userType, 'userName'), definition(userType.schema, 'id'))).toBe(true)
  })

  it('does not want what is excluded in whole or in all its parts', () => {
    const parts = ['members.value', 'members.$ref', 'members.type']

    expect(wants(without(groupType, 'members'), members)).toBe(false)
    expect(wants(without(groupType, ...parts), members)).toBe(false)
    expect(wants(without(groupType, 'members.value'), members)).toBe(true)
  })

  it('tells attributes of an extension from core attributes', () => {
    const manager = definition(enterpriseUser, 'manager')

    expect(wants(only(userType, urn.enterpriseUser), manager, enterpriseUser)).toBe(true)
    expect(wants(only(userType, urn.enterpriseUser), groups)).toBe(false)
    expect(wants(only(userType, `${urn.enterpriseUser}:manager`), manager)).toBe(false)
  })

  it.each([
    [all, true],
    [only(userType, 'userName'), false],
    [only(userType, 'meta'), true],
    [only(userType, 'meta.version'), true],
    [only(userType, 'meta.created'), false],
    [without(userType, 'meta'), false],
    [without(userType, 'meta.version'), false],
    [without(userType, 'meta.created'), true],
  ])('%# has a version or has none', (projection, expected) => {
    expect(wantsVersion(projection)).toBe(expected)
  })

  it('takes a hundred thousand paths and a page of resources', () => {
    const paths = Array.from({ length: 100_000 }, () => resolve(userType, 'emails.value'))
    const projection: Projection = { kind: 'attributes', paths }
    const started = performance.now()

    for (let index = 0; index < 1_000; index += 1) project(full, projection, userType)

    expect(performance.now() - started).toBeLessThan(3_000)
  })
})
