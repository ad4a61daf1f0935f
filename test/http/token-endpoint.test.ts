import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { basic, createTokenService, errorOf, issuer, rfcClient, start, tokenUrl } from './oauth-support.ts'
import { publicUrl } from './support.ts'

const service = createTokenService()
const { post, token, call } = service
const ofRfc = basic(rfcClient.id, rfcClient.secret)
const grant = { grant_type: 'client_credentials' }

describe('the token endpoint, RFC 6749 §4.4', () => {
  it('gives a token for the request of §4.4.2', async () => {
    const response = await post('grant_type=client_credentials', {
      Authorization: 'Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW',
    })

    expect(response.status).toBe(200)
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(response.headers.get('Content-Type')).toBe('application/json')
    expect(await response.json()).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'scim',
    })
  })

  it('takes client id and secret from the body, as §2.3.1 has it', async () => {
    const form = { ...grant, client_id: rfcClient.id, client_secret: rfcClient.secret }

    expect((await post(form)).status).toBe(200)
  })

  it('gives tokens of RFC 9068, for this service alone', async () => {
    const accessToken = await token(grant, ofRfc)

    expect(decodeProtectedHeader(accessToken)).toEqual({ alg: 'ES256', kid: expect.any(String), typ: 'at+jwt' })
    expect(decodeJwt(accessToken)).toEqual({
      ...{ iss: issuer, aud: publicUrl, sub: rfcClient.id, client_id: rfcClient.id, scope: 'scim' },
      ...{ iat: start / 1000, exp: start / 1000 + 900, jti: expect.any(String) },
    })
    expect((await call(accessToken)).status).toBe(200)
    expect((await call(accessToken, 'DELETE')).status).toBe(204)
  })

  it('decodes what RFC 6749 §2.3.1 encodes', async () => {
    const encoded = basic('a%3Ab%25c%2Bd', 'p%25s%3A%2B%C3%A4')

    expect((await post(grant, encoded)).status).toBe(200)
    expect(await errorOf(await post(grant, basic('a%3Ab%c+d', 'p%s')))).toEqual([401, 'invalid_client'])
  })

  it.each([
    ['a writer all that it may', {}, 'scim', 204],
    ['a writer reading, where it asks for that', { scope: 'scim.read' }, 'scim.read', 403],
    ['a writer all, where it asks for both', { scope: 'scim.read scim' }, 'scim', 204],
    ['a reader reading, whatever it asks for', { ...reader(), scope: 'scim' }, 'scim.read', 403],
  ])('gives %s', async (_, form, scope, status) => {
    const response = await post({ ...grant, ...form }, 'client_id' in form ? {} : ofRfc)
    const answer = (await response.json()) as { scope: string; access_token: string }

    expect(answer.scope).toBe(scope)
    expect((await call(answer.access_token)).status).toBe(200)
    service.observations.length = 0
    expect((await call(answer.access_token, 'DELETE')).status).toBe(status)
    const refused = service.observations.flatMap((one) => (one.kind === 'change' ? [[one.outcome, one.status]] : []))
    expect(refused).toEqual(status === 403 ? [['refused', 403]] : [])
  })

  it('takes the service for the resource, RFC 8707, and no other', async () => {
    expect((await post({ ...grant, resource: publicUrl }, ofRfc)).status).toBe(200)
    expect(await errorOf(await post({ ...grant, resource: issuer }, ofRfc))).toEqual([400, 'invalid_target'])
  })
})

const wrongForms: readonly (readonly [string, string, readonly [number, string]])[] = [
  ['no grant type', 'scope=scim', [400, 'invalid_request']],
  ['an empty grant type', 'grant_type=', [400, 'invalid_request']],
  ['another grant type', 'grant_type=password&username=a&password=b', [400, 'unsupported_grant_type']],
  ['a scope that is none', 'grant_type=client_credentials&scope=admin', [400, 'invalid_scope']],
  ['an odd scope', 'grant_type=client_credentials&scope=scim%20%20scim', [400, 'invalid_scope']],
  ['a parameter twice', 'grant_type=client_credentials&grant_type=client_credentials', [400, 'invalid_request']],
  ['a scope twice', 'grant_type=client_credentials&scope=scim&scope=scim.read', [400, 'invalid_request']],
  ['two ways to prove who it is', 'grant_type=client_credentials&client_secret=x', [400, 'invalid_request']],
  ['two client ids', 'grant_type=client_credentials&client_id=audit', [400, 'invalid_request']],
  ['a body that is too large', `grant_type=client_credentials&x=${'x'.repeat(33_000)}`, [413, 'invalid_request']],
]

describe('errors of the token endpoint, RFC 6749 §5.2', () => {
  it.each(wrongForms)('answers %s', async (_, form, expected) => {
    const response = await post(form, ofRfc)

    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(await errorOf(response)).toEqual(expected)
  })

  it.each([
    ['application/json', '{"grant_type":"client_credentials"}'],
    ['text/plain', 'grant_type=client_credentials'],
    ['multipart/form-data; boundary=x', '--x--'],
  ])('answers a body of %s', async (type, body) => {
    expect(await errorOf(await post(body, { ...ofRfc, 'Content-Type': type }))).toEqual([400, 'invalid_request'])
  })

  it.each([
    ['an unknown client', basic('nobody', rfcClient.secret)],
    ['a wrong secret', basic(rfcClient.id, 'gX1fBat3bW')],
    ['the secret of another client', basic('audit', rfcClient.secret)],
    ['an empty secret', basic(rfcClient.id, '')],
    ['a secret that has expired', basic('a%3Ab%25c%2Bd', 'ended')],
    ['a secret of tomorrow', basic('a%3Ab%25c%2Bd', 'to-come')],
    ['a static token in place of a secret', basic('static', 'static-token')],
    ['a hash in place of a secret', basic('signer', 'sha256:x')],
    ['no base64', { Authorization: 'Basic ???' }],
    ['no colon', { Authorization: `Basic ${Buffer.from('x').toString('base64')}` }],
    ['nothing', { Authorization: 'Basic' }],
    ['a broken escape', basic('%zz', '%')],
  ])('answers %s with 401, the same for all', async (_, headers) => {
    const response = await post(grant, headers)

    expect(response.headers.get('WWW-Authenticate')).toBe('Basic realm="scimdap", charset="UTF-8"')
    expect(await response.json()).toEqual({
      error: 'invalid_client',
      error_description: 'Which client this is was not proved',
    })
    expect(response.status).toBe(401)
  })

  it('has no challenge for credentials in the body', async () => {
    const forms: readonly Record<string, string>[] = [
      {},
      { client_id: rfcClient.id },
      { client_id: rfcClient.id, client_secret: 'x' },
    ]
    for (const form of forms) {
      const response = await post({ ...grant, ...form })
      expect(await errorOf(response)).toEqual([401, 'invalid_client'])
      expect(response.headers.has('WWW-Authenticate')).toBe(false)
    }
  })

  it('is told with its reason, and without the secret', async () => {
    const { post: ask, observations, told } = createTokenService()
    await ask(grant, basic(rfcClient.id, 'canary-secret'))
    await ask(grant, basic('a%3Ab%25c%2Bd', 'ended'))
    await ask(grant, basic('canary-client', 'canary-secret'))
    await ask(grant, ofRfc)

    const reasons = observations.flatMap((one) => (one.kind === 'denied' ? [one.reason] : []))
    expect(reasons).toEqual(['invalid-client', 'expired-token', 'invalid-client'])
    expect(told.map(({ kind }) => kind)).toEqual(['signing-key-made', 'token-used', 'token-issued'])
    expect(JSON.stringify([observations, told])).not.toMatch(/canary|gX1fBat3bV/)
  })

  it('answers other methods with 405, and never takes credentials from the URL', async () => {
    const { app } = service
    const url = `/oauth/token?grant_type=client_credentials&client_id=${rfcClient.id}&client_secret=${rfcClient.secret}`

    expect((await app.request(url)).status).toBe(405)
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    expect((await app.request(url, { method: 'POST', headers })).status).toBe(401)
  })
})

describe('what others need to know, RFC 8414', () => {
  it('is at the well-known path', async () => {
    const response = await service.app.request('/.well-known/oauth-authorization-server')

    expect(response.headers.get('Content-Type')).toBe('application/json')
    expect(await response.json()).toMatchObject({
      issuer,
      token_endpoint: tokenUrl,
      jwks_uri: `${issuer}/oauth/jwks`,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      scopes_supported: ['scim', 'scim.read'],
      response_types_supported: [],
    })
  })

  it('is the public key of each token, and nothing private', async () => {
    const { keys } = (await (await service.app.request('/oauth/jwks')).json()) as { keys: Record<string, string>[] }

    const { kid } = decodeProtectedHeader(await token(grant, ofRfc))
    expect(keys).toEqual([
      { kty: 'EC', crv: 'P-256', kid, alg: 'ES256', use: 'sig', x: expect.any(String), y: expect.any(String) },
    ])
  })
})

function reader() {
  return { client_id: 'audit', client_secret: 'audit-secret' }
}
