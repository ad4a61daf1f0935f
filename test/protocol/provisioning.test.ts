/** `profile: provisioning`: what is stored otherwise for identity providers. docs/provisioning.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered } from '../support/gateway.ts'
import { idsOf, openStage, type Stage } from './support.ts'

describe('profile: provisioning', () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage({}, { profile: 'provisioning' })
  })
  afterAll(() => stage?.end())

  const create = (body: object) => stage.scim.post('/Users', { schemas: [urn.user], ...body })

  it.each([
    ['userName', { userName: 'only' }, { sn: ['only'], cn: ['only'] }],
    ['displayName', { userName: 'shown', displayName: 'Ada Byron' }, { sn: ['Ada Byron'], cn: ['Ada Byron'] }],
    ['name.formatted', { userName: 'whole', name: { formatted: 'Grace Hopper' } }, { sn: ['Grace Hopper'] }],
    ['givenName', { userName: 'given', name: { givenName: 'Ada' } }, { sn: ['Ada'], cn: ['Ada'] }],
  ])('makes a family name of %s where none is sent', async (_, body, stored) => {
    const { status, body: answer } = await create(body)

    expect([status, answer.name.familyName]).toEqual([201, stored.sn[0]])
    expect(await stage.admin.stored(`uid=${body.userName},${stage.people}`)).toMatchObject(stored)
    expect((await stage.scim.get(`/Users/${answer.id}`)).body).toEqual(answer)
  })

  it('keeps a derived family name through a PUT without one, and makes it anew with what it was made of', async () => {
    const { body } = await create({ userName: 'turned', displayName: 'Turned' })
    const again = await stage.scim.put(`/Users/${body.id}`, {
      schemas: [urn.user],
      userName: 'turned',
      displayName: 'Turned',
      title: 'Dr',
    })
    expect(again.body.name.familyName).toBe('Turned')
    const renamed = await stage.scim.put(`/Users/${body.id}`, {
      schemas: [urn.user],
      userName: 'turned',
      displayName: 'Turner',
    })

    expect(renamed.body.name.familyName).toBe('Turner')
  })

  it('keeps a name that others have stored through the PUT of a leaver under another userName', async () => {
    const stored = { uid: 'leaver', cn: 'Dr. Ada Byron', sn: 'Byron', givenName: 'Ada' }
    const dn = await stage.admin.addPerson(`uid=leaver,${stage.people}`, stored)
    const body = { schemas: [urn.user], name: { givenName: 'Ada', familyName: 'Byron' }, active: false }
    const answer = await stage.scim.put(`/Users/${await stage.admin.entryUuid(dn)}`, { ...body, userName: 'f00leaver' })

    expect(answer.body).toMatchObject({ userName: 'leaver', active: false, name: { formatted: 'Dr. Ada Byron' } })
    expect((await stage.admin.stored(dn))?.cn).toEqual(['Dr. Ada Byron'])
  })

  it('publishes a name that everybody has and nobody must send, and groups that may be empty', async () => {
    const attributes = async (schema: string) => (await stage.scim.get(`/Schemas/${schema}`)).body.attributes
    const named = (list: readonly { name: string }[], name: string) => list.find((each) => each.name === name)
    const name = named(await attributes(urn.user), 'name') as unknown as { subAttributes: readonly { name: string }[] }

    expect(name).toMatchObject({ required: true })
    expect(named(name.subAttributes, 'familyName')).toMatchObject({ required: true })
    expect(named(await attributes(urn.group), 'members')).toMatchObject({ required: false })
  })

  describe('a manager who is nobody here', () => {
    const nobody = '283405f5-0b7e-4c1d-9a6f-2e3d4c5b6a7f'
    const enterprise = urn.enterpriseUser
    const managerOf = async (id: string) => (await stage.scim.get(`/Users/${id}`)).body[enterprise]?.manager
    const managed = async (userName: string, value: string) =>
      (await create({ userName, schemas: [urn.user, enterprise], [enterprise]: { manager: { value } } })).body
    const patch = (id: string, operation: object) =>
      stage.scim.request('PATCH', `/Users/${id}`, { body: { schemas: [urn.patchOp], Operations: [operation] } })

    it.each([nobody, 'E1815', ' odd * (id) '])('%j is kept aside, shown, found and removed', async (value) => {
      const body = await managed(`of-${value.length}`, value)
      expect(body[enterprise].manager).toEqual({ value })
      expect(await managerOf(body.id)).toEqual({ value })
      const filter = `${enterprise}:manager.value eq ${JSON.stringify(value)}`
      expect(idsOf(await stage.scim.get(filtered('/Users', filter)))).toEqual([body.id])
      expect(idsOf(await stage.scim.get(filtered('/Users', `${enterprise}:manager pr`)))).toContain(body.id)
      await patch(body.id, { op: 'remove', path: `${enterprise}:manager` })

      expect(await managerOf(body.id)).toBeUndefined()
    })

    it('is told each time that one is stored, and not when he is left as he is', async () => {
      const told = () => stage.scim.observations.filter(({ kind }) => kind === 'reference-kept-aside').length
      const before = told()
      const body = await managed('told', nobody)
      await stage.scim.put(`/Users/${body.id}`, { ...body, title: 'Dr' })
      expect(told() - before).toBe(1)
      await patch(body.id, { op: 'replace', path: `${enterprise}:manager`, value: { value: 'another' } })
      expect(told() - before).toBe(2)
    })

    it('gives way to somebody, and takes the place of somebody', async () => {
      const boss = (await create({ userName: 'boss' })).body.id
      const { id } = await managed('bossed', nobody)
      const dn = `uid=bossed,${stage.people}`
      const [unknown, manager] = ['scimunknownmanager', 'manager']
      expect((await stage.admin.stored(dn))?.[unknown]).toEqual([nobody])

      expect((await patch(id, { op: 'replace', path: `${enterprise}:manager`, value: { value: boss } })).status).toBe(
        200,
      )
      expect(await managerOf(id)).toMatchObject({ value: boss, $ref: expect.any(String) })
      const stored = await stage.admin.stored(dn)
      expect([stored?.[unknown], stored?.[manager]]).toEqual([undefined, [`uid=boss,${stage.people}`]])

      expect((await patch(id, { op: 'replace', path: `${enterprise}:manager`, value: { value: nobody } })).status).toBe(
        200,
      )
      const again = await stage.admin.stored(dn)
      expect([again?.[unknown], again?.[manager]]).toEqual([[nobody], undefined])
    })

    it('survives a PUT that repeats him, and goes with one that does not', async () => {
      const body = await managed('put', nobody)
      const again = await stage.scim.put(`/Users/${body.id}`, body)
      expect(again.body).toEqual(body)
      const { [enterprise]: _, ...without } = body
      expect((await stage.scim.put(`/Users/${body.id}`, without)).body).not.toHaveProperty(enterprise)
    })
  })

  it('makes groups before their members', async () => {
    const { status, body } = await stage.scim.post('/Groups', { schemas: [urn.group], displayName: 'Engineers' })

    expect([status, 'members' in body]).toEqual([201, false])
  })
})
