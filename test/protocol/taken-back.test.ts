/** A unit of work that is taken back, while another client writes to the same entries: what comes back may be out of date by then. RFC 7644 §3.6 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Directory, DirectoryError } from '../../src/directory/directory.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { Target } from '../../src/operations/operations.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { withWrites } from '../support/with-writes.ts'
import { type Administrator, administratorOf } from './support.ts'

const projection = { kind: 'default' } as const

let test: TestOperations
let admin: Administrator
beforeAll(async () => {
  test = await startOperations()
  admin = administratorOf(await test.ldap.admin())
})
afterAll(async () => {
  await admin?.client.unbind()
  await test?.stop()
})

const personNamed = async (userName: string) => {
  const { resource } = await test.operations.create(test.scope, test.types.User, userBody(userName), projection)
  return { id: resource.id as ResourceId, dn: `uid=${userName},ou=people,${test.ldap.suffix}` }
}
const groupNamed = async (displayName: string, ...members: readonly string[]) => {
  const body = groupBody(displayName, members)
  const { resource } = await test.operations.create(test.scope, test.types.Group, body, projection)
  const target: Target = { resourceType: test.types.Group, id: resource.id as ResourceId }
  return { target, dn: `cn=${displayName},ou=groups,${test.ldap.suffix}` }
}

/** What goes out before the last write is done, and then taken back; `meanwhile` in between. As a directory without transactions has it. */
const takingBack = (meanwhile: () => Promise<unknown>, back: () => Promise<unknown>, code = 122): Directory => {
  let isOver = false
  return withWrites(test.directory, (write, name) => async (...given) => {
    if (name !== 'atomically' || isOver) return write(...given)
    isOver = true
    const [writes] = given as unknown as Parameters<Directory['atomically']>
    await test.directory.atomically(writes.slice(0, -1))
    await meanwhile()
    await back()
    throw new DirectoryError(code, `LDAP result ${code}`, { index: writes.length - 1 })
  })
}

describe('a DELETE that was overtaken by another DELETE', () => {
  it('is 404, and gives nobody a place in a group whom the other one has deleted', async () => {
    const [leaver, other] = [await personNamed('leaver'), await personNamed('other')]
    const group = await groupNamed('Team', leaver.id, other.id)
    const target = { resourceType: test.types.User, id: leaver.id }
    const directory = takingBack(
      () => test.operations.delete(test.scope, target),
      () => admin.replace(group.dn, 'member', other.dn, leaver.dn),
    )
    const operations = createOperations({ ...test.dependencies, directory })

    await expect(operations.delete(test.scope, target)).rejects.toMatchObject({ status: 404 })

    expect((await admin.stored(group.dn))?.member).toEqual([other.dn])
  })
})

describe('a renaming that is refused by somebody who names the group', () => {
  it('keeps a membership that was written while the group had its new name', async () => {
    const person = await personNamed('somebody')
    const [inner, outer] = [await groupNamed('Inner', person.id), await groupNamed('Outer', person.id)]
    const first = await groupNamed('First', inner.target.id)
    const adding = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'add', path: 'members', value: [{ value: inner.target.id }] }],
    }
    const newDn = `cn=Renamed,ou=groups,${test.ldap.suffix}` as Dn
    const newRdn = [{ type: 'cn', value: 'Inner' }]
    const back = () => test.directory.change(newDn, { newRdn, modifications: [] }, { types: [] })
    const directory = takingBack(
      () => test.operations.patch(test.scope, outer.target, adding, { projection, maxOperations: 1 }),
      back,
      53,
    )
    const operations = createOperations({ ...test.dependencies, directory })
    const body = groupBody('Renamed', [person.id])

    await expect(operations.replace(test.scope, inner.target, body, { projection })).rejects.toMatchObject({
      status: 409,
    })

    expect((await admin.stored(outer.dn))?.member).toEqual([person.dn, inner.dn])
    expect((await admin.stored(first.dn))?.member).toEqual([inner.dn])
  })
})
