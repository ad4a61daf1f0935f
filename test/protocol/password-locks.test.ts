/** A deactivated person is kept out in every instant, whatever passwords are set meanwhile: somebody tries all the time. RFC 7643 §4.1.1 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBinder } from '../support/binder.ts'
import { configurationFor, filtered, userBody } from '../support/gateway.ts'
import { rounds } from '../support/rounds.ts'
import { bindCode, expectError, idsOf, openStage, type Stage } from './support.ts'

const passwordRow = { attributes: { password: { password: 'userPassword', by: 'value' } } }
const [first, second] = ['first password', 'second password'] as const

const operations = (value: Readonly<Record<string, unknown>>) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', value }],
})

interface Person {
  readonly id: string
  readonly userName: string
}

describe.each([
  { by: 'operation', transactions: true },
  { by: 'operation', transactions: false },
  { by: 'value', transactions: true },
  { by: 'value', transactions: false },
] as const)('passwords by $by, transactions: $transactions', ({ by, transactions }) => {
  let stage: Stage
  let number = 0

  beforeAll(async () => {
    stage = await openStage({ hashCleartext: by === 'value' }, (suffix, ldap) => ({
      directory: { ...configurationFor(ldap).directory, transactions },
      users: { base: `ou=people,${suffix}`, ...(by === 'value' ? passwordRow : {}) },
    }))
  })
  afterAll(() => stage?.end())

  const dnOf = ({ userName }: Pick<Person, 'userName'>) => `uid=${userName},${stage.people}`
  const create = async (more: Readonly<Record<string, unknown>>): Promise<Person> => {
    const answer = await stage.scim.post('/Users', userBody(`kept${number++}`, more))
    expect(answer.status).toBe(201)
    return answer.body
  }
  const patch = (user: Person, value: Readonly<Record<string, unknown>>) =>
    stage.scim.request('PATCH', `/Users/${user.id}`, { body: operations(value) })
  const put = (user: Person, more: Readonly<Record<string, unknown>>) =>
    stage.scim.put(`/Users/${user.id}`, userBody(user.userName, more))
  const trying = (user: Pick<Person, 'userName'>, ...passwords: readonly string[]) =>
    startBinder(stage.ldap.url, dnOf(user), passwords)

  it('whoever tries all the time gets in where the person is active', async () => {
    const user = await create({ password: first })
    const binder = await trying(user, first, second)
    await patch(user, { password: second })
    await patch(user, { title: 'Later' })

    expect((await binder.stop()).openedBy).toContain(second)
  })

  it('neither the old nor the new password ever lets a deactivated person in, by PUT and by PATCH', async () => {
    const user = await create({ password: first, active: false })
    const binder = await trying(user, first, second)

    for (let n = 0; n < rounds(75); n++) {
      const answers = [
        await put(user, { password: second, title: `put ${n}` }),
        await patch(user, { password: first }),
        await put(user, { password: second, active: false }),
        await patch(user, { password: first, title: `patch ${n}` }),
      ]
      expect(answers.map(({ status, body }) => [status, body.active])).toEqual(answers.map(() => [200, false]))
    }

    const { attempts, openedBy } = await binder.stop()
    expect(openedBy).toEqual([])
    expect(attempts).toBeGreaterThan(rounds(300))
    const stored = await stage.admin.stored(dnOf(user))
    expect(stored?.pwdaccountlockedtime).toEqual(['000001010000Z'])
    expect(stored).not.toHaveProperty('pwdendtime')
    await patch(user, { active: true })
    expect(await bindCode(stage.ldap, dnOf(user), first)).toBe(0)
  })

  it('nor do passwords that are set side by side', async () => {
    const user = await create({ password: first, active: false })
    const binder = await trying(user, first, second)

    for (let n = 0; n < rounds(10); n++) {
      const answers = await Promise.all([first, second, first, second].map((password) => patch(user, { password })))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    }

    expect((await binder.stop()).openedBy).toEqual([])
    expect(await stage.admin.stored(dnOf(user))).not.toHaveProperty('pwdendtime')
    expect((await stage.scim.get(`/Users/${user.id}`)).body.active).toBe(false)
  })

  it('a deactivation is not lost to a password that is set at the same time', async () => {
    const user = await create({ password: first })

    for (let n = 0; n < rounds(40); n++) {
      await patch(user, { active: true })
      await Promise.all([patch(user, { password: n % 2 === 0 ? second : first }), patch(user, { active: false })])

      expect((await stage.scim.get(`/Users/${user.id}`)).body.active).toBe(false)
      for (const password of [first, second]) expect(await bindCode(stage.ldap, dnOf(user), password)).toBe(49)
    }
  })

  it('a password that the policy refuses leaves a deactivated person as before', async () => {
    const user = await create({ password: first, active: false })
    const policy = `cn=default,ou=policies,${stage.ldap.suffix}`
    await stage.admin.replace(policy, 'pwdMinLength', '8')
    await stage.admin.replace(policy, 'pwdCheckQuality', '2')
    const contentOf = async () => {
      const { entrycsn: _, modifytimestamp: __, ...content } = (await stage.admin.stored(dnOf(user))) ?? {}
      return content
    }
    const before = await contentOf()

    expectError(await patch(user, { password: 'weak' }), 400, 'invalidValue')
    expect(await contentOf()).toEqual(before)
    expectError(await patch(user, { password: 'weak', active: true }), 400, 'invalidValue')
    expect(await contentOf()).toEqual(before)

    await patch(user, { active: true })
    expectError(await patch(user, { password: 'weak', active: false }), 400, 'invalidValue')
    expect(await bindCode(stage.ldap, dnOf(user), first)).toBe(0)
    await stage.admin.replace(policy, 'pwdMinLength')
    await stage.admin.replace(policy, 'pwdCheckQuality')
  })
})

describe('a gateway that died while it set the password of a deactivated person', () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => stage?.end())

  /** As it is between the operation, which took the lock, and the write that locks again. */
  const abandoned = async (userName: string) => {
    const { body } = await stage.scim.post('/Users', userBody(userName, { password: first, active: false }))
    const dn = `uid=${userName},${stage.people}`
    await stage.admin.replace(dn, 'pwdAccountLockedTime')
    await stage.admin.replace(dn, 'pwdEndTime', '19700305101010.123Z')
    return { id: body.id as string, dn, version: body.meta.version as string }
  }
  const patch = (id: string, value: Readonly<Record<string, unknown>>) =>
    stage.scim.request('PATCH', `/Users/${id}`, { body: operations(value) })

  it('left the person locked out, and active reads and filters as false', async () => {
    const { id, dn, version } = await abandoned('left')

    expect(await bindCode(stage.ldap, dn, first)).toBe(49)
    const { body } = await stage.scim.get(`/Users/${id}`)
    expect([body.active, body.meta.version]).toEqual([false, version])
    expect(idsOf(await stage.scim.get(filtered('/Users', 'active eq false')))).toContain(id)
    expect(idsOf(await stage.scim.get(filtered('/Users', 'active eq true')))).not.toContain(id)
  })

  it('an activation opens, and a deactivation closes again', async () => {
    const { id, dn } = await abandoned('opened')

    expect((await patch(id, { active: true })).body.active).toBe(true)
    expect(await bindCode(stage.ldap, dn, first)).toBe(0)
    expect((await patch(id, { active: false })).body.active).toBe(false)
    expect(await bindCode(stage.ldap, dn, first)).toBe(49)
  })

  it('the next password takes over', async () => {
    const { id, dn } = await abandoned('taken')

    expect((await patch(id, { password: second })).status).toBe(200)

    const stored = await stage.admin.stored(dn)
    expect(stored?.pwdaccountlockedtime).toEqual(['000001010000Z'])
    expect(stored).not.toHaveProperty('pwdendtime')
    expect(await bindCode(stage.ldap, dn, second)).toBe(49)
  })

  it('an end that was planned for a password is no deactivation, and stays', async () => {
    const { id, dn } = await abandoned('planned')
    await patch(id, { active: true })
    await stage.admin.replace(dn, 'pwdEndTime', '20991231000000Z')

    expect((await patch(id, { active: false })).body.active).toBe(false)
    expect((await patch(id, { password: second })).body.active).toBe(false)
    expect((await patch(id, { active: true })).body.active).toBe(true)

    expect((await stage.admin.stored(dn))?.pwdendtime).toEqual(['20991231000000Z'])
    expect(await bindCode(stage.ldap, dn, second)).toBe(0)
  })
})
