/** The presets posix and eduPerson through the protocol: what is shown, what is written, and loginShell as `active`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { eduPersonSchema } from '../support/preset-kinds.ts'
import { expectError, namesOf, openStage, type Stage } from './support.ts'

const counter = 'cn=numbers,ou=people,dc=example,dc=com'
const shells = { '/bin/bash': true, '/usr/sbin/nologin': false, '/bin/false': false }

describe('accounts and groups of login services', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage({ schema: false }, (suffix) => ({
      preset: 'inetOrgPerson',
      users: {
        base: `ou=people,${suffix}`,
        preset: 'posix',
        createAttributes: { loginShell: null, gidNumber: '100', uidNumber: { next: [10_000, 59_999], counter } },
        attributes: {
          active: {
            ...{ attribute: 'loginShell', values: shells, writes: ['/usr/sbin/nologin'] },
            enforcedBy: 'login shells; nothing but those hosts looks at this directory',
          },
        },
      },
      groups: {
        base: `ou=groups,${suffix}`,
        preset: 'posixGroup',
        createAttributes: { gidNumber: { next: [20_000, 29_999], counter } },
      },
      references: { base: suffix },
    }))
    const { client } = stage.admin
    await client.add(counter, {
      objectClass: ['device', 'extensibleObject'],
      cn: 'numbers',
      uidNumber: '10000',
      gidNumber: '1',
    })
  })
  afterAll(() => stage?.end())

  const storedOf = async (name: string) => (await stage.admin.stored(`uid=${name},${stage.people}`)) ?? {}

  it('get numbers, a home and a shell, and show them', async () => {
    const { status, body } = await stage.scim.post('/Users', userBody('ann', { [urn.posixUser]: { gecos: 'Ann,,,' } }))

    expect(status).toBe(201)
    expect(body[urn.posixUser]).toEqual({
      ...{ uidNumber: 10_000, gidNumber: 100, homeDirectory: '/home/ann', loginShell: '/bin/bash', gecos: 'Ann,,,' },
    })
    expect(body.schemas).toContain(urn.posixUser)
    expect(await storedOf('ann')).toMatchObject({
      objectclass: expect.arrayContaining(['posixAccount']),
      uidnumber: ['10000'],
      homedirectory: ['/home/ann'],
    })
    const group = await stage.scim.post('/Groups', groupBody('Admins', [body.id]))
    expect(group.body).toMatchObject({
      [urn.posixGroup]: { gidNumber: 20_000 },
      members: [{ value: body.id, type: 'User' }],
    })
    expect(await stage.admin.stored(`cn=Admins,${stage.groups}`)).toMatchObject({
      memberuid: ['ann'],
      gidnumber: ['20000'],
    })
  })

  it('are found by what the extension shows, and it is readOnly', async () => {
    const { body } = await stage.scim.post('/Users', userBody('bob'))
    const found = await stage.scim.get(
      filtered('/Users', `${urn.posixUser}:uidNumber eq ${body[urn.posixUser].uidNumber}`),
    )
    expect(namesOf(found)).toEqual(['bob'])

    expectError(
      await stage.scim.request('PATCH', `/Users/${body.id}`, {
        body: {
          schemas: [urn.patchOp],
          Operations: [{ op: 'replace', path: `${urn.posixUser}:uidNumber`, value: 0 }],
        },
      }),
      400,
      'mutability',
    )
    const put = await stage.scim.put(`/Users/${body.id}`, { ...body, [urn.posixUser]: { uidNumber: 0 } })
    expect([put.status, put.body[urn.posixUser].uidNumber]).toEqual([200, body[urn.posixUser].uidNumber])
    const types = (await stage.scim.get('/ResourceTypes/User')).body.schemaExtensions
    expect(types.map(({ schema }: { schema: string }) => schema)).toEqual([urn.enterpriseUser, urn.posixUser])
  })

  it('are deactivated by a shell that lets nobody in, read, written and filtered', async () => {
    const { body } = await stage.scim.post('/Users', userBody('cyd', { active: false }))
    expect([body.active, (await storedOf('cyd')).loginshell]).toEqual([false, ['/usr/sbin/nologin']])
    await stage.admin.replace(`uid=ann,${stage.people}`, 'loginShell', '/bin/false')
    await stage.admin.replace(`uid=bob,${stage.people}`, 'loginShell', '/bin/zsh')

    expect(namesOf(await stage.scim.get(filtered('/Users', 'active eq false'))).toSorted()).toEqual(['ann', 'cyd'])
    expect(namesOf(await stage.scim.get(filtered('/Users', 'active eq true')))).toEqual(['bob'])
    const { id } = (await stage.scim.get(filtered('/Users', 'userName eq "bob"'))).body.Resources[0]
    const patch = (value: boolean) =>
      stage.scim.request('PATCH', `/Users/${id}`, {
        body: { schemas: [urn.patchOp], Operations: [{ op: 'replace', path: 'active', value }] },
      })
    expect([(await patch(true)).status, (await storedOf('bob')).loginshell]).toEqual([200, ['/bin/zsh']])
    expect([(await patch(false)).status, (await storedOf('bob')).loginshell]).toEqual([200, ['/usr/sbin/nologin']])
    expect([(await patch(true)).status, (await storedOf('bob')).loginshell]).toEqual([200, ['/bin/bash']])
  })

  it('are no users where they are no accounts', async () => {
    await stage.admin.addPerson(`uid=plain,${stage.people}`, { uid: 'plain' })

    expect((await stage.scim.get(filtered('/Users', 'userName eq "plain"'))).body.totalResults).toBe(0)
    expectError(await stage.scim.get(`/Users/${await stage.admin.entryUuid(`uid=plain,${stage.people}`)}`), 404)
  })
})

describe('people of a university', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage({ schemaFiles: [eduPersonSchema] }, (suffix) => ({
      users: { base: `ou=people,${suffix}`, preset: 'eduPerson' },
    }))
  })
  afterAll(() => stage?.end())

  it('show, keep and find what federations share; the class comes with the first value', async () => {
    const { body: plain } = await stage.scim.post('/Users', userBody('plain'))
    expect((await stage.admin.stored(`uid=plain,${stage.people}`))?.objectclass).not.toContain('eduPerson')
    const shared = {
      eduPersonPrincipalName: 'ann@example.edu',
      eduPersonAffiliation: ['member', 'staff'],
      eduPersonEntitlement: ['urn:mace:dir:entitlement:common-lib-terms'],
    }
    const created = await stage.scim.post('/Users', userBody('ann', { [urn.eduPerson]: shared }))

    expect([created.status, created.body[urn.eduPerson]]).toEqual([201, shared])
    expect(await stage.admin.stored(`uid=ann,${stage.people}`)).toMatchObject({
      objectclass: expect.arrayContaining(['eduPerson']),
      edupersonaffiliation: ['member', 'staff'],
    })
    const find = async (filter: string) => namesOf(await stage.scim.get(filtered('/Users', filter)))
    expect(await find(`${urn.eduPerson}:eduPersonPrincipalName eq "ANN@example.edu"`)).toEqual(['ann'])
    expect(await find(`${urn.eduPerson}:eduPersonAffiliation eq "staff"`)).toEqual(['ann'])
    const patched = await stage.scim.request('PATCH', `/Users/${plain.id}`, {
      body: {
        schemas: [urn.patchOp],
        Operations: [{ op: 'add', path: `${urn.eduPerson}:eduPersonAffiliation`, value: ['student'] }],
      },
    })
    expect([patched.status, patched.body[urn.eduPerson]]).toEqual([200, { eduPersonAffiliation: ['student'] }])
  })
})
