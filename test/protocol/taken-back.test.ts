/** A unit of work that is taken back, while another client writes to the same entries: what comes back may be out of date by then. RFC 7644 §3.6 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Directory, DirectoryError } from '../../src/directory/directory.ts'
import { type OpenDirectory, openDirectory } from '../../src/directory/ldapts/open.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { Operations, Target } from '../../src/operations/operations.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { withWrites } from '../support/with-writes.ts'
import { emptiable, presetsFor, slapdFor } from './group-kinds.ts'
import { type Administrator, administratorOf } from './support.ts'

const projection = { kind: 'default' } as const

let test: TestOperations
let admin: Administrator
/** The directory without transactions: one write after the other. */
let inOrder: OpenDirectory
beforeAll(async () => {
  test = await startOperations()
  const { url, gatewayDn: bindDn, gatewayPassword: password } = test.ldap
  inOrder = openDirectory({ urls: [url], bindDn, password, without: ['transactions'] })
  admin = administratorOf(await test.ldap.admin())
})
afterAll(async () => {
  inOrder?.close()
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
  return { target, dn: dnOfGroup(displayName) }
}
const dnOfGroup = (name: string) => `cn=${name},ou=groups,${test.ldap.suffix}`
const membersOf = async (dn: string) => (await admin.stored(dn))?.member?.toSorted()
const renameTo = (name: string, target: Target, ...members: readonly string[]) =>
  test.operations.replace(test.scope, target, groupBody(name, members), { projection })

interface Failure {
  readonly code: DirectoryError['code']
  /** What others do before it is taken back. */
  readonly meanwhile?: () => Promise<unknown>
  readonly back?: () => Promise<unknown>
}

/** Everything of the first unit of work is done but its last write; `back`: what the directory then takes back. */
const takenBack = ({ code, meanwhile, back }: Failure): Directory => {
  let isOver = false
  return withWrites(inOrder, (write, name) => async (...given) => {
    if (name !== 'atomically' || isOver) return write(...given)
    isOver = true
    const [writes] = given as unknown as Parameters<Directory['atomically']>
    await inOrder.atomically(writes.slice(0, -1))
    await meanwhile?.()
    await back?.()
    throw new DirectoryError(code, `LDAP result ${code}`, { index: writes.length - 1 })
  })
}

describe('a DELETE that was overtaken', () => {
  it('by another DELETE is 404, and gives nobody a place in a group whom the other one has deleted', async () => {
    const [leaver, other] = [await personNamed('leaver'), await personNamed('other')]
    const group = await groupNamed('Team', leaver.id, other.id)
    const target = { resourceType: test.types.User, id: leaver.id }
    const directory = takenBack({
      code: 122,
      meanwhile: () => test.operations.delete(test.scope, target),
    })
    const operations = createOperations({ ...test.dependencies, directory })

    await expect(operations.delete(test.scope, target)).rejects.toMatchObject({ status: 404 })

    expect(await membersOf(group.dn)).toEqual([other.dn])
  })

  it('by a renaming is 412 where it has a condition, and the group stays where it is by its new name', async () => {
    const person = await personNamed('somebody')
    const inner = await groupNamed('Inner', person.id)
    const outer = await groupNamed('Outer', inner.target.id, person.id)
    const { version } = await test.operations.read(test.scope, inner.target, projection)
    const directory = takenBack({
      code: 122,
      meanwhile: () => renameTo('Renamed', inner.target, person.id),
    })
    const operations = createOperations({ ...test.dependencies, directory })
    const ifMatch = { kind: 'tags', tags: [version as string] } as const

    await expect(operations.delete(test.scope, inner.target, ifMatch)).rejects.toMatchObject({ status: 412 })

    expect(await membersOf(outer.dn)).toEqual([dnOfGroup('Renamed'), person.dn].toSorted())
  })
})

describe('a DELETE that has taken somebody out of a group when the entry itself has changed', () => {
  const team = async (name: string) => {
    const [leaver, other] = [await personNamed(`${name}-leaver`), await personNamed(`${name}-other`)]
    const group = await groupNamed(`Team ${name}`, leaver.id, other.id)
    return { leaver, other, group, target: { resourceType: test.types.User, id: leaver.id } }
  }
  /** Called before each unit of work. */
  const before = (act: (unit: number) => Promise<unknown>): Operations => {
    let units = 0
    const directory = withWrites(inOrder, (write, name) => async (...given) => {
      if (name === 'atomically') await act(units++)
      return write(...given)
    })
    return createOperations({ ...test.dependencies, directory })
  }

  it('puts nobody back while it goes on', async () => {
    const { leaver, other, group, target } = await team('on')
    const seen: unknown[] = []
    const deletion = withWrites(inOrder, (write, name) => async (...given) => {
      if (name === 'delete') seen.push(await membersOf(group.dn))
      if (name === 'atomically') await admin.replace(leaver.dn, 'title', 'Late')
      return write(...given)
    })

    await createOperations({ ...test.dependencies, directory: deletion }).delete(test.scope, target)

    expect(seen).toEqual([[other.dn]])
    expect([await admin.stored(leaver.dn), await membersOf(group.dn)]).toEqual([undefined, [other.dn]])
  })

  it('puts them back where it is refused then', async () => {
    const { leaver, other, group, target } = await team('refused')
    const operations = before(async (unit) => {
      if (unit > 0) return
      await admin.add(`cn=below,${leaver.dn}`, { objectClass: 'device', cn: 'below' })
      await admin.replace(leaver.dn, 'title', 'Late')
    })

    await expect(operations.delete(test.scope, target)).rejects.toMatchObject({ status: 409 })

    expect(await membersOf(group.dn)).toEqual([leaver.dn, other.dn].toSorted())
  })

  it('puts them back into a group that has another name by then, and other members', async () => {
    const { leaver, other, group, target } = await team('moved')
    const newcomer = await personNamed('newcomer')
    const directory = takenBack({
      code: 122,
      meanwhile: async () => {
        await renameTo('Team renamed', group.target, other.id, newcomer.id)
        await admin.add(`cn=below,${leaver.dn}`, { objectClass: 'device', cn: 'below' })
      },
    })
    const refused = createOperations({ ...test.dependencies, directory }).delete(test.scope, target)

    await expect(refused).rejects.toMatchObject({ status: 409 })

    expect(await membersOf(dnOfGroup('Team renamed'))).toEqual([leaver.dn, newcomer.dn, other.dn].toSorted())
  })

  it('is 503 and names the group where they cannot be put back, and the audit line does so, too', async () => {
    const { leaver, group, target } = await team('stuck')
    const told: unknown[] = []
    const directory = withWrites(inOrder, (write, name) => async (...given) => {
      if (name !== 'atomically' || told.length > 0) throw new DirectoryError(53, 'read-only')
      told.push('begun')
      await admin.replace(leaver.dn, 'title', 'Late')
      return write(...given)
    })
    const observe = (each: unknown) => void told.push(each)
    const refused = createOperations({ ...test.dependencies, directory, observe }).delete(test.scope, target)

    await expect(refused).rejects.toMatchObject({ status: 503, message: expect.stringContaining(group.target.id) })

    const line = { kind: 'change', operation: 'delete', outcome: 'unknown', referrers: [group.target.id] }
    expect(told).toContainEqual(expect.objectContaining(line))
  })
})

describe('a renaming of which only the references could be taken back', () => {
  it('takes nobody out of a group: all follow to the new name', async () => {
    const person = await personNamed('anybody')
    const inner = await groupNamed('Within', person.id)
    const [first, second] = [await groupNamed('First', inner.target.id), await groupNamed('Second', inner.target.id)]
    const directory = takenBack({
      code: 'unknown-outcome',
      back: async () => {
        for (const { dn } of [first, second]) await admin.replace(dn, 'member', inner.dn)
      },
    })
    const operations = createOperations({ ...test.dependencies, directory })

    const { resource } = await operations.replace(test.scope, inner.target, groupBody('Anew', [person.id]), {
      projection,
    })

    expect(resource.displayName).toBe('Anew')
    expect([await membersOf(first.dn), await membersOf(second.dn)]).toEqual([[dnOfGroup('Anew')], [dnOfGroup('Anew')]])
  })
})

describe.each(emptiable)('a DELETE of the only member that is refused at last: $name', (kind) => {
  it('gives the member back, and nothing else', async () => {
    const own = await startOperations({ slapd: slapdFor(kind), presets: presetsFor(kind) })
    const client = await own.ldap.admin()
    try {
      const { add, stored } = administratorOf(client)
      const { url, gatewayDn: bindDn, gatewayPassword: password } = own.ldap
      const directory = openDirectory({ urls: [url], bindDn, password, without: ['transactions'] })
      const operations = createOperations({ ...own.dependencies, directory })
      const dn = `uid=only,ou=people,${own.ldap.suffix}`
      const { resource } = await operations.create(own.scope, own.types.User, userBody('only'), projection)
      await operations.create(own.scope, own.types.Group, groupBody('Held', [resource.id as string]), projection)
      const held = async () => (await stored(`cn=Held,ou=groups,${own.ldap.suffix}`))?.[kind.type]
      const before = await held()
      await add(`cn=printer,ou=services,${own.ldap.suffix}`, { objectClass: 'device', cn: 'printer', owner: dn })
      const target = { resourceType: own.types.User, id: resource.id as ResourceId }

      await expect(operations.delete(own.scope, target)).rejects.toMatchObject({ status: 409 })

      expect(before).toHaveLength(1)
      expect(await held()).toEqual(before)
      directory.close()
    } finally {
      await client.unbind()
      await own.stop()
    }
  })
})
