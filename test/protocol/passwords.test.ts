/** password: stored hashed, checked by the policy, never shown. RFC 7643 §4.1.1, §7, RFC 3062 */
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filtered, userBody } from '../support/gateway.ts'
import { bindCode, contentOf, expectError, openStage, type Stage } from './support.ts'

const hashed = /^\{[A-Z0-9-]+\}\S+$/

const ways = {
  operation: { slapd: {}, users: {} },
  value: {
    slapd: { hashCleartext: true },
    users: { attributes: { password: { password: 'userPassword', by: 'value' } } },
  },
} as const

describe.each(['operation', 'value'] as const)('a password that is set by %s', (by) => {
  let stage: Stage
  let number = 0

  beforeAll(async () => {
    const { slapd, users } = ways[by]
    stage = await openStage(slapd, (suffix) => ({ users: { base: `ou=people,${suffix}`, ...users } }))
    const policy = `cn=default,ou=policies,${stage.ldap.suffix}`
    await stage.admin.replace(policy, 'pwdMinLength', '8')
    await stage.admin.replace(policy, 'pwdCheckQuality', '2')
  })
  afterAll(() => stage?.end())

  const dnOf = (userName: string) => `uid=${userName},${stage.people}`
  const passwordsOf = async (userName: string) => (await stage.admin.stored(dnOf(userName)))?.userpassword
  const create = async (more: Readonly<Record<string, unknown>> = {}) => {
    const { body, status } = await stage.scim.post('/Users', userBody(`${by}${number++}`, more))
    expect(status).toBe(201)
    return body
  }
  const put = (user: { id: string; userName: string }, more: Readonly<Record<string, unknown>>) =>
    stage.scim.put(`/Users/${user.id}`, userBody(user.userName, more))

  it('POST stores it hashed and the person binds with it', async () => {
    const user = await create({ password: 'correct horse' })

    expect(await passwordsOf(user.userName)).toEqual([expect.stringMatching(hashed)])
    expect(await bindCode(stage.ldap, dnOf(user.userName), 'correct horse')).toBe(0)
    expect(await bindCode(stage.ldap, dnOf(user.userName), 'wrong horse')).toBe(49)
  })

  it('PUT replaces it, with everything else in the body', async () => {
    const user = await create({ password: 'first password' })

    const answer = await put(user, { password: 'second password', title: 'New' })

    expect(answer.status).toBe(200)
    expect(answer.body.title).toBe('New')
    expect(await passwordsOf(user.userName)).toEqual([expect.stringMatching(hashed)])
    expect(await bindCode(stage.ldap, dnOf(user.userName), 'first password')).toBe(49)
    expect(await bindCode(stage.ldap, dnOf(user.userName), 'second password')).toBe(0)
  })

  it.each([
    ['ünïcödé pässwörd 日本'],
    [' blanks at the edges '],
    ['quotes " and \\ slashes'],
    ['{curly} in} the middle{x}'.slice(2)],
  ])('keeps %j to the letter', async (password) => {
    const user = await create({ password })

    expect(await bindCode(stage.ldap, dnOf(user.userName), password)).toBe(0)
  })

  it('is never taken for a hash', async () => {
    const answer = await stage.scim.post('/Users', userBody(`${by}hash`, { password: '{CLEARTEXT}secret' }))

    if (answer.status === 201) expect(await bindCode(stage.ldap, dnOf(`${by}hash`), '{CLEARTEXT}secret')).toBe(0)
    else expectError(answer, 400, 'invalidValue')
    expect(await bindCode(stage.ldap, dnOf(`${by}hash`), 'secret')).toBe(49)
  })

  it('a change of the password alone changes the version', async () => {
    const user = await create({ password: 'first password' })
    // pwdChangedTime, by which alone a password shows, counts seconds.
    await setTimeout(1_000)

    const answer = await put(user, { password: 'second password' })

    expect(answer.body.meta.version).not.toBe(user.meta.version)
    expect((await stage.scim.get(`/Users/${user.id}`)).body).toEqual(answer.body)
  })

  it('what the policy refuses is 400 invalidValue: POST leaves no entry', async () => {
    expectError(await stage.scim.post('/Users', userBody(`${by}weak`, { password: 'weak' })), 400, 'invalidValue')

    expect(await stage.admin.stored(dnOf(`${by}weak`))).toBeUndefined()
    expect((await stage.scim.get(filtered('/Users', `userName eq "${by}weak"`))).body.totalResults).toBe(0)
  })

  it('what the policy refuses is 400 invalidValue: PUT leaves everything as it was', async () => {
    const user = await create({ password: 'first password', title: 'Kept' })
    const entry = contentOf(await stage.admin.stored(dnOf(user.userName)))

    expectError(await put(user, { password: 'weak', title: 'Lost' }), 400, 'invalidValue')

    expect(contentOf(await stage.admin.stored(dnOf(user.userName)))).toEqual(entry)
  })

  it('with If-Match of an old version nothing is set', async () => {
    const user = await create({ password: 'first password' })
    await put(user, { title: 'New' })

    const body = userBody(user.userName, { password: 'second password' })
    const answer = await stage.scim.put(`/Users/${user.id}`, body, { 'If-Match': user.meta.version })

    expectError(answer, 412)
    expect(await bindCode(stage.ldap, dnOf(user.userName), 'first password')).toBe(0)
  })

  it('with If-Match of this version it is set, together with other attributes', async () => {
    const user = await create({ password: 'first password' })

    const body = userBody(user.userName, { password: 'second password', title: 'New' })
    const answer = await stage.scim.put(`/Users/${user.id}`, body, { 'If-Match': user.meta.version })

    expect(answer.status).toBe(200)
    expect(answer.body.title).toBe('New')
    expect(await bindCode(stage.ldap, dnOf(user.userName), 'second password')).toBe(0)
  })

  it('is never returned and cannot be filtered or sorted by', async () => {
    const user = await create({ password: 'correct horse' })

    expect(user).not.toHaveProperty('password')
    for (const query of ['', '?attributes=password', '?attributes=password,userName']) {
      expect((await stage.scim.get(`/Users/${user.id}${query}`)).body).not.toHaveProperty('password')
    }
    for (const filter of ['password eq "correct horse"', 'password pr', 'not (password sw "c")']) {
      expectError(await stage.scim.get(filtered('/Users', filter)), 400, 'invalidFilter')
    }
    expectError(await stage.scim.get('/Users?sortBy=password'), 400, 'invalidPath')
  })

  it('POST of a deactivated person keeps the person out', async () => {
    const user = await create({ password: 'correct horse', active: false })

    expect(user.active).toBe(false)
    expect(await bindCode(stage.ldap, dnOf(user.userName), 'correct horse')).toBe(49)
  })

  it('PUT on a deactivated person keeps the person out, whether active is in the body or not', async () => {
    const user = await create({ password: 'first password', active: false })

    for (const more of [{}, { active: false }]) {
      const answer = await put(user, { password: 'second password', ...more })

      expect(answer.body.active).toBe(false)
      expect(await bindCode(stage.ldap, dnOf(user.userName), 'second password')).toBe(49)
    }
    await put(user, { active: true })
    expect(await bindCode(stage.ldap, dnOf(user.userName), 'second password')).toBe(0)
  })

  it('PUT of active: false and a password in one locks the person out', async () => {
    const user = await create({ password: 'first password' })

    const answer = await put(user, { password: 'second password', active: false })

    expect(answer.body.active).toBe(false)
    expect(await bindCode(stage.ldap, dnOf(user.userName), 'second password')).toBe(49)
    expect(await bindCode(stage.ldap, dnOf(user.userName), 'first password')).toBe(49)
  })

  it('PUT of active: true and a password in one lets the person in', async () => {
    const user = await create({ password: 'first password', active: false })

    const answer = await put(user, { password: 'second password', active: true })

    expect(answer.body.active).toBe(true)
    expect(await bindCode(stage.ldap, dnOf(user.userName), 'second password')).toBe(0)
    expect(await stage.admin.stored(dnOf(user.userName))).not.toHaveProperty('pwdaccountlockedtime')
  })

  it('null and an empty string are no password: PUT keeps the old one', async () => {
    const user = await create({ password: 'first password' })

    for (const password of [null, '']) expect((await put(user, { password })).status).toBe(200)

    expect(await bindCode(stage.ldap, dnOf(user.userName), 'first password')).toBe(0)
  })
})
