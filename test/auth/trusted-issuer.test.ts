import { createHmac } from 'node:crypto'
import { exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createAuthenticate } from '../../src/auth/authenticate.ts'
import { createJsonWebTokens } from '../../src/auth/jwt/json-web-tokens.ts'
import { createTrustedIssuer, type TrustedIssuer } from '../../src/auth/jwt/trusted-issuer.ts'
import { localKeys } from '../../src/auth/keys/key-source.ts'
import { parsePublicKeys } from '../../src/auth/keys/public-keys.ts'
import { makeKey } from '../support/authority.ts'
import { caught } from './caught.ts'

const issuer = 'https://idp.example'
const now = Date.parse('2026-11-22T12:00:00Z')
const seconds = now / 1000
const key = await makeKey('k1', 'RS256')
const rival = await makeKey('k1', 'RS256')
const curve = await makeKey('k2', 'ES256')

const trusted: TrustedIssuer = {
  issuer,
  audience: ['https://scim.example/scim/v2', 'scim'],
  algorithms: ['RS256', 'ES256'],
  clockSkewSeconds: 60,
  requires: { scp: 'scim' },
  person: { claim: 'preferred_username', attribute: 'userName' },
  clients: [
    { name: 'app', access: 'write', claims: { azp: 'app', tid: 't1' } },
    { name: 'reader', access: 'read', claims: { 'realm_access.roles': ['scim-reader'] } },
  ],
}

const good = { iss: issuer, aud: 'scim', azp: 'app', tid: 't1', scp: 'openid scim', exp: seconds + 300 }

const setUp = (changes: Partial<TrustedIssuer> = {}) => {
  const keys = localKeys({ keys: [key.jwk, curve.jwk] })
  const verify = createTrustedIssuer({ ...trusted, ...changes }, { keys, now: () => now })
  const authenticate = createAuthenticate([createJsonWebTokens(new Map([[issuer, verify]]), () => now)], {
    longestHeader: 16_384,
  })
  return (token: string) => authenticate({ authorization: `Bearer ${token}`, header: () => undefined, connection: {} })
}
const authenticate = setUp()
const reasonOf = async (token: string, ask = authenticate) => (await caught(ask(token))).reason

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token of a trusted issuer, RFC 9068 §4', () => {
  it('names the client that has its claims', async () => {
    expect(await authenticate(await key.sign(good))).toEqual({ client: 'app', grant: { read: true, write: true } })
    const reading = { ...good, azp: undefined, realm_access: { roles: ['a', 'scim-reader'] } }
    expect(await authenticate(await curve.sign(reading))).toEqual({
      client: 'reader',
      grant: { read: true, write: false },
    })
  })

  it('names a person where it has the claim for that', async () => {
    const { person } = await authenticate(await key.sign({ ...good, preferred_username: '*)(uid=*' }))

    expect(person).toEqual({ kind: 'attribute', attribute: 'userName', value: '*)(uid=*' })
  })

  it.each([[''], ['  '], ['a\u0000b'], [7], [['bjensen']], [{}]])(
    'is refused where that claim can be nobody’s: %j',
    async (preferred_username) => {
      expect(await reasonOf(await key.sign({ ...good, preferred_username }))).toBe('invalid-token')
    },
  )

  it.each([
    ['the audience among others', { aud: ['other', 'scim'] }],
    ['the other audience', { aud: 'https://scim.example/scim/v2' }],
    ['an end a minute ago, for clocks differ', { exp: seconds - 59 }],
    ['a beginning in a minute', { nbf: seconds + 60 }],
    ['scopes in a list', { scp: ['scim'] }],
  ])('may have %s', async (_, changes) => {
    expect((await authenticate(await key.sign({ ...good, ...changes }))).client).toBe('app')
  })

  it.each([
    ['expired', { exp: seconds - 60 }, 'expired-token'],
    ['not valid yet', { nbf: seconds + 61 }, 'premature-token'],
    ['without an end', { exp: undefined }, 'invalid-token'],
    ['with an end that is a text', { exp: 'never' as never }, 'invalid-token'],
    ['for another audience', { aud: 'SCIM' }, 'wrong-audience'],
    ['for two other audiences', { aud: ['a', 'b'] }, 'wrong-audience'],
    ['without an audience', { aud: undefined }, 'wrong-audience'],
    ['of a client that is not configured', { azp: 'other' }, 'unknown-client'],
    ['of half a client', { tid: 't2' }, 'unknown-client'],
    ['of two clients', { realm_access: { roles: ['scim-reader'] } }, 'unknown-client'],
    [
      'that has claims only by what every object has',
      { azp: undefined, ...JSON.parse('{"__proto__":{"azp":"app"}}') },
      'unknown-client',
    ],
  ])('is 401 where it is %s', async (_, changes, reason) => {
    const { status, reason: found } = await caught(authenticate(await key.sign({ ...good, ...changes })))

    expect([status, found]).toEqual([401, reason])
  })

  it('is 403 insufficient_scope where it lacks a right that every token must have', async () => {
    const error = await caught(authenticate(await key.sign({ ...good, scp: 'scimitar openid' })))

    expect(error).toMatchObject({
      status: 403,
      headers: { 'WWW-Authenticate': 'Bearer realm="scimdap", error="insufficient_scope"' },
    })
  })
})

describe('a hostile token, RFC 8725', () => {
  it('is refused with alg none, however it is written', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      expect(await reasonOf(`${part({ alg })}.${part(good)}.`)).toBe('invalid-token')
      expect(await reasonOf(`${part({ alg })}.${part(good)}.AAAA`)).toBe('invalid-token')
    }
  })

  it('is refused where it takes the public key for a shared secret', async () => {
    const signed = `${part({ alg: 'HS256', kid: 'k1' })}.${part(good)}`
    for (const secret of [await exportSPKI(key.publicKey), JSON.stringify(key.jwk)]) {
      const signature = createHmac('sha256', secret).update(signed).digest('base64url')
      expect(await reasonOf(`${signed}.${signature}`)).toBe('invalid-token')
    }
  })

  it('is refused with another key by the same name, with a name of no key, and with an algorithm that is not allowed', async () => {
    expect(await reasonOf(await rival.sign(good))).toBe('wrong-signature')
    expect(await reasonOf(await key.sign(good, { kid: 'k9' }))).toBe('unknown-key')
    expect(await reasonOf(await key.sign(good), setUp({ algorithms: ['ES256'] }))).toBe('invalid-token')
  })

  it('brings no key of its own', async () => {
    const server = 'http://127.0.0.1:1/keys'
    for (const header of [
      { jwk: rival.jwk },
      { jku: server },
      { x5u: server },
      { x5c: ['MIIB'] },
      { kid: '../../etc/passwd' },
      { kid: server },
    ]) {
      expect(['wrong-signature', 'unknown-key']).toContain(await reasonOf(await rival.sign(good, header)))
    }
  })

  it.each([
    ['changed claims', (token: string) => token.replace(/\.[^.]+\./, `.${part({ ...good, azp: 'admin' })}.`)],
    ['a signature cut off', (token: string) => token.replace(/[^.]+$/, '')],
    ['a signature of nothing', (token: string) => token.replace(/[^.]+$/, 'AAAA')],
    ['half a part more', (token: string) => `${token}.AAAA`],
  ])('is refused with %s', async (_, change) => {
    expect(['invalid-token', 'wrong-signature']).toContain(await reasonOf(change(await key.sign(good))))
  })

  it.each([
    ['nested', { cty: 'JWT' }],
    ['that is a logout', { typ: 'logout+jwt' }],
    ['that is an assertion', { typ: 'client-authentication+jwt' }],
    ['with a critical header that nobody knows', { crit: ['x'], x: 1 }],
    ['whose claims are not encoded', { b64: false, crit: ['b64'] }],
  ])('is refused where it is one %s', async (_, header) => {
    const token = await new SignJWT(good)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
      .sign(key.privateKey, { crit: { x: true } })
      .catch(async () => `${part({ alg: 'RS256', kid: 'k1', ...header })}.${part(good)}.${'A'.repeat(342)}`)
    expect(await reasonOf(token)).toMatch(/^(?:invalid-token|wrong-signature)$/)
  })

  it.each([
    'a.b.c',
    '..',
    `${part({ alg: 'RS256' })}.${part([1])}.AA`,
    `${part({ alg: 'RS256' })}.${part(null)}.AA`,
    `${part({ alg: 'RS256' })}.bm90IGpzb24.AA`,
    `${part([])}.${part({ iss: issuer })}.AA`,
    `AAAA.${part({ iss: issuer })}.AA`,
    `${part({ alg: 'RS256' })}.${part({ iss: [issuer] })}.AA`,
    `${part({ alg: 'RS256' })}.${part({ iss: `${issuer}/` })}.AA`,
    `${part({ alg: 'RS256' })}.${part({ iss: '__proto__' })}.AA`,
    `${part({ alg: 'RS256' })}.${Buffer.from('['.repeat(6000)).toString('base64url')}.AA`,
  ])('is refused where it is none: %s', async (token) => {
    expect((await caught(authenticate(token))).status).toBe(401)
  })

  it('is not looked at beyond sixteen kilobytes, and may have four, as Entra’s do', async () => {
    expect((await authenticate(await key.sign({ ...good, groups: 'x'.repeat(4_000) }))).client).toBe('app')
    expect(await reasonOf(await key.sign({ ...good, groups: 'x'.repeat(13_000) }))).toBe('malformed-credentials')
  })
})

describe('a good token', () => {
  it('is verified once, and looked at again when it expires', async () => {
    const clock = { now }
    let looks = 0
    const keys = localKeys({ keys: [key.jwk] })
    const verify = createTrustedIssuer(trusted, {
      keys: (header, token) => {
        looks += 1
        return keys(header, token)
      },
      now: () => clock.now,
    })
    const find = createJsonWebTokens(new Map([[issuer, verify]]), () => clock.now)
    const token = await key.sign(good)

    for (let round = 0; round < 50; round++) await find(token)
    expect(looks).toBe(1)
    clock.now += 360_000
    expect((await caught(Promise.resolve(find(token)))).reason).toBe('expired-token')
  })
})

describe('keys in PEM, RFC 7468', () => {
  it('have no names, and each of several may be meant', async () => {
    const pem = `${await exportSPKI(rival.publicKey)}\n${await exportSPKI(key.publicKey)}`
    const verify = createTrustedIssuer(trusted, { keys: localKeys(parsePublicKeys(pem)), now: () => now })
    const { privateKey } = await generateKeyPair('RS256')

    expect((await verify(await key.sign(good))).principal?.client).toBe('app')
    const stranger = await new SignJWT(good).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)
    expect((await caught(verify(stranger))).reason).toBe('wrong-signature')
  })
})
