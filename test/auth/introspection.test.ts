import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAuthenticate } from '../../src/auth/authenticate.ts'
import { createBearerTokens, hashToken } from '../../src/auth/bearer-token.ts'
import { createIntrospection, type Introspection } from '../../src/auth/introspection.ts'
import type { Fetch } from '../../src/auth/keys/fetch-json.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { type Authority, makeKey, startAuthority } from '../support/authority.ts'
import { caught } from './caught.ts'

const start = Date.parse('2026-11-22T12:00:00Z')
const key = await makeKey('k1', 'ES256')

let authority: Authority
beforeEach(async () => {
  authority = await startAuthority()
})
afterEach(() => authority.close())

const active = { active: true, client_id: 'l238j323ds-23ij4', username: 'jdoe', scope: 'read write dolphin' }

const setUp = (changes: Partial<Introspection> = {}, ask: Fetch = fetch) => {
  const clock = { now: start }
  const introspection: Introspection = {
    ...{ url: `${authority.url}/introspect`, clientId: 'sc im:dap', clientSecret: 'p%s+ä' },
    ...{ cacheSeconds: 60, timeoutMs: 20_000, questionsPerSecond: 1_000, audience: [], requires: {} },
    clients: [{ name: 'dolphin', access: 'write', claims: { client_id: 'l238j323ds-23ij4' } }],
    ...changes,
  }
  const told: string[] = []
  const observe = ({ kind }: Observation) => void told.push(kind)
  const options = { fetch: ask, now: () => clock.now, observe }
  const ours = createBearerTokens([
    {
      name: 'hr',
      access: 'read',
      tokenHashes: [hashToken('token-of-ours'), { hash: hashToken('ended-one'), expires: 1 }],
    },
  ])
  const verify = createAuthenticate([ours, createIntrospection(introspection, options)])
  const authenticate = (token: string) =>
    verify({ authorization: `Bearer ${token}`, header: () => undefined, connection: {} })
  return { clock, authenticate, told }
}

const answer = (json: unknown) => authority.answer('/introspect', { json })

describe('introspection, RFC 7662', () => {
  it('asks as §2.1 has it, with credentials that are form-encoded first', async () => {
    answer(active)
    const { authenticate } = setUp()

    expect(await authenticate('mF_9.B5f-4.1JqM')).toEqual({ client: 'dolphin', grant: { read: true, write: true } })
    const [{ method, headers, body }] = authority.asked as [Authority['asked'][number]]
    expect([method, headers['content-type'], headers.accept]).toEqual([
      'POST',
      'application/x-www-form-urlencoded',
      'application/json',
    ])
    expect(body).toBe('token=mF_9.B5f-4.1JqM&token_type_hint=access_token')
    expect(headers.authorization).toBe(`Basic ${Buffer.from('sc+im%3Adap:p%25s%2B%C3%A4').toString('base64')}`)
  })

  it('names a person, too', async () => {
    answer(active)
    const { authenticate } = setUp({ person: { claim: 'username', attribute: 'userName' } })

    expect((await authenticate('opaque-token')).person).toEqual({
      ...{ kind: 'attribute', attribute: 'userName', value: 'jdoe' },
    })
  })

  it('asks once for many requests at once, and again after cacheSeconds', async () => {
    answer(active)
    const { clock, authenticate } = setUp()

    await Promise.all(Array.from({ length: 100 }, () => authenticate('opaque-token')))
    expect(authority.asked).toHaveLength(1)
    answer({ active: false })
    clock.now += 59_999
    await authenticate('opaque-token')
    clock.now += 1
    expect((await caught(authenticate('opaque-token'))).reason).toBe('inactive-token')
    expect(authority.asked).toHaveLength(2)
  })

  it('believes no answer beyond its exp', async () => {
    answer({ ...active, exp: start / 1000 + 10 })
    const { clock, authenticate } = setUp()
    await authenticate('opaque-token')
    clock.now += 10_000

    expect((await caught(authenticate('opaque-token'))).reason).toBe('expired-token')
    expect(authority.asked).toHaveLength(2)
  })

  it.each([
    ['inactive', { active: false, client_id: 'l238j323ds-23ij4' }, 'inactive-token'],
    ['expired', { ...active, exp: start / 1000 - 1 }, 'expired-token'],
    ['good in two minutes', { ...active, nbf: start / 1000 + 120 }, 'premature-token'],
    ['for another audience', { ...active, aud: ['x', 'y'] }, 'wrong-audience'],
    ['of another issuer', { ...active, iss: 'https://other.example', aud: 'scim' }, 'invalid-token'],
    ['of a client that is not configured', { ...active, client_id: 'x', aud: 'scim' }, 'unknown-client'],
  ])('refuses a token that is %s', async (_, json, reason) => {
    answer(json)
    const { authenticate } = setUp({ audience: ['scim'], issuer: 'https://idp.example' })

    const error = await caught(authenticate('opaque-token'))
    expect([error.status, error.reason]).toEqual([401, reason])
  })

  it('refuses a token without a right that every one must have with 403', async () => {
    answer(active)
    const { authenticate } = setUp({ requires: { scope: ['dolphin', 'scim'] } })

    expect((await caught(authenticate('opaque-token'))).status).toBe(403)
  })

  it.each([
    ['an error', { status: 500 }],
    ['that our credentials are wrong', { status: 401, json: { active: true } }],
    ['a redirect', { status: 307, location: '/other' }],
    ['no JSON', { text: 'yes' }],
    ['nothing of active', { json: { client_id: 'l238j323ds-23ij4' } }],
    ['a text for active', { json: { ...active, active: 'true' } }],
    ['nothing in time', 'silence' as const],
  ])('is 503 and not 401 where the server answers %s', async (_, given) => {
    authority.answer('/introspect', given)
    authority.answer('/other', { json: active })
    const { authenticate } = setUp(given === 'silence' ? { timeoutMs: 300 } : {})

    const error = await caught(authenticate('opaque-token'))
    expect(error).toMatchObject({ status: 503, headers: { 'Retry-After': '5' } })
    expect(JSON.stringify(error)).not.toContain('opaque-token')
    expect(authority.asked).toHaveLength(1)
  })

  it('is 503 where nobody listens, and asks again with the next request', async () => {
    const { authenticate } = setUp({ url: 'http://127.0.0.1:1/introspect' })

    expect((await caught(authenticate('opaque-token'))).status).toBe(503)
    expect((await caught(authenticate('opaque-token'))).status).toBe(503)
  })

  it('keeps no more than a hundred tokens waiting', async () => {
    let open = () => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    const { authenticate } = setUp({}, async () => {
      await opened
      return Response.json(active)
    })
    const waiting = Array.from({ length: 100 }, (_, index) => authenticate(`invented-${index}`))

    expect((await caught(authenticate('one-more'))).status).toBe(503)
    open()
    expect(await Promise.all(waiting)).toHaveLength(100)
    expect((await authenticate('one-more')).client).toBe('dolphin')
  })
})

describe('a flood of tokens that nobody knows', () => {
  it('asks so many questions a second, and is 503 beyond, and who was known before is let in meanwhile', async () => {
    answer(active)
    const { clock, authenticate, told } = setUp({ questionsPerSecond: 5 })
    await authenticate('known-token')
    answer({ active: false })
    clock.now += 30_000

    const refusals = Array.from({ length: 2_000 }, (_, index) => caught(authenticate(`invented-${index}`)))
    const statuses = (await Promise.all(refusals)).map(({ status }) => status)

    expect(statuses.filter((status) => status === 401)).toHaveLength(5)
    expect(statuses.filter((status) => status === 503)).toHaveLength(1_995)
    expect(authority.asked).toHaveLength(6)
    expect(told.filter((kind) => kind === 'authority-spared')).toHaveLength(1_995)
    const spared = await caught(authenticate('one-more'))
    expect(spared).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } })

    answer(active)
    clock.now += 30_000
    await Promise.allSettled(Array.from({ length: 2_000 }, (_, index) => authenticate(`invented-two-${index}`)))
    expect((await authenticate('known-token')).client).toBe('dolphin')
    clock.now += 1_000
    expect((await authenticate('new-token')).client).toBe('dolphin')
  })

  it('costs one question for each token in five seconds, however often it is shown', async () => {
    answer({ active: false })
    const { clock, authenticate } = setUp({ questionsPerSecond: 1_000 })
    for (let n = 0; n < 500; n++) await caught(authenticate('invented'))
    expect(authority.asked).toHaveLength(1)

    clock.now += 5_000
    await caught(authenticate('invented'))
    expect(authority.asked).toHaveLength(2)
  })

  it('holds back nobody for long where the server hangs: who was known has places of its own', async () => {
    let isHanging = false
    const { clock, authenticate } = setUp({}, async () => {
      if (isHanging) await new Promise(() => {})
      return Response.json(active)
    })
    await authenticate('known-token')
    clock.now += 60_000
    isHanging = true
    for (let n = 0; n < 100; n++) void authenticate(`invented-${n}`)
    isHanging = false

    expect((await caught(authenticate('one-more'))).status).toBe(503)
    expect((await authenticate('known-token')).client).toBe('dolphin')
  })
})

describe('a token that is not for the introspection endpoint', () => {
  it('is never sent there: one of ours, also when it has expired, and a JWT of whomever', async () => {
    answer(active)
    const { authenticate } = setUp()
    const jwt = await key.sign({ iss: 'https://other.example' })
    const header = Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString('base64url')

    expect((await authenticate('token-of-ours')).client).toBe('hr')
    expect((await caught(authenticate('ended-one'))).reason).toBe('expired-token')
    expect((await caught(authenticate(jwt))).reason).toBe('invalid-token')
    expect((await caught(authenticate(`${header}..AAAA.AAAA.AAAA`))).reason).toBe('invalid-token')
    expect(authority.asked).toEqual([])
  })

  it('is a JWT, unless its issuer is that of the endpoint', async () => {
    answer(active)
    const { authenticate } = setUp({ issuer: 'https://idp.example' })

    expect((await caught(authenticate(await key.sign({ iss: 'https://idp.example/' })))).status).toBe(401)
    expect(authority.asked).toEqual([])
    expect((await authenticate(await key.sign({ iss: 'https://idp.example' }))).client).toBe('dolphin')
  })
})
