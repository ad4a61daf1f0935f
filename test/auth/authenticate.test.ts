import { describe, expect, it } from 'vitest'
import { AuthenticationError, createAuthenticate } from '../../src/auth/authenticate.ts'
import { createBearerTokens, hashToken } from '../../src/auth/bearer-token.ts'

const token = 'Zm9v-._~+/bar=='
const authenticate = createAuthenticate(
  createBearerTokens([{ name: 'hr', tokenHashes: [hashToken(token)], access: 'write' }]),
)

const refusalOf = (header: string | undefined): AuthenticationError => {
  try {
    authenticate(header)
  } catch (error) {
    if (error instanceof AuthenticationError) return error
    throw error
  }
  throw new Error('was let in')
}

describe('authentication, RFC 6750 §2.1', () => {
  it.each([`Bearer ${token}`, `bearer ${token}`, `BEARER   ${token}`])('lets the client in with %j', (header) => {
    expect(authenticate(header).client).toBe('hr')
  })
})

describe('the challenge, RFC 6750 §3', () => {
  it.each([undefined, '', 'Basic aHI6aHI=', 'Bearertoken', `Token ${token}`])(
    'has no error code without bearer credentials: %j',
    (header) => {
      const refusal = refusalOf(header)

      expect(refusal.status).toBe(401)
      expect(refusal.reason).toBe('no-credentials')
      expect(refusal.headers).toEqual({ 'WWW-Authenticate': 'Bearer realm="scimdap"' })
    },
  )

  it('says invalid_token to an unknown token', () => {
    const refusal = refusalOf('Bearer wrong')

    expect(refusal.status).toBe(401)
    expect(refusal.reason).toBe('invalid-token')
    expect(refusal.headers).toEqual({ 'WWW-Authenticate': 'Bearer realm="scimdap", error="invalid_token"' })
  })

  it.each([
    'Bearer',
    'Bearer ',
    `Bearer ${token} ${token}`,
    `Bearer ${token}, Bearer x`,
    'Bearer a=b',
    'Bearer ä',
    `Bearer "${token}"`,
  ])('says invalid_token to what is no token: %j', (header) => {
    const refusal = refusalOf(header)

    expect(refusal.reason).toBe('malformed-credentials')
    expect(refusal.headers['WWW-Authenticate']).toBe('Bearer realm="scimdap", error="invalid_token"')
  })

  it('refuses a header of 4097 characters without looking it up', () => {
    const lookUps: string[] = []
    const spy = createAuthenticate((presented) => {
      lookUps.push(presented)
      return undefined
    })

    expect(() => spy(`Bearer ${'a'.repeat(4090)}`)).toThrow(AuthenticationError)
    expect(lookUps).toEqual([])
    expect(() => spy(`Bearer ${'a'.repeat(4089)}`)).toThrow(AuthenticationError)
    expect(lookUps).toHaveLength(1)
  })

  it('never quotes the token', () => {
    expect(JSON.stringify(refusalOf('Bearer canary')) + refusalOf('Bearer canary').message).not.toContain('canary')
  })
})
