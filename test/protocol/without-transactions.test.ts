/** A directory without transactions: in order, and taken back when a later write is refused. RFC 7644 §3.5.1, §3.6 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDirectory } from '../../src/directory/ldapts/open.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { Operations } from '../../src/operations/operations.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { type Administrator, administratorOf } from './support.ts'

const projection = { kind: 'default' } as const

describe.each([
  ['transactions', ['transactions']],
  ['transactions, assertions and post-read', ['transactions', 'assertion', 'postRead']],
] as const)('without %s', (_, without) => {
  let test: TestOperations
  let admin: Administrator
  let operations: Operations
  let close: () => void
  let number = 0

  beforeAll(async () => {
    test = await startOperations()
    const { url, gatewayDn: bindDn, gatewayPassword: password } = test.ldap
    const directory = openDirectory({ urls: [url], bindDn, password, without })
    close = () => directory.close()
    operations = createOperations({ ...test.dependencies, directory })
    admin = administratorOf(await test.ldap.admin())
  })
  afterAll(async () => {
    close?.()
    await admin?.client.unbind()
    await test?.stop()
  })

  const user = async () => {
    const { resource } = await operations.create(test.scope, test.types.User, userBody(`user${number++}`), projection)
    return { id: resource.id as ResourceId, dn: `uid=${resource.userName},ou=people,${test.ldap.suffix}` }
  }
  const group = async (...members: readonly string[]) => {
    const body = groupBody(`Group ${number++}`, members)
    const { resource } = await operations.create(test.scope, test.types.Group, body, projection)
    return {
      id: resource.id as ResourceId,
      name: body.displayName,
      dn: `cn=${body.displayName},ou=groups,${test.ldap.suffix}`,
    }
  }
  const rename = (id: ResourceId, displayName: string, members: readonly string[]) =>
    operations.replace(test.scope, { resourceType: test.types.Group, id }, groupBody(displayName, members), {
      projection,
    })
  const remove = (id: ResourceId) => operations.delete(test.scope, { resourceType: test.types.User, id })
  const members = async (dn: string) => (await admin.stored(dn))?.member?.toSorted()

  it('DELETE takes the memberships away', async () => {
    const [gone, stays] = [await user(), await user()]
    const { dn } = await group(gone.id, stays.id)

    await remove(gone.id)

    expect(await admin.stored(gone.dn)).toBeUndefined()
    expect(await members(dn)).toEqual([stays.dn])
  })

  it('DELETE that is refused by one reference gives the others back', async () => {
    const [gone, stays] = [await user(), await user()]
    const { dn } = await group(gone.id, stays.id)
    const cn = `printer${number++}`
    await admin.add(`cn=${cn},ou=services,${test.ldap.suffix}`, { objectClass: 'device', cn, owner: gone.dn })

    await expect(remove(gone.id)).rejects.toMatchObject({ status: 409 })

    expect(await admin.stored(gone.dn)).toBeDefined()
    expect(await members(dn)).toEqual([gone.dn, stays.dn].toSorted())
  })

  it('DELETE of an entry with entries below it does not touch its memberships', async () => {
    const [parent, other] = [await user(), await user()]
    const { dn } = await group(parent.id, other.id)
    await admin.add(`cn=device,${parent.dn}`, { objectClass: 'device', cn: 'device' })
    const before = await admin.stored(dn)

    await expect(remove(parent.id)).rejects.toMatchObject({ status: 409 })

    expect(await admin.stored(dn)).toEqual(before)
  })

  it('PUT of another displayName renames, with other members and with whoever names the group', async () => {
    const [one, two] = [await user(), await user()]
    const inner = await group(one.id)
    const outer = await group(inner.id)

    const { resource } = await rename(inner.id, 'Renamed', [two.id])

    expect(resource).toMatchObject({ id: inner.id, displayName: 'Renamed', members: [{ value: two.id }] })
    expect(await members(outer.dn)).toEqual([`cn=Renamed,ou=groups,${test.ldap.suffix}`])
    await rename(inner.id, inner.name, [two.id])
  })

  it('PUT of a name that is taken leaves the old name and members', async () => {
    const [one, two] = [await user(), await user()]
    const [taken, group1] = [await group(one.id), await group(one.id)]

    await expect(rename(group1.id, taken.name, [two.id])).rejects.toMatchObject({ status: 409, scimType: 'uniqueness' })

    expect(await members(group1.dn)).toEqual([one.dn])
  })

  it('the version is checked before a write', async () => {
    const { id } = await user()
    const target = { resourceType: test.types.User, id }
    const ifMatch = { kind: 'tags', tags: ['W/"other"'] } as const

    await expect(operations.delete(test.scope, target, ifMatch)).rejects.toMatchObject({ status: 412 })
  })
})
