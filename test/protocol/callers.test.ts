/** Callers of a running gateway over a real directory, by each way to prove who they are. docs/authentication.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { type Authority, makeKey, startAuthority } from '../support/authority.ts'
import { token as staticToken, userBody } from '../support/gateway.ts'
import { openStage, type Stage } from './support.ts'

const tenant = '3f2a9b0e-1111-4222-8333-444455556666'
const entra = {
  iss: `https://sts.windows.net/${tenant}/`,
  aud: '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
  appid: '00000014-0000-0000-c000-000000000000',
  ...{ tid: tenant, ver: '1.0', idtyp: 'app' },
}
const key = await makeKey('entra-key-1', 'RS256')
const seconds = () => Math.floor(Date.now() / 1000)

let authority: Authority
let stage: Stage
beforeAll(async () => {
  authority = await startAuthority()
  authority.answer('/discovery/keys', { json: { keys: [key.jwk] } })
  stage = await openStage({}, () => ({
    oauth: { enabled: true },
    jwt: [{ issuer: entra.iss, audience: entra.aud, jwksUri: `${authority.url}/discovery/keys` }],
    introspection: { url: `${authority.url}/introspect`, clientId: 'scimdap', clientSecret: 's' },
    clients: [
      { name: 'hr', tokens: [hashToken(staticToken)], oauth: { secrets: [hashToken('hr-secret')] } },
      { name: 'entra', jwt: { issuer: entra.iss, claims: { appid: entra.appid, tid: tenant } } },
      { name: 'opaque', access: 'read', introspection: { claims: { client_id: 'opaque' } } },
    ],
  }))
})
afterAll(async () => {
  await stage?.end()
  await authority?.close()
})

const tokenFor = async (form: Readonly<Record<string, string>> = {}): Promise<string> => {
  const metadata = await fetch(new URL('/.well-known/oauth-authorization-server', stage.scim.url))
  const { token_endpoint: endpoint } = (await metadata.json()) as { token_endpoint: string }
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from('hr:hr-secret').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
  })
  return ((await response.json()) as { access_token: string }).access_token
}

const create = (userName: string, token: string) =>
  stage.scim.request('POST', '/Users', { body: userBody(userName), token })

describe('a client with a token of the token endpoint, RFC 6749 §4.4', () => {
  it('creates a user', async () => {
    expect((await create('by-oauth', await tokenFor())).status).toBe(201)
  })

  it('only reads with the scope scim.read', async () => {
    const token = await tokenFor({ scope: 'scim.read' })

    expect((await stage.scim.request('GET', '/Users?count=1', { token })).status).toBe(200)
    expect((await create('not-by-reader', token)).status).toBe(403)
  })
})

describe('Entra ID with a blank secret token', () => {
  const sign = (changes = {}) => key.sign({ ...entra, nbf: seconds() - 5, exp: seconds() + 3600, ...changes })

  it('creates a user with the JWT that it sends, and finds it', async () => {
    const token = await sign()

    expect((await create('by-entra', token)).status).toBe(201)
    const { body } = await stage.scim.request('GET', '/Users?filter=userName%20eq%20%22by-entra%22', { token })
    expect(body.totalResults).toBe(1)
    expect(stage.scim.observations).toContainEqual(expect.objectContaining({ kind: 'request', client: 'entra' }))
  })

  it.each([
    ['another tenant', { iss: 'https://sts.windows.net/00000000-1111-4222-8333-444455556666/' }],
    ['another application of the tenant', { appid: '5c7d1a52-0000-4000-8000-000000000000' }],
    ['a token for Microsoft Graph', { aud: '00000002-0000-0000-c000-000000000000' }],
  ])('is 401 with %s', async (_, changes) => {
    const answer = await create('not-by-entra', await sign(changes))

    expect(answer.status).toBe(401)
    expect(answer.body).toMatchObject({ status: '401', detail: 'The bearer token is not valid' })
  })
})

describe('a client whose tokens only another server knows, RFC 7662', () => {
  it('reads while the token is active; 503 while that server is away', async () => {
    authority.answer('/introspect', { json: { active: true, client_id: 'opaque' } })
    const read = (token: string) => stage.scim.request('GET', '/Users?count=1', { token })

    expect((await read('opaque-token')).status).toBe(200)
    expect((await create('not-by-opaque', 'opaque-token')).status).toBe(403)
    authority.answer('/introspect', { status: 502 })
    expect((await read('another-token')).status).toBe(503)
    expect((await read(staticToken)).status).toBe(200)
  })
})

describe('what is told of all these callers', () => {
  it('names them and their tokens, and holds no token and no secret', async () => {
    const token = await tokenFor()
    await create('told', token)
    await fetch(new URL('/oauth/token', stage.scim.url), {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'canary-client', client_secret: 'canary-secret' }),
    })
    const told = JSON.stringify(stage.scim.observations)

    expect(told).toContain(`"token":"${hashToken('hr-secret').slice(7, 15)}"`)
    expect(told).toContain('"reason":"invalid-client"')
    expect(told).not.toMatch(/hr-secret|canary|opaque-token|eyJ/)
    expect(told).not.toContain(token.slice(-20))
    expect(told).not.toContain(hashToken('hr-secret').slice(7))
  })
})

describe('/ServiceProviderConfig, RFC 7643 §5', () => {
  it('says both that bearer tokens are taken and where some are to be had', async () => {
    const { body } = await stage.scim.get('/ServiceProviderConfig')

    expect(body.authenticationSchemes).toMatchObject([
      { type: 'oauthbearertoken', primary: true },
      { type: 'oauth2', description: expect.stringContaining('/oauth/token'), primary: false },
    ])
  })
})
