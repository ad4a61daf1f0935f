/** The state of passwords and logins, as slapo-ppolicy keeps it: shown, filtered, and unlocked by PATCH. */
import { setTimeout } from 'node:timers/promises'
import { Attribute, Change } from 'ldapts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, userBody } from '../support/gateway.ts'
import { bindCode, expectError, idsOf, openStage, type Stage } from './support.ts'

const state = urn.passwordState
const password = 'correct horse'

interface Person {
  readonly id: string
  readonly userName: string
}

describe.each([
  { policy: 'known', by: 'operation' },
  { policy: 'known', by: 'value' },
  { policy: 'not known', by: 'operation' },
] as const)('where the default policy is $policy, passwords by $by', ({ policy, by }) => {
  let stage: Stage
  let number = 0
  const isKnown = policy === 'known'

  beforeAll(async () => {
    stage = await openStage({ hashCleartext: by === 'value', database: { olcLastBind: ['TRUE'] } }, (suffix) => ({
      users: {
        base: `ou=people,${suffix}`,
        passwordState: isKnown ? { defaultPolicy: `cn=default,ou=policies,${suffix}` } : {},
        attributes: { password: { password: 'userPassword', by } },
      },
    }))
    await rule('pwdMaxFailure', '3')
    await rule('pwdLockoutDuration', '300')
  })
  afterAll(() => stage?.end())
  afterEach(() => rule('pwdLockoutDuration', '300'))

  const policyDn = () => `cn=default,ou=policies,${stage.ldap.suffix}`
  const rule = (type: string, ...values: readonly string[]) => stage.admin.replace(policyDn(), type, ...values)
  const dnOf = ({ userName }: Person) => `uid=${userName},${stage.people}`
  const create = async (more: Readonly<Record<string, unknown>> = {}) => {
    const { body, status } = await stage.scim.post('/Users', userBody(`state${number++}`, { password, ...more }))
    expect(status).toBe(201)
    return body
  }
  const read = async ({ id }: Person) => (await stage.scim.get(`/Users/${id}`)).body
  const bind = (user: Person, secret = password) => bindCode(stage.ldap, dnOf(user), secret)
  const fail = async (user: Person, times: number) => {
    for (let n = 0; n < times; n++) expect(await bind(user, 'wrong')).toBe(49)
  }
  const patch = ({ id }: Person, ...operations: readonly Readonly<Record<string, unknown>>[]) =>
    stage.scim.request('PATCH', `/Users/${id}`, {
      body: { schemas: [urn.patchOp], Operations: operations },
      headers: { Prefer: 'return=representation' },
    })
  const unlock = (user: Person) => patch(user, { op: 'replace', path: `${state}:locked`, value: false })
  const isAbout = (date: string, instant: number) => expect(Math.abs(Date.parse(date) - instant)).toBeLessThan(5_000)

  const itIfKnown = (name: string, test: () => Promise<void>) => {
    if (isKnown) it(name, test)
  }

  it('is read-only in /Schemas, but for locked', async () => {
    const { body } = await stage.scim.get(`/Schemas/${state}`)

    const mutability = Object.fromEntries(
      body.attributes.map((each: { name: string; mutability: string }) => [each.name, each.mutability]),
    )
    const { locked, ...others } = mutability
    expect([locked, new Set(Object.values(others))]).toEqual(['readWrite', new Set(['readOnly'])])
    const types = (await stage.scim.get('/ResourceTypes/User')).body.schemaExtensions
    expect(types).toContainEqual({ schema: state, required: false })
  })

  it('shows when the password was set, and nothing of logins that never were', async () => {
    const user = await create()

    expect(user.schemas).toContain(state)
    const { lastChangedDate, ...others } = user[state]
    // Of a new entry slapo-ppolicy keeps the time only where passwords age.
    if (by === 'operation') isAbout(lastChangedDate, Date.now())
    expect(others).toEqual({ locked: false, loginAttempts: 0 })
  })

  it('counts failed logins, which move no version that If-Match asks for', async () => {
    const user = await create()
    await fail(user, 2)

    const shown = (await read(user))[state]
    expect(shown).toMatchObject({ locked: false, loginAttempts: 2 })
    isAbout(shown.lastFailedLoginDate, Date.now())
    const conditional = { 'If-None-Match': user.meta.version }
    expect((await stage.scim.request('GET', `/Users/${user.id}`, { headers: conditional })).status).toBe(200)
    const body = userBody(user.userName, { title: 'New' })
    expect((await stage.scim.put(`/Users/${user.id}`, body, { 'If-Match': user.meta.version })).status).toBe(200)
    expect(await bind(user)).toBe(0)
    const after = (await read(user))[state]
    expect(after).toMatchObject({ loginAttempts: 0 })
    isAbout(after.lastSuccessfulLoginDate, Date.now())
  })

  it('says who is locked and until when, and is no deactivation', async () => {
    const [user, other] = [await create(), await create()]
    await fail(user, 4)

    const shown = await read(user)
    expect([shown.active, shown[state].locked, shown[state].loginAttempts]).toEqual([true, true, 3])
    if (isKnown) isAbout(shown[state].lockedUntilDate, Date.now() + 300_000)
    else expect(shown[state]).not.toHaveProperty('lockedUntilDate')
    const among = `(id eq "${user.id}" or id eq "${other.id}") and ${state}:`
    expect(idsOf(await stage.scim.get(filtered('/Users', `${among}locked eq true`)))).toEqual([user.id])
    expect(idsOf(await stage.scim.get(filtered('/Users', `${among}locked eq false`)))).toEqual([other.id])
    expect(idsOf(await stage.scim.get(filtered('/Users', `${among}locked ne false`)))).toEqual([user.id])
    expect(idsOf(await stage.scim.get(filtered('/Users', `${among}loginAttempts gt 2`)))).toEqual([user.id])
  })

  itIfKnown('a lock that is over is none, in filters either, though nobody has written', async () => {
    const user = await create()
    await fail(user, 3)
    await rule('pwdLockoutDuration', '2')
    const locked = filtered('/Users', `${state}:locked eq true and userName eq "${user.userName}"`)
    const startsWith = filtered('/Users', `${state}:locked eq true and userName sw "${user.userName}"`)
    const counts = async () => [
      (await stage.scim.get(locked)).body.totalResults,
      (await stage.scim.get(startsWith)).body.totalResults,
    ]
    expect(await counts()).toEqual([1, 1])
    await setTimeout(3_000)

    expect((await read(user))[state]).toMatchObject({ locked: false })
    expect((await read(user))[state]).not.toHaveProperty('lockedUntilDate')
    expect(await counts()).toEqual([0, 0])
  })

  itIfKnown('a policy of the person’s own comes before the default one', async () => {
    const user = await create()
    const own = `cn=own${number},ou=policies,${stage.ldap.suffix}`
    const rules = { pwdAttribute: 'userPassword', pwdLockout: 'TRUE', pwdLockoutDuration: '3600', pwdMaxAge: '86400' }
    await stage.admin.add(own, { objectClass: ['person', 'pwdPolicy'], sn: 'own', pwdMaxFailure: '1', ...rules })
    await stage.admin.replace(dnOf(user), 'pwdPolicySubentry', own)
    await fail(user, 2)

    const shown = (await read(user))[state]
    isAbout(shown.lockedUntilDate, Date.now() + 3_600_000)
    if (by === 'operation') isAbout(shown.expiryDate, Date.now() + 86_400_000)
  })

  it('shows who must change the password', async () => {
    const user = await create()
    await stage.admin.replace(dnOf(user), 'pwdReset', 'TRUE')

    expect((await read(user))[state].mustChange).toBe(true)
    const where = `id eq "${user.id}" and ${state}:mustChange eq true`
    expect(idsOf(await stage.scim.get(filtered('/Users', where)))).toEqual([user.id])
  })

  describe('locked: false', () => {
    it('lets the person in again, with all attempts', async () => {
      const user = await create()
      await fail(user, 4)
      expect(await bind(user)).toBe(49)

      const answer = await unlock(user)

      expect([answer.status, answer.body[state].locked]).toEqual([200, false])
      expect(answer.body[state].loginAttempts).toBe(0)
      expect(await stage.admin.stored(dnOf(user))).not.toHaveProperty('pwdfailuretime')
      await fail(user, 2)
      expect(await bind(user)).toBe(0)
    })

    it('leaves whom an administrator or active: false locked alone', async () => {
      const user = await create({ active: false })

      expect((await unlock(user)).body).toMatchObject({ active: false, [state]: { locked: false } })

      expect(await bind(user)).toBe(49)
      expect((await stage.admin.stored(dnOf(user)))?.pwdaccountlockedtime).toEqual(['000001010000Z'])
    })

    it('goes together with a password, with a deactivation, and with anything else', async () => {
      const users = [await create(), await create(), await create()] as const
      for (const user of users) await fail(user, 4)
      const replace = (value: Readonly<Record<string, unknown>>) => ({
        op: 'replace',
        value: { [state]: { locked: false }, ...value },
      })

      const answers = [
        await patch(users[0], replace({ password: 'another secret' })),
        await patch(users[1], replace({ active: false })),
        await patch(users[2], replace({ active: true, title: 'New' })),
      ]

      expect(answers.map(({ status, body }) => [status, body.active, body[state].locked])).toEqual([
        [200, true, false],
        [200, false, false],
        [200, true, false],
      ])
      expect(await bind(users[0], 'another secret')).toBe(0)
      expect([await bind(users[1]), await bind(users[2])]).toEqual([49, 0])
    })

    it('does nothing for whom nobody locked', async () => {
      const user = await create()
      await fail(user, 1)

      expect((await unlock(user)).body[state]).toMatchObject({ locked: false, loginAttempts: 1 })
    })
  })

  it('is neither locked by true nor removed, and the rest is not written', async () => {
    const user = await create()

    expectError(await patch(user, { op: 'replace', path: `${state}:locked`, value: true }), 400, 'invalidValue')
    expectError(await patch(user, { op: 'remove', path: `${state}:locked` }), 400, 'mutability')
    expectError(await patch(user, { op: 'replace', path: `${state}:loginAttempts`, value: 7 }), 400, 'mutability')
    const body = userBody('never', { [state]: { locked: true } })
    expectError(await stage.scim.post('/Users', body), 400, 'invalidValue')
  })

  it('a temporary lock stays through active: true, other changes, and a PUT of what GET gave', async () => {
    const user = await create()
    await fail(user, 4)
    const lock = async () => (await stage.admin.stored(dnOf(user)))?.pwdaccountlockedtime
    const before = await lock()

    expect((await patch(user, { op: 'replace', path: 'active', value: true })).status).toBe(200)
    expect((await patch(user, { op: 'replace', path: 'title', value: 'New' })).status).toBe(200)
    expect((await stage.scim.put(`/Users/${user.id}`, userBody(user.userName, { active: true }))).status).toBe(200)
    expect((await stage.scim.put(`/Users/${user.id}`, { ...(await read(user)), title: 'Newer' })).status).toBe(200)

    expect(await lock()).toEqual(before)
    expect(await bind(user)).toBe(49)
  })

  it('an unlocking does not take away a lock that came meanwhile', async () => {
    const user = await create()
    await fail(user, 4)
    const modification = new Attribute({ type: 'pwdAccountLockedTime', values: ['000001010000Z'] })

    await Promise.all([
      unlock(user),
      stage.admin.client.modify(dnOf(user), new Change({ operation: 'replace', modification })),
    ])

    expect([[undefined], ['000001010000Z']].map(String)).toContain(
      String((await stage.admin.stored(dnOf(user)))?.pwdaccountlockedtime ?? [undefined]),
    )
  })
})

describe('where passwordState is not declared', () => {
  it('nothing of it is in /Schemas', async () => {
    const stage = await openStage()
    try {
      expect((await stage.scim.get(`/Schemas/${state}`)).status).toBe(404)
    } finally {
      await stage.end()
    }
  })
})
