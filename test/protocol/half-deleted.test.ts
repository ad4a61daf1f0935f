/** A delete whose answer is lost after it was done, and whose other writes were taken back for that. RFC 7644 §3.6 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
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

describe('an unanswered DELETE of a member', () => {
  it('leaves no group that names nobody, though its place in the group was given back', async () => {
    const create = async (userName: string) => {
      const { resource } = await test.operations.create(test.scope, test.types.User, userBody(userName), projection)
      return { id: resource.id as ResourceId, dn: `uid=${userName},ou=people,${test.ldap.suffix}` }
    }
    const [leaver, other] = [await create('leaver'), await create('other')]
    const body = groupBody('Team', [leaver.id, other.id])
    await test.operations.create(test.scope, test.types.Group, body, projection)
    const groupDn = `cn=Team,ou=groups,${test.ldap.suffix}`
    let isLost = false
    const directory = withWrites(test.directory, (write, name) => async (...given) => {
      if (name !== 'atomically' || isLost) return write(...given)
      isLost = true
      await write(...given)
      await admin.replace(groupDn, 'member', other.dn, leaver.dn)
      throw new DirectoryError('unknown-outcome', 'the session was lost', { index: 1 })
    })
    const operations = createOperations({ ...test.dependencies, directory })

    await operations.delete(test.scope, { resourceType: test.types.User, id: leaver.id })

    expect((await admin.stored(groupDn))?.member).toEqual([other.dn])
  })
})
