import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTrustedIssuer, type TrustedIssuer } from '../../src/auth/jwt/trusted-issuer.ts'
import { createRemoteKeys } from '../../src/auth/keys/remote-keys.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { type Authority, makeKey, startAuthority } from '../support/authority.ts'
import { caught } from './caught.ts'

const keys = { first: await makeKey('k1', 'ES256'), second: await makeKey('k2', 'ES256') }
const start = Date.parse('2026-11-22T12:00:00Z')
const minute = 60_000

let authority: Authority
beforeEach(async () => {
  authority = await startAuthority()
  authority.answer('/keys', { json: { keys: [keys.first.jwk] } })
})
afterEach(() => authority.close())

const setUp = () => {
  const clock = { now: start }
  const observations: Observation[] = []
  const source = createRemoteKeys(`${authority.url}/keys`, {
    ...{ fetch, now: () => clock.now, observe: (observation: Observation) => observations.push(observation) },
  })
  const verify = createTrustedIssuer(trusted, { keys: source, now: () => clock.now })
  const sign = (key = keys.first, header = {}) =>
    key.sign({ iss: 'https://idp.example', aud: 'scim', sub: 'app', exp: clock.now / 1000 + 300 }, header)
  return { clock, observations, verify, sign }
}

const trusted: TrustedIssuer = {
  issuer: 'https://idp.example',
  audience: ['scim'],
  algorithms: ['ES256'],
  clockSkewSeconds: 0,
  requires: {},
  clients: [{ name: 'app', access: 'write', claims: { sub: 'app' } }],
}

describe('the keys of an issuer', () => {
  it('are asked for once by two hundred requests at once', async () => {
    const { verify, sign } = setUp()
    const tokens = await Promise.all(Array.from({ length: 200 }, (_, index) => sign(keys.first, { n: index })))

    const verified = await Promise.all(tokens.map(verify))

    expect(new Set(verified.map(({ principal }) => principal?.client))).toEqual(new Set(['app']))
    expect(authority.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /keys'])
  })

  it('are asked for anew when a token has a key that is not among them, and not more often than each half minute', async () => {
    const { clock, verify, sign } = setUp()
    await verify(await sign())
    authority.answer('/keys', { json: { keys: [keys.first.jwk, keys.second.jwk] } })

    expect((await caught(verify(await sign(keys.second)))).reason).toBe('unknown-key')
    clock.now += 30_000
    expect((await verify(await sign(keys.second))).principal?.client).toBe('app')
    for (const kid of ['x1', 'x2', 'x3']) {
      expect((await caught(verify(await sign(keys.second, { kid })))).reason).toBe('unknown-key')
    }
    expect(authority.asked).toHaveLength(2)
  })

  it('are forgotten when the issuer withdraws them', async () => {
    const { clock, verify, sign } = setUp()
    await verify(await sign())
    authority.answer('/keys', { json: { keys: [keys.second.jwk] } })
    clock.now += 11 * minute
    // This one begins to look, and is not kept waiting.
    await verify(await sign())
    await expect.poll(() => authority.asked.length).toBe(2)

    await expect.poll(async () => (await caught(verify(await sign()))).reason).toBe('unknown-key')
  })

  it('stay good for a day while the issuer is away', async () => {
    const { clock, verify, sign } = setUp()
    await verify(await sign())
    authority.answer('/keys', { status: 500 })
    clock.now += 23 * 60 * minute

    expect((await verify(await sign())).principal?.client).toBe('app')
    clock.now += 2 * 60 * minute
    const { status, message } = await caught(verify(await sign()))
    expect([status, message]).toEqual([503, expect.stringContaining('does not say its keys now')])
  })

  it('are taken up again when the issuer is back', async () => {
    const { clock, observations, verify, sign } = setUp()
    authority.answer('/keys', { status: 503 })

    expect((await caught(verify(await sign()))).status).toBe(503)
    // For a moment nobody asks again.
    expect((await caught(verify(await sign()))).status).toBe(503)
    expect(authority.asked).toHaveLength(1)
    authority.answer('/keys', { json: { keys: [keys.first.jwk] } })
    clock.now += 5_000
    expect((await verify(await sign())).principal?.client).toBe('app')
    expect(observations.map(({ kind }) => kind)).toEqual(['authority-failed', 'authority-asked'])
  })

  it('are in doubt, and not the token, where a new key cannot be looked for', async () => {
    const { clock, verify, sign } = setUp()
    await verify(await sign())
    authority.answer('/keys', { status: 500 })
    clock.now += minute

    expect((await caught(verify(await sign(keys.second)))).status).toBe(503)
    expect((await verify(await sign())).principal?.client).toBe('app')
  })

  it.each([
    ['a redirect', { status: 302, location: '/elsewhere' }],
    ['no JSON', { text: '<html>' }],
    ['no JWK Set', { json: { keys: 'none' } }],
    ['more than half a mebibyte', { text: `{"keys":[],"x":"${'x'.repeat(600_000)}"}` }],
  ])('are not had from %s', async (_, answer) => {
    const { verify, sign } = setUp()
    authority.answer('/keys', answer)
    authority.answer('/elsewhere', { json: { keys: [keys.first.jwk] } })

    expect((await caught(verify(await sign()))).status).toBe(503)
    expect(authority.asked).toHaveLength(1)
  })

  it('are not waited for longer than five seconds', async () => {
    const { verify, sign } = setUp()
    authority.answer('/keys', 'silence')
    const startedAt = performance.now()

    expect((await caught(verify(await sign()))).status).toBe(503)
    expect(performance.now() - startedAt).toBeLessThan(9_000)
  }, 20_000)
})
