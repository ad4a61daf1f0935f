/** A token endpoint with clients of each kind, and the service that takes its tokens: HTTP and callers alone, without a directory. */
import { openCallers } from '../../src/app/callers.ts'
import { createKept, type Kept } from '../../src/app/kept.ts'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { loadConfig } from '../../src/config/load.ts'
import { type Authority, makeKey } from '../support/authority.ts'
import { createTestHttp, publicUrl } from './support.ts'

export const issuer = 'https://scim.example'
export const tokenUrl = `${issuer}/oauth/token`
export const start = Date.parse('2026-11-22T12:00:00Z')
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Of the examples in RFC 6749. */
export const rfcClient = { id: 's6BhdRkqt3', secret: 'gX1fBat3bV' }
export const key = await makeKey('k1', 'ES256')

const configurationOf = (authority: Authority | undefined, signingKeyFile: string | undefined) => ({
  publicUrl,
  directory: { urls: ['ldap://127.0.0.1:1'], bindDn: 'cn=x', password: 'x' },
  users: { base: 'dc=x' },
  oauth: { enabled: true, ...(signingKeyFile && { signingKeyFile }) },
  clients: [
    { name: 'hr', oauth: { clientId: rfcClient.id, secrets: [hashToken(rfcClient.secret)] } },
    { name: 'audit', access: 'read', oauth: { secrets: [hashToken('audit-secret')] } },
    {
      ...{ name: 'odd', access: 'write' },
      oauth: {
        clientId: 'a:b%c+d',
        secrets: [
          hashToken('p%s:+ä'),
          `${hashToken('ended')} expires=2026-11-22`,
          `${hashToken('to-come')} notBefore=2026-11-23`,
        ],
      },
    },
    { name: 'static', tokens: [hashToken('static-token')] },
    { name: 'signer', oauth: { keysFile: 'keys.json' } },
    ...(authority === undefined ? [] : [{ name: 'remote', oauth: { jwksUri: `${authority.url}/keys` } }]),
  ],
})

export interface Given {
  readonly authority?: Authority
  /** PEM. */
  readonly signingKeys?: string
  /** Of the service before, where the configuration is loaded again. */
  readonly kept?: Kept
  /** Of the service, base path included. */
  readonly url?: string
}

/** `token` asks for one, `call` uses one. */
export const createTokenService = ({ authority, signingKeys, url = publicUrl, kept = createKept() }: Given = {}) => {
  const clock = { now: start }
  const config = loadConfig({
    text: JSON.stringify(configurationOf(authority, signingKeys === undefined ? undefined : 'signing.pem')),
    environment: {},
    readFile: (path) => (path.endsWith('.pem') ? (signingKeys ?? '') : JSON.stringify({ keys: [key.jwk] })),
  })
  const told: Parameters<Parameters<typeof openCallers>[0]['observe']>[0][] = []
  const callers = openCallers({
    logIn: async () => undefined,
    config,
    url,
    kept,
    now: () => clock.now,
    fetch,
    observe: (one) => told.push(one),
  })
  const { app, observations } = createTestHttp({ ...callers, publicUrl: url })

  const post = (form: Readonly<Record<string, string>> | string, headers: Readonly<Record<string, string>> = {}) =>
    app.request(callers.authorizationServer?.paths.token ?? '', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    })
  const token = async (...given: Parameters<typeof post>): Promise<string> => {
    const response = await post(...given)
    const { access_token: accessToken } = (await response.json()) as { access_token?: string }
    if (accessToken === undefined) throw new Error(`no token: ${response.status}`)
    return accessToken
  }
  const call = (accessToken: string, method = 'GET') =>
    app.request(`${new URL(url).pathname}/Users/u-1`, { method, headers: { Authorization: `Bearer ${accessToken}` } })
  return { clock, app, post, token, call, told, observations }
}

export const basic = (id: string, secret: string) => ({
  Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
})

export const errorOf = async (response: Response): Promise<readonly [status: number, error: string]> => {
  const { error, error_description: description } = (await response.json()) as Record<string, string>
  // RFC 6749 §5.2: what a description may be made of.
  if (!/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(description ?? '')) throw new Error(`no description: ${description}`)
  return [response.status, error ?? '']
}
