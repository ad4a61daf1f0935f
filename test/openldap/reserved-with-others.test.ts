/** Names that are reserved, where another feature meets them: ids of our own, and passwords that are refused after a rename. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Mapping } from '../../src/mapping/mapping.ts'
import { scimdapPreset } from '../../src/mapping/presets/scimdap.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { openAccess, suffix } from '../protocol/places-support.ts'
import { type Administrator, administratorOf } from '../protocol/support.ts'
import { filtered, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { withWrites } from '../support/with-writes.ts'

const names = `ou=names,${suffix}`
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

describe('an id of our own that only people may have', () => {
  let ldap: Openldap
  let admin: Administrator
  let scim: TestGateway
  beforeAll(async () => {
    ldap = await startOpenldap({ suffix, database: openAccess })
    admin = administratorOf(await ldap.admin())
    await admin.add(names, { objectClass: 'organizationalUnit', ou: 'names' })
    const row = `${enterprise}:employeeNumber`
    const users = { base: `ou=people,${suffix}`, rdn: 'cn', reservations: names, attributes: { [row]: null } }
    const configuration = { preset: 'scimdap', directory: { id: 'employeeNumber' } }
    scim = await startGateway({ ...ldap, configuration }, { users, references: {} })
  })
  afterAll(async () => {
    await scim?.close()
    await admin?.client.unbind()
    await ldap?.stop()
  })

  it('is not given to what stands for a name', async () => {
    const answer = await scim.post('/Users', userBody('ann'))

    expect([answer.status, answer.body.detail]).toEqual([201, undefined])
    expect((await scim.get(filtered('/Users', 'userName eq "ann"'))).body.totalResults).toBe(1)
    expect((await admin.client.search(names, { scope: 'one' })).searchEntries).toEqual([])
  })
})

describe('a rename whose password is refused', () => {
  const projection = { kind: 'default' } as const
  let test: TestOperations
  let admin: Administrator
  beforeAll(async () => {
    const User = { ...scimdapPreset.User, rdn: 'cn', reservations: names }
    test = await startOperations({
      slapd: { suffix, database: openAccess },
      presets: { ...scimdapPreset, User },
    })
    admin = administratorOf(await test.ldap.admin())
    await admin.add(names, { objectClass: 'organizationalUnit', ou: 'names' })
    const policy = `cn=default,ou=policies,${suffix}`
    await admin.replace(policy, 'pwdMinLength', '8')
    await admin.replace(policy, 'pwdCheckQuality', '2')
  })
  afterAll(async () => {
    await admin?.client.unbind()
    await test?.stop()
  })

  it('leaves the old name to nobody else, since it may be taken back', async () => {
    const { scope, directory } = test
    const mappings = test.dependencies.mappings.map(withNamesThatChange)
    const dependencies = { ...test.dependencies, mappings }
    const operations = createOperations(dependencies)
    const User = mappings[0]?.resourceType as ResourceType
    const { resource } = await operations.create(scope, User, body('bob', 'Bob'), projection)
    const target = { resourceType: User, id: resource.id as ResourceId }
    let other: PromiseSettledResult<unknown> | undefined
    // Once the person has the new name, somebody else asks for the old one.
    const meanwhile = withWrites(directory, (write, name) => async (...given) => {
      if (name === 'setPassword') {
        const asked = operations.create(scope, User, body('bob', 'Another Bob'), projection)
        other = (await Promise.allSettled([asked]))[0]
      }
      return write(...given)
    })
    const renaming = createOperations({ ...dependencies, directory: meanwhile })

    const refused = renaming.replace(scope, target, { ...body('robert', 'Bob'), password: 'weak' }, { projection })
    await expect(refused).rejects.toMatchObject({ status: 400, scimType: 'invalidValue' })

    expect(other).toMatchObject({ status: 'rejected', reason: { status: 503 } })
    const held = await admin.client.search(suffix, { filter: '(|(uid=bob)(uid=robert))', attributes: ['uid'] })
    expect(held.searchEntries.map(({ uid }) => uid)).toEqual(['bob'])
    expect((await admin.client.search(names, { scope: 'one' })).searchEntries).toEqual([])
  })
})

/** As a User described anew may have them. */
const withNamesThatChange = (mapping: Mapping): Mapping => {
  const { resourceType } = mapping
  const attributes = resourceType.schema.attributes.map((attribute) =>
    attribute.name === 'userName' ? { ...attribute, mutability: 'readWrite' as const } : attribute,
  )
  return { ...mapping, resourceType: { ...resourceType, schema: { ...resourceType.schema, attributes } } }
}

const body = (userName: string, formatted: string) =>
  userBody(userName, { name: { formatted, familyName: 'Bobson' }, displayName: formatted })
