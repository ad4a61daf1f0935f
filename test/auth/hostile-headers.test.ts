/** Whatever stands in the Authorization header: 401, and nothing else, and soon. RFC 6750 §3.1 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AuthenticationError, createAuthenticate } from '../../src/auth/authenticate.ts'
import { createBearerTokens, hashToken } from '../../src/auth/bearer-token.ts'
import { createJsonWebTokens } from '../../src/auth/jwt/json-web-tokens.ts'
import { createTrustedIssuer } from '../../src/auth/jwt/trusted-issuer.ts'
import { localKeys } from '../../src/auth/keys/key-source.ts'
import { makeKey } from '../support/authority.ts'

const key = await makeKey('k1', 'ES256')
const now = Date.parse('2026-11-22T12:00:00Z')
const issuer = 'https://idp.example'
const good = { iss: issuer, aud: 'scim', sub: 'app', exp: now / 1000 + 300 }
const verify = createTrustedIssuer(
  {
    ...{ issuer, audience: ['scim'], algorithms: ['ES256', 'RS256'], clockSkewSeconds: 0, requires: {} },
    clients: [{ name: 'app', access: 'read', claims: { sub: 'app' } }],
  },
  { keys: localKeys({ keys: [key.jwk] }), now: () => now },
)
const authenticate = createAuthenticate(
  [
    createBearerTokens([{ name: 'hr', access: 'read', tokenHashes: [hashToken('static-token')] }]),
    createJsonWebTokens(new Map([[issuer, verify]]), () => now),
  ],
  { longestHeader: 16_384 },
)
const outcomeOf = async (authorization: string): Promise<string> => {
  try {
    return (await authenticate({ authorization, header: () => undefined, connection: {} })).client
  } catch (error) {
    if (error instanceof AuthenticationError) return String(error.status)
    throw error
  }
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url')

describe('any Authorization header', () => {
  it('is 401, were it made of JSON of whatever kind', async () => {
    const header = fc.oneof(
      fc.json(),
      fc.record({
        alg: fc.oneof(fc.constantFrom('ES256', 'RS256', 'none', 'HS256', 'dir'), fc.anything()),
        kid: fc.anything(),
      }),
    )
    const claims = fc.record({ iss: fc.constant(issuer), aud: fc.anything(), exp: fc.anything(), sub: fc.anything() })
    const part = (arbitrary: fc.Arbitrary<unknown>) => arbitrary.map((value) => encoded(printable(value)))
    const token = fc
      .tuple(part(header), part(claims), fc.base64String())
      .map((parts) => parts.join('.').replaceAll('=', ''))

    await fc.assert(
      fc.asyncProperty(token, async (written) => {
        expect(await outcomeOf(`Bearer ${written}`)).toBe('401')
      }),
      { numRuns: 500 },
    )
  })

  it('is 401, were it a good token with one character changed', async () => {
    const token = await key.sign(good)
    expect(await outcomeOf(`Bearer ${token}`)).toBe('app')

    // The last character of a signature has bits that mean nothing.
    for (let index = 0; index < token.length - 1; index++) {
      const other = token[index] === 'A' ? 'B' : 'A'
      expect(await outcomeOf(`Bearer ${token.slice(0, index)}${other}${token.slice(index + 1)}`)).toBe('401')
    }
  })

  it('is 401, were it any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        expect(await outcomeOf(text)).toBe('401')
        expect(await outcomeOf(`Bearer ${text}`)).toBe('401')
      }),
      { numRuns: 300 },
    )
  })

  it('takes no time that grows with more than its length', async () => {
    const texts = ['.', 'a.', '=', ' ', 'a=', 'Bearer '].map((piece) => `Bearer ${piece.repeat(16_000 / piece.length)}`)
    const startedAt = performance.now()
    for (const text of texts) expect(await outcomeOf(text)).toBe('401')

    expect(performance.now() - startedAt).toBeLessThan(500)
  })
})

/** JSON has no such thing as a symbol or a cycle. */
const printable = (value: unknown): unknown => {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null')
  } catch {
    return null
  }
}
