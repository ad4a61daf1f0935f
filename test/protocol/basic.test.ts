/** People who log in with user name and password: a bind decides, and what it lets in is slowed down for whoever guesses. RFC 7617 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { urn } from '../../src/scim/urn.ts'
import type { TestGateway } from '../support/gateway.ts'
import { type ActingStage, enterprise, loggedIn, names, openActingStage, passwordOf } from './acting-stage.ts'
import { expectError } from './support.ts'

let stage: ActingStage
/** Each time a fresh one, whose brake has seen nobody. */
let trying: TestGateway

const people = [
  { name: 'portal', access: 'read' },
  { name: 'self', actAs: 'person', endpoints: 'all' },
  { name: 'machine', tokens: [hashToken('machine-token')] },
]
const gatewayWith = (basic: Readonly<Record<string, unknown>>) =>
  stage.gatewayWith({
    clients: people.filter(({ tokens, name }) => tokens || name === basic.client),
    basic: { enabled: true, ...basic },
  })
const policy = 'cn=default,ou=policies,dc=example,dc=com'
const pair = (name: string, password = passwordOf(name)) => [name, password] as const
const get = (scim: TestGateway, who: readonly [string, string], path = '/Me') => loggedIn(scim, who, ['GET', path])
const binds = async () => (await stage.ldap.log()).match(/ BIND dn="uid=.* method=128/g)?.length ?? 0

beforeAll(async () => {
  stage = await openActingStage({ logLevel: 'stats' })
  await stage.admin.replace(policy, 'pwdMustChange', 'TRUE')
})
beforeEach(async () => {
  trying = await gatewayWith({ client: 'portal', cacheSeconds: 0, attempts: 3 })
})
afterAll(() => stage?.end())

describe('a login', () => {
  it('is the person of that name, with the rights of the client', async () => {
    const answer = await get(trying, pair('ann'))

    expect(answer.body).toMatchObject({ id: stage.ids.ann, [enterprise]: { employeeNumber: '7-ann' } })
    expect((await get(trying, pair('ben'))).body.id).toBe(stage.ids.ben)
    expect((await get(trying, pair('ann'), '/Users')).body.totalResults).toBe(names.length)
    expectError(await loggedIn(trying, pair('ann'), ['DELETE', '/Me']), 403)
  })

  it.each([
    ['a wrong password', 'ann', 'wrong'],
    ['a name that nobody has', 'nobody', 'wrong'],
    ['a filter for a name', '*', passwordOf('ann')],
    ['a DN for a name', 'uid=ann,ou=people,dc=example,dc=com', passwordOf('ann')],
    ['the password of another one', 'ann', passwordOf('ben')],
    ['the account of the gateway', 'scimdap', 'gateway'],
  ])('is 401 with %s, in the same words each time', async (_, name, password) => {
    const answer = await get(trying, [name, password])

    expectError(answer, 401)
    expect(answer.body.detail).toBe('The user name or the password is not valid')
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="scimdap", charset="UTF-8"')
  })

  it('is 401 with an empty password, which no bind is tried with', async () => {
    const before = await binds()

    for (const name of ['ann', '']) expectError(await get(trying, [name, '']), 401)

    expect(await binds()).toBe(before)
  })

  it('is offered beside tokens, which go on being taken', async () => {
    const without = await trying.request('GET', '/Me', { headers: { Authorization: '' } })
    expectError(without, 401)
    expect(without.headers.get('www-authenticate')).toBe(
      'Bearer realm="scimdap", Basic realm="scimdap", charset="UTF-8"',
    )
    expect((await trying.request('GET', '/Users', { token: 'machine-token' })).status).toBe(200)
    const { body } = await trying.get('/ServiceProviderConfig')
    expect(body.authenticationSchemes.map(({ type }: { type: string }) => type)).toEqual([
      'oauthbearertoken',
      'httpbasic',
    ])
  })

  it('is unknown where it is not asked for: 401, and nothing is tried', async () => {
    const before = await binds()

    expectError(await get(stage.scim, pair('ann')), 401)
    expect(await binds()).toBe(before)
  })
})

describe('who the directory keeps out', () => {
  const changed = async (type: string, ...values: readonly string[]) =>
    stage.admin.replace(stage.personDn('locked'), type, ...values)

  it.each([
    ['is locked', 'pwdAccountLockedTime', '20200101000000Z'],
    ['is deactivated for good', 'pwdAccountLockedTime', '000001010000Z'],
    ['must choose another password first', 'pwdReset', 'TRUE'],
  ])('is out here, too, in the same words: who %s', async (_, type, value) => {
    expect((await get(trying, pair('locked'))).status).toBe(200)
    await changed(type, value)

    const answer = await get(trying, pair('locked'))

    expectError(answer, 401)
    expect(answer.body.detail).toBe('The user name or the password is not valid')
    await changed(type)
    expect((await get(trying, pair('locked'))).status).toBe(200)
  })
})

describe('who is deactivated where the directory keeps nobody out', () => {
  it('is out here all the same', async () => {
    expect((await get(trying, pair('locked'))).status).toBe(200)
    await stage.admin.replace(policy, 'pwdLockout', 'FALSE')
    await stage.admin.replace(stage.personDn('locked'), 'pwdAccountLockedTime', '000001010000Z')

    expectError(await get(trying, pair('locked')), 401)

    await stage.admin.replace(stage.personDn('locked'), 'pwdAccountLockedTime')
    expect((await get(trying, pair('locked'))).status).toBe(200)
    await stage.admin.replace(policy, 'pwdLockout', 'TRUE')
  })
})

describe('who is outside of what the client sees', () => {
  const inner = 'ou=inner,ou=people,dc=example,dc=com'
  const limited = (may: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) =>
    stage.gatewayWith({
      clients: [{ name: 'branch', access: 'read', may, ...more }],
      basic: { enabled: true, client: 'branch', cacheSeconds: 0, attempts: 50 },
    })

  it.each([{}, { actAs: 'person', endpoints: 'all' }])(
    'is nobody there, in the words that a wrong password has, and no bind is tried: %j',
    async (more) => {
      const scim = await limited({ User: { filter: '(|(uid=ann)(uid=ben))' } }, more)
      for (const name of ['ann', 'ben']) expect((await get(scim, pair(name))).status).toBe(200)
      const before = await binds()

      const outside = await get(scim, pair('cora'), '/Users')

      const wrong = await get(scim, ['ann', 'wrong'], '/Users')
      expectError(outside, 401)
      expect(outside.body).toEqual(wrong.body)
      expect(outside.headers.get('www-authenticate')).toBe(wrong.headers.get('www-authenticate'))
      expect(await binds()).toBe(before + 1)
    },
  )

  it('is nobody there where the client has a branch', async () => {
    await stage.admin.add(inner, { objectClass: 'organizationalUnit', ou: 'inner' })
    await stage.admin.add(`uid=inge,${inner}`, {
      ...{ objectClass: 'inetOrgPerson', uid: 'inge', cn: 'inge', sn: 'Inner', userPassword: 'secret of inge' },
    })
    const scim = await limited({ User: { bases: [inner] } })

    expect((await get(scim, ['inge', 'secret of inge'])).status).toBe(200)
    expectError(await get(scim, pair('ann')), 401)
    await stage.admin.client.del(`uid=inge,${inner}`)
    await stage.admin.client.del(inner)
  })
})

describe('guessing', () => {
  it('ends after some attempts, for that name alone, also with the right password', async () => {
    for (const spelling of ['ann', 'ANN', ' ann']) expectError(await get(trying, [spelling, 'wrong']), 401)
    const before = await binds()

    const braked = await get(trying, pair('ann'))

    expectError(braked, 429)
    expect(Number(braked.headers.get('retry-after'))).toBeGreaterThan(250)
    expect(await binds()).toBe(before)
    expect(trying.observations).toContainEqual({ kind: 'login-braked', by: 'name' })
    expect(JSON.stringify(trying.observations)).not.toMatch(/wrong|right password|"ann"|uid=/i)
    expect((await get(trying, pair('ben'))).status).toBe(200)
  })

  it('ends no later for many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => get(trying, ['ann', 'wrong'])))

    expect(answers.filter(({ status }) => status === 401)).toHaveLength(3)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(9)
  })

  it('ends from one address, whatever the names', async () => {
    const scim = await gatewayWith({ client: 'portal', attemptsOfAddress: 4 })
    for (const name of ['a', 'b', 'c', 'd']) expectError(await get(scim, [name, 'wrong']), 401)

    expectError(await get(scim, pair('ann')), 429)
    expect(scim.observations).toContainEqual({ kind: 'login-braked', by: 'address' })
  })

  it('is not what logins are that work', async () => {
    for (let n = 0; n < 5; n++) expect((await get(trying, pair('ann'))).status).toBe(200)
  })
})

describe('a login that worked', () => {
  it('is not tried again for a while, but every other password is', async () => {
    const scim = await gatewayWith({ client: 'portal', cacheSeconds: 60 })
    const before = await binds()

    for (let n = 0; n < 5; n++) expect((await get(scim, pair('ann'))).status).toBe(200)

    expect(await binds()).toBe(before + 1)
    expectError(await get(scim, ['ann', 'wrong']), 401)
    expect(await binds()).toBe(before + 2)
  })

  it('is tried each time where nothing is kept', async () => {
    const before = await binds()

    for (let n = 0; n < 3; n++) await get(trying, pair('ann'))

    expect(await binds()).toBe(before + 3)
  })
})

describe('who logs in at a client that acts as people', () => {
  const calling = (value: string) => ({
    schemas: [urn.patchOp],
    Operations: [{ op: 'replace', path: 'phoneNumbers', value: [{ type: 'work', value }] }],
  })
  const titled = { schemas: [urn.patchOp], Operations: [{ op: 'replace', path: 'title', value: 'Director' }] }

  it.each([0, 60])(
    'is bound as itself, whether the gateway may act for it or not (cacheSeconds: %i)',
    async (cacheSeconds) => {
      await stage.mayAct(false)
      const scim = await gatewayWith({ client: 'self', cacheSeconds })
      const number = `+49 ${cacheSeconds}`

      const own = await get(scim, pair('ben'))
      expect(own.body).toMatchObject({ id: stage.ids.ben, title: 'Engineer' })
      expect(own.body[enterprise]).toBeUndefined()
      expect((await loggedIn(scim, pair('ben'), ['PATCH', '/Me', calling(number)])).status).toBe(200)
      expectError(await loggedIn(scim, pair('ben'), ['PATCH', '/Me', titled]), 403)
      expect((await get(scim, pair('ben'), '/Users')).body.totalResults).toBe(2)
      expect((await get(scim, pair('helga'), '/Users')).body.totalResults).toBe(names.length)
      expect((await get(scim, pair('ben'), '/Users')).body.totalResults).toBe(2)
      const { nextCursor } = (await get(scim, pair('helga'), '/Users?cursor&count=3')).body
      const next = `/Users?cursor=${nextCursor}`
      expect((await get(scim, pair('helga'), next)).body.Resources).toHaveLength(3)
      expectError(await get(scim, pair('ben'), next), 400, 'invalidCursor')

      expect(await stage.admin.stored(stage.personDn('ben'))).toMatchObject({
        title: ['Engineer'],
        telephonenumber: [number],
        modifiersname: [stage.personDn('ben')],
      })
    },
  )

  it('is out when the password is another one by now, though its login is still believed', async () => {
    const scim = await gatewayWith({ client: 'self', cacheSeconds: 60 })
    // Logged in, and nothing was asked of the directory since.
    expectError(await get(scim, pair('dora'), '/Nothing'), 404)
    await stage.admin.replace(stage.personDn('dora'), 'userPassword', 'another one')

    const answer = await get(scim, pair('dora'))

    expectError(answer, 403)
    expect(answer.body.detail).toBe('The directory does not let this person in any more')
  })
})
