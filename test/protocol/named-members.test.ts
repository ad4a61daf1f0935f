/** Groups whose members are named by uid (memberUid): renamed, deleted, filtered, spelled otherwise. RFC 2307 §2.2 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { user } from '../../src/scim/schema/user.ts'
import { urn } from '../../src/scim/urn.ts'
import { addValue } from '../support/add-value.ts'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { withWrites } from '../support/with-writes.ts'
import { overlayFor, posixGroup, presetsFor } from './group-kinds.ts'
import {
  type Administrator,
  addAccessRule,
  administratorOf,
  expectError,
  namesOf,
  openStage,
  type Stage,
} from './support.ts'

/** A User schema in which names may change, as an operator loads it. */
const renameable = {
  ...user,
  attributes: user.attributes.map((attribute) =>
    attribute.name === 'userName' ? { ...attribute, mutability: 'readWrite' } : attribute,
  ),
}

describe.each([
  { how: 'with transactions, uid in the RDN', transactions: true, rdn: 'uid' },
  { how: 'without transactions, uid in the RDN', transactions: false, rdn: 'uid' },
  { how: 'with transactions, cn in the RDN', transactions: true, rdn: 'cn' },
  { how: 'without transactions, cn in the RDN', transactions: false, rdn: 'cn' },
])('memberUid, $how', ({ transactions, rdn }) => {
  let folder: string
  let stage: Stage
  let number = 0
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scimdap-names-'))
    const file = join(folder, 'user.json')
    writeFileSync(
      file,
      JSON.stringify(renameable, (key, value) => (key === 'supplied' ? undefined : value)),
    )
    stage = await openStage({ logLevel: 'stats' }, (suffix, ldap) => ({
      directory: { urls: [ldap.url], bindDn: ldap.gatewayDn, password: ldap.gatewayPassword, transactions },
      schemas: [file],
      users: { base: `ou=people,${suffix}`, rdn },
      ...overlayFor(posixGroup),
      references: { base: suffix },
    }))
  })
  afterAll(async () => {
    await stage?.end()
    rmSync(folder, { recursive: true })
  })

  const make = async (userName = `user${number++}`) => {
    const formatted = `N ${userName}`
    const name = { formatted, familyName: 'F' }
    const { body, status } = await stage.scim.post('/Users', userBody(userName, { name }))
    expect(status).toBe(201)
    return body as { id: string; userName: string }
  }
  const group = async (...members: readonly { id: string }[]) => {
    const body = groupBody(
      `Group ${number++}`,
      members.map(({ id }) => id),
    )
    const answer = await stage.scim.post('/Groups', body)
    expect(answer.status).toBe(201)
    return answer.body as { id: string; displayName: string }
  }
  const groupDn = ({ displayName }: { displayName: string }) => `cn=${displayName},${stage.groups}`
  const held = async (of: { displayName: string }) => (await stage.admin.stored(groupDn(of)))?.memberuid?.toSorted()
  const rename = ({ id }: { id: string }, userName: string) =>
    stage.scim.request('PATCH', `/Users/${id}`, {
      body: { schemas: [urn.patchOp], Operations: [{ op: 'replace', path: 'userName', value: userName }] },
    })
  const members = async ({ id }: { id: string }) =>
    ((await stage.scim.get(`/Groups/${id}`)).body.members ?? []).map(({ value }: { value: string }) => value).toSorted()
  const groupsOf = async ({ id }: { id: string }) =>
    ((await stage.scim.get(`/Users/${id}`)).body.groups ?? []).map(({ value }: { value: string }) => value).toSorted()

  it('follows whoever is renamed, in every group', async () => {
    const [one, other] = [await make(), await make()]
    const [alone, both] = [await group(one), await group(one, other)]

    const answer = await rename(one, `${one.userName}-new`)

    expect([answer.status, answer.body.userName]).toEqual([200, `${one.userName}-new`])
    expect(await held(alone)).toEqual([`${one.userName}-new`])
    expect(await held(both)).toEqual([`${one.userName}-new`, other.userName].toSorted())
    expect(await groupsOf(one)).toEqual([alone.id, both.id].toSorted())
    expect(await members(both)).toEqual([one.id, other.id].toSorted())
  })

  it('follows a change of case alone, which memberUid heeds', async () => {
    const one = await make()
    const alone = await group(one)

    expect((await rename(one, one.userName.toUpperCase())).status).toBe(200)

    expect(await held(alone)).toEqual([one.userName.toUpperCase()])
    expect(await groupsOf(one)).toEqual([alone.id])
  })

  it('is one value where the new name was dangling in the group', async () => {
    const one = await make()
    const alone = await group(one)
    await stage.admin.replace(groupDn(alone), 'memberUid', one.userName, `${one.userName}-new`)

    expect((await rename(one, `${one.userName}-new`)).status).toBe(200)

    expect(await held(alone)).toEqual([`${one.userName}-new`])
  })

  it('keeps the old name where the directory does not let it be changed, and the person keeps it, too', async () => {
    const one = await make()
    const denied = await group(one)
    await addAccessRule(stage.ldap, `to dn.exact="${groupDn(denied)}" attrs=memberUid by GATEWAY read by * break`)

    expectError(await rename(one, `${one.userName}-new`), 409)
    expectError(await stage.scim.delete(`/Users/${one.id}`), 409)

    expect([await held(denied), (await stage.scim.get(`/Users/${one.id}`)).body.userName]).toEqual([
      [one.userName],
      one.userName,
    ])
  })

  it('refuses a name that it cannot hold, as a member and as a new name', async () => {
    const [one, exotic] = [await make(), await make(`jürgen${number++}`)]
    const alone = await group(one)

    expectError(await stage.scim.post('/Groups', groupBody('Exotic', [exotic.id])), 400, 'invalidValue')
    expectError(
      await stage.scim.request('PATCH', `/Groups/${alone.id}`, {
        body: { schemas: [urn.patchOp], Operations: [{ op: 'add', path: 'members', value: [{ value: exotic.id }] }] },
      }),
      400,
      'invalidValue',
    )
    expectError(await rename(one, `jürgen${number++}`), 400, 'invalidValue')

    expect([await held(alone), await groupsOf(one), await groupsOf(exotic)]).toEqual([[one.userName], [alone.id], []])
  })

  it('loses whoever is deleted, under every name', async () => {
    const [one, keeper] = [await make(), await make()]
    await stage.admin.client.modify(
      (await stage.admin.dnOf(one.id)) as string,
      addValue('uid', `${one.userName}-alias`),
    )
    const [both, unseen] = [await group(one, keeper), await group(keeper)]
    await stage.admin.replace(groupDn(unseen), 'memberUid', keeper.userName, `${one.userName}-alias`)

    expect((await stage.scim.delete(`/Users/${one.id}`)).status).toBe(204)

    expect([await held(both), await held(unseen)]).toEqual([[keeper.userName], [keeper.userName]])
    expect(await groupsOf(await make(one.userName))).toEqual([])
  })

  it('leaves a name alone that another person has, too, on delete and on rename', async () => {
    const [one, gone] = [await make(), await make()]
    const [first, second] = [await group(one), await group(gone)]
    for (const { userName } of [one, gone])
      await stage.admin.addPerson(`cn=Twin ${userName},ou=people,${stage.ldap.suffix}`, {
        ...{ cn: `Twin ${userName}`, sn: 'Twin', uid: userName },
      })

    expect((await rename(one, `${one.userName}-new`)).status).toBe(200)
    expect((await stage.scim.delete(`/Users/${gone.id}`)).status).toBe(204)

    expect([await held(first), await held(second)]).toEqual([[one.userName], [gone.userName]])
  })

  it('is exactly what filters ask the directory for', async () => {
    const [one, other] = [await make(), await make()]
    const [mine, both] = [await group(one), await group(one, other)]
    await stage.admin.replace(groupDn(mine), 'memberUid', one.userName, 'dangling')
    stage.scim.observations.length = 0
    const find = async (path: string, filter: string) => namesOf(await stage.scim.get(filtered(path, filter)))

    expect(await find('/Groups', `members.value eq "${other.id}"`)).toEqual([both.displayName])
    expect((await find('/Groups', `members[value eq "${one.id}"]`)).toSorted()).toEqual(
      [mine.displayName, both.displayName].toSorted(),
    )
    const planned = stage.scim.observations.filter(({ kind }) => kind === 'search-planned')
    expect(planned).toMatchObject([{ exact: true }, { exact: true }])
    expect(await find('/Users', `groups.value eq "${both.id}"`)).toEqual([one.userName, other.userName])
    expect(await find('/Users', `groups.value eq "${both.id}" and not (groups.value eq "${mine.id}")`)).toEqual([
      other.userName,
    ])
    expect(await find('/Users', `groups[value eq "${mine.id}"] and userName sw "user"`)).toEqual([one.userName])
    expect(await find('/Users', `groups.display eq "${mine.displayName}"`)).toEqual([one.userName])
    expect(stage.ldap.log()).toContain(`(|(uid=${one.userName})(uid=${other.userName}))`)
    expect(stage.ldap.log()).toContain(`(memberUid=${other.userName})`)
  })

  it('shows nobody for what is spelled otherwise, in the group and with the person alike', async () => {
    const one = await make()
    const alone = await group(one)
    await stage.admin.replace(groupDn(alone), 'memberUid', one.userName.toUpperCase())

    expect([await members(alone), await groupsOf(one)]).toEqual([[], []])
    const found = await stage.scim.get(filtered('/Users', `groups.value eq "${alone.id}"`))
    expect(found.body.totalResults).toBe(0)
  })

  if (transactions)
    it('follows within a Bulk request that is done whole or not at all', async () => {
      const [one, leaver] = [await make(), await make()]
      const both = await group(one, leaver)
      const operations = [
        {
          method: 'PATCH',
          path: `/Users/${one.id}`,
          data: {
            schemas: [urn.patchOp],
            Operations: [{ op: 'replace', path: 'userName', value: `${one.userName}-new` }],
          },
        },
        { method: 'DELETE', path: `/Users/${leaver.id}` },
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'x',
          data: userBody(`bulk${number}`, { name: { formatted: `N bulk${number}`, familyName: 'F' } }),
        },
        {
          method: 'PATCH',
          path: `/Groups/${both.id}`,
          data: {
            schemas: [urn.patchOp],
            Operations: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:x' }] }],
          },
        },
      ]

      const answer = await stage.scim.request('POST', '/Bulk', {
        body: { schemas: [urn.bulkRequest], Operations: operations },
        headers: { 'Scimdap-Bulk': 'atomic' },
      })

      expect(answer.body.Operations?.map(({ status }: { status: string }) => status)).toEqual([
        '200',
        '204',
        '201',
        '200',
      ])
      expect(await held(both)).toEqual([`${one.userName}-new`, `bulk${number}`].toSorted())
    })
})

describe('two at once', () => {
  const projection = { kind: 'default' } as const
  let test: TestOperations
  let admin: Administrator
  beforeAll(async () => {
    test = await startOperations({ presets: presetsFor(posixGroup) })
    admin = administratorOf(await test.ldap.admin())
  })
  afterAll(async () => {
    await admin?.client.unbind()
    await test?.stop()
  })

  it('whoever is added to a group while a delete goes on is in none afterwards', async () => {
    const ann = await test.operations.create(test.scope, test.types.User, userBody('ann'), projection)
    await test.operations.create(test.scope, test.types.Group, groupBody('Late', []), projection)
    const dn = `cn=Late,ou=groups,${test.ldap.suffix}`
    const operations = createOperations({
      ...test.dependencies,
      directory: withWrites(test.directory, (write, kind) => async (...given) => {
        if (kind === 'delete') await admin.replace(dn, 'memberUid', 'ann', 'other')
        return write(...given)
      }),
    })

    await operations.delete(test.scope, { resourceType: test.types.User, id: ann.resource.id as ResourceId })

    expect((await admin.stored(dn))?.memberuid).toEqual(['other'])
  })
})
