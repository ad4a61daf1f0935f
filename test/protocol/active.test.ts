/** active: whether a person can bind, over slapo-ppolicy. RFC 7643 §4.1.1 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, userBody } from '../support/gateway.ts'
import { bindCode, idsOf, openStage, type Stage } from './support.ts'

const password = 'correct horse'
let stage: Stage
let number = 0

beforeAll(async () => {
  stage = await openStage()
  const policy = `cn=default,ou=policies,${stage.ldap.suffix}`
  await stage.admin.replace(policy, 'pwdMaxFailure', '3')
  await stage.admin.replace(policy, 'pwdLockoutDuration', '300')
})
afterAll(() => stage?.end())

const create = async (more: Readonly<Record<string, unknown>> = {}) =>
  (await stage.scim.post('/Users', userBody(`active${number++}`, { password, ...more }))).body
const dnOf = ({ userName }: { userName: string }) => `uid=${userName},${stage.people}`
const bind = (user: { userName: string }, secret = password) => bindCode(stage.ldap, dnOf(user), secret)
const put = (user: { id: string; userName: string }, more: Readonly<Record<string, unknown>> = {}) =>
  stage.scim.put(`/Users/${user.id}`, userBody(user.userName, more))

describe('PUT of active', () => {
  it('false keeps the person from binding, true lets the person in again', async () => {
    const user = await create()
    expect(await bind(user)).toBe(0)

    expect((await put(user, { active: false })).body.active).toBe(false)
    expect(await bind(user)).toBe(49)
    expect((await put(user, { active: true })).body.active).toBe(true)
    expect(await bind(user)).toBe(0)
  })

  it('left out keeps what is: neither opens nor closes', async () => {
    const user = await create({ active: false })

    expect((await put(user, { title: 'New' })).body).toMatchObject({ active: false, title: 'New' })
    expect(await bind(user)).toBe(49)
    await put(user, { active: true })
    expect((await put(user, { active: null })).body.active).toBe(true)
    expect(await bind(user)).toBe(0)
  })

  it('null in POST is active', async () => {
    const user = await create({ active: null })

    expect(user.active).toBe(true)
    expect(await bind(user)).toBe(0)
  })

  it('works for an entry that has no class of ours', async () => {
    const dn = await stage.admin.addPerson(`uid=foreign,${stage.people}`, { uid: 'foreign', userPassword: password })
    const user = { id: await stage.admin.entryUuid(dn), userName: 'foreign' }

    expect((await put(user, { active: false })).body.active).toBe(false)

    expect(await bind(user)).toBe(49)
    expect(await stage.admin.stored(dn)).toMatchObject({ scimactive: ['FALSE'] })
    await put(user, { active: true })
    expect(await bind(user)).toBe(0)
  })
})

describe('PATCH of active', () => {
  const patch = (user: { id: string }, ...operations: readonly unknown[]) =>
    stage.scim.request('PATCH', `/Users/${user.id}`, { body: { schemas: [urn.patchOp], Operations: operations } })

  it('takes it away from nobody: neither remove nor null lets a leaver in again', async () => {
    const user = await create({ active: false })

    for (const operation of [
      { op: 'remove', path: 'active' },
      { op: 'replace', path: 'active', value: null },
      { op: 'replace', value: { active: null, title: 'New' } },
    ]) {
      const refused = await patch(user, operation)
      expect(refused.status).toBe(400)
      expect(refused.body).toMatchObject({
        scimType: 'mutability',
        detail: expect.stringContaining('active is required'),
      })
    }

    expect((await stage.scim.get(`/Users/${user.id}`)).body).toMatchObject({ active: false })
    expect((await stage.scim.get(`/Users/${user.id}`)).body).not.toHaveProperty('title')
    expect(await bind(user)).toBe(49)
  })

  it('sets it', async () => {
    const user = await create()

    expect((await patch(user, { op: 'replace', path: 'active', value: false })).body.active).toBe(false)

    expect(await bind(user)).toBe(49)
  })
})

describe('a temporary lock after failed logins', () => {
  const lockOut = async (user: { userName: string }) => {
    for (let n = 0; n < 4; n++) expect(await bind(user, 'wrong')).toBe(49)
    expect(await bind(user)).toBe(49)
    expect(await stage.admin.stored(dnOf(user))).toHaveProperty('pwdaccountlockedtime')
  }

  it('is not active: false, neither read nor filtered', async () => {
    const user = await create()
    await lockOut(user)

    expect((await stage.scim.get(`/Users/${user.id}`)).body.active).toBe(true)
    const isThisOne = `id eq "${user.id}" and active eq`
    expect(idsOf(await stage.scim.get(filtered('/Users', `${isThisOne} false`)))).toEqual([])
    expect(idsOf(await stage.scim.get(filtered('/Users', `${isThisOne} true`)))).toEqual([user.id])
  })

  it('becomes one for good by active: false, and active: true ends that', async () => {
    const user = await create()
    await lockOut(user)

    expect((await put(user, { active: false })).body.active).toBe(false)
    expect(await stage.admin.stored(dnOf(user))).toMatchObject({ pwdaccountlockedtime: ['000001010000Z'] })
    await put(user, { active: true })

    expect(await bind(user)).toBe(0)
  })

  it('survives active: true, sent by PUT and by PATCH', async () => {
    const user = await create()
    await lockOut(user)
    const { pwdaccountlockedtime } = (await stage.admin.stored(dnOf(user))) ?? {}

    expect((await put(user, { active: true, title: 'New' })).status).toBe(200)
    const operation = { op: 'replace', path: 'active', value: true }
    const body = { schemas: [urn.patchOp], Operations: [operation] }
    expect((await stage.scim.request('PATCH', `/Users/${user.id}`, { body })).body.active).toBe(true)

    expect((await stage.admin.stored(dnOf(user)))?.pwdaccountlockedtime).toEqual(pwdaccountlockedtime)
    expect(await bind(user)).toBe(49)
  })

  it('survives a PUT of what GET gave', async () => {
    const user = await create()
    await lockOut(user)
    const { body } = await stage.scim.get(`/Users/${user.id}`)

    await stage.scim.put(`/Users/${user.id}`, { ...body, title: 'New' })

    expect(await bind(user)).toBe(49)
  })
})

describe('an account that an administrator locked', () => {
  it('is active: false, with or without our flag', async () => {
    const user = await create()

    await stage.admin.replace(dnOf(user), 'pwdAccountLockedTime', '000001010000Z')

    expect((await stage.scim.get(`/Users/${user.id}`)).body.active).toBe(false)
    expect((await put(user, { active: true })).body.active).toBe(true)
    expect(await bind(user)).toBe(0)
  })
})
