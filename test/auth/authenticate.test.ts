import { describe, expect, it } from 'vitest'
import { AuthenticationError, createAuthenticate } from '../../src/auth/authenticate.ts'
import { createBearerTokens, hashToken } from '../../src/auth/bearer-token.ts'
import type { Credentials } from '../../src/auth/credentials.ts'

const token = 'Zm9v-._~+/bar=='
const verify = createAuthenticate([
  createBearerTokens([{ name: 'hr', tokenHashes: [hashToken(token)], access: 'write' }]),
])
const shown = (authorization: string | undefined): Credentials => ({
  authorization,
  header: () => undefined,
  connection: {},
})
const authenticate = (authorization: string | undefined) => verify(shown(authorization))

const refusalOf = async (header: string | undefined): Promise<AuthenticationError> => {
  try {
    await authenticate(header)
  } catch (error) {
    if (error instanceof AuthenticationError) return error
    throw error
  }
  throw new Error('was let in')
}

describe('authentication, RFC 6750 §2.1', () => {
  it.each([`Bearer ${token}`, `bearer ${token}`, `BEARER   ${token}`])('lets the client in with %j', async (header) => {
    expect((await authenticate(header)).client).toBe('hr')
  })
})

describe('the challenge, RFC 6750 §3', () => {
  it.each([undefined, '', 'Basic aHI6aHI=', 'Bearertoken', `Token ${token}`])(
    'has no error code without bearer credentials: %j',
    async (header) => {
      const refusal = await refusalOf(header)

      expect(refusal.status).toBe(401)
      expect(refusal.reason).toBe('no-credentials')
      expect(refusal.headers).toEqual({ 'WWW-Authenticate': 'Bearer realm="scimdap"' })
    },
  )

  it('says invalid_token to an unknown token', async () => {
    const refusal = await refusalOf('Bearer wrong')

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
  ])('says invalid_token to what is no token: %j', async (header) => {
    const refusal = await refusalOf(header)

    expect(refusal.reason).toBe('malformed-credentials')
    expect(refusal.headers['WWW-Authenticate']).toBe('Bearer realm="scimdap", error="invalid_token"')
  })

  it('refuses a header of 4097 characters without looking it up', async () => {
    const lookUps: string[] = []
    const spy = createAuthenticate([
      (presented) => {
        lookUps.push(presented)
        return undefined
      },
    ])

    await expect(spy(shown(`Bearer ${'a'.repeat(4090)}`))).rejects.toThrow(AuthenticationError)
    expect(lookUps).toEqual([])
    await expect(spy(shown(`Bearer ${'a'.repeat(4089)}`))).rejects.toThrow(AuthenticationError)
    expect(lookUps).toHaveLength(1)
  })

  it('never quotes the token', async () => {
    const refusal = await refusalOf('Bearer canary')

    expect(JSON.stringify(refusal) + refusal.message).not.toContain('canary')
  })
})

describe('several ways to know a token', () => {
  it('asks one after the other until one knows it', async () => {
    const asked: string[] = []
    const knows = (name: string, known: boolean) => async () => {
      asked.push(name)
      return known ? { client: name, grant: { read: true, write: false } } : undefined
    }
    const several = createAuthenticate([knows('first', false), knows('second', true), knows('third', true)])

    expect((await several(shown('Bearer abcdefgh'))).client).toBe('second')
    expect(asked).toEqual(['first', 'second'])
  })
})
