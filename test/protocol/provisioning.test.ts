/** `profile: provisioning`: what is stored otherwise for identity providers. docs/provisioning.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { openStage, type Stage } from './support.ts'

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

  it('publishes a name that everybody has and nobody must send, and groups that may be empty', async () => {
    const attributes = async (schema: string) => (await stage.scim.get(`/Schemas/${schema}`)).body.attributes
    const named = (list: readonly { name: string }[], name: string) => list.find((each) => each.name === name)
    const name = named(await attributes(urn.user), 'name') as unknown as { subAttributes: readonly { name: string }[] }

    expect(name).toMatchObject({ required: true })
    expect(named(name.subAttributes, 'familyName')).toMatchObject({ required: true })
    expect(named(await attributes(urn.group), 'members')).toMatchObject({ required: false })
  })

  it('makes groups before their members', async () => {
    const { status, body } = await stage.scim.post('/Groups', { schemas: [urn.group], displayName: 'Engineers' })

    expect([status, 'members' in body]).toEqual([201, false])
  })
})
