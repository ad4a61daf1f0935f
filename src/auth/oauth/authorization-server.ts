/** AuthorizationServer: our own token endpoint with what others need to know of it. RFC 6749 §4.4, RFC 8414, RFC 8707 */
import type { JSONWebKeySet } from 'jose'
import type { Observe } from '../../observe/observation.ts'
import { signatureAlgorithms } from '../keys/algorithms.ts'
import { publishedKeys, type SigningKey } from '../keys/signing-keys.ts'
import type { TellUse } from '../token-use.ts'
import type { Verify } from '../verified.ts'
import { createAccessTokens } from './access-tokens.ts'
import { createVerifyAssertion } from './assertions.ts'
import {
  clientAuthenticationMethods,
  createAuthenticateClient,
  type OAuthClient,
  type TokenRequest,
} from './client-authentication.ts'
import { invalidRequest, OAuthError } from './oauth-error.ts'
import type { ReplayGuard } from './replay-guard.ts'
import { grantedScope, scopes } from './scopes.ts'

export interface AuthorizationServerOptions {
  /** Without a slash at its end; the endpoints are below it. */
  readonly issuer: string
  /** Base URL of the service. */
  readonly audience: string
  /** The first signs. */
  readonly keys: readonly [SigningKey, ...SigningKey[]]
  readonly tokenSeconds: number
  readonly clients: readonly OAuthClient[]
  readonly replays: ReplayGuard
  readonly tellUse: TellUse
  readonly observe: Observe
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export interface AuthorizationServer {
  readonly paths: EndpointPaths
  readonly metadata: Readonly<Record<string, unknown>> & { readonly issuer: string }
  readonly jwks: JSONWebKeySet
  /** Throws OAuthError; ScimError 503 where the keys of a client cannot be had. */
  readonly grant: (request: TokenRequest) => Promise<TokenResponse>
  /** Judges access tokens of this server. */
  readonly verify: Verify
}

/** On the host of the issuer. */
export interface EndpointPaths {
  readonly token: string
  readonly jwks: string
  /** Where RFC 8414 §3.1 has it, and where OpenID Connect would. */
  readonly metadata: readonly string[]
}

/** RFC 6749 §5.1 */
export interface TokenResponse {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly scope: string
}

export const createAuthorizationServer = (options: AuthorizationServerOptions): AuthorizationServer => {
  const tokens = createAccessTokens(options)
  return {
    paths: pathsOf(options.issuer),
    metadata: metadataOf(options.issuer),
    jwks: publishedKeys(options.keys),
    grant: createGrant(options, tokens.issue),
    verify: tokens.verify,
  }
}

const createGrant = (
  options: AuthorizationServerOptions,
  issue: ReturnType<typeof createAccessTokens>['issue'],
): AuthorizationServer['grant'] => {
  const { issuer, audience, tokenSeconds, clients, replays, tellUse, observe, now } = options
  const verifyAssertion = createVerifyAssertion({
    ...{ audiences: [issuer, `${issuer}${tokenPath}`], algorithms: signatureAlgorithms, isNew: replays, now },
  })
  const authenticate = createAuthenticateClient({ clients, verifyAssertion, now, tellUse })
  return async (request) => {
    const { client, method } = await authenticate(request)
    requireClientCredentials(request.form.get('grant_type'))
    const resource = request.form.get('resource')
    if (resource !== undefined && resource !== audience) {
      throw new OAuthError('invalid_target', `Tokens of this server are for ${audience} alone`)
    }
    const scope = grantedScope(request.form.get('scope'), client)
    const token = await issue(client, scope)
    observe({ kind: 'token-issued', client: client.name, method, scope })
    return { access_token: token, token_type: 'Bearer', expires_in: tokenSeconds, scope }
  }
}

const requireClientCredentials = (grantType: string | undefined): void => {
  if (grantType === undefined) throw invalidRequest('grant_type is required')
  if (grantType !== 'client_credentials') {
    throw new OAuthError('unsupported_grant_type', 'The grant type of this server is client_credentials')
  }
}

const tokenPath = '/oauth/token'
const jwksPath = '/oauth/jwks'
const wellKnown = '/.well-known/oauth-authorization-server'

const pathsOf = (issuer: string): EndpointPaths => {
  const { pathname } = new URL(issuer)
  const prefix = pathname === '/' ? '' : pathname
  return {
    token: prefix + tokenPath,
    jwks: prefix + jwksPath,
    metadata: [...new Set([wellKnown + prefix, prefix + wellKnown])],
  }
}

/** RFC 8414 §2 */
const metadataOf = (issuer: string): AuthorizationServer['metadata'] => ({
  issuer,
  token_endpoint: issuer + tokenPath,
  jwks_uri: issuer + jwksPath,
  scopes_supported: scopes,
  response_types_supported: [],
  grant_types_supported: ['client_credentials'],
  token_endpoint_auth_methods_supported: clientAuthenticationMethods,
  token_endpoint_auth_signing_alg_values_supported: signatureAlgorithms,
})
