/** openCallers: how clients prove who they are to one service: tokens of ours first, then issuers, then whoever else is asked. */
import { createAuthenticate } from '../auth/authenticate.ts'
import { createBearerTokens } from '../auth/bearer-token.ts'
import type { ClaimedClient } from '../auth/claims.ts'
import { createIntrospection } from '../auth/introspection.ts'
import { createJsonWebTokens } from '../auth/jwt/json-web-tokens.ts'
import { createTrustedIssuer } from '../auth/jwt/trusted-issuer.ts'
import { type KeySource, localKeys } from '../auth/keys/key-source.ts'
import { createRemoteKeys, type RemoteOptions } from '../auth/keys/remote-keys.ts'
import { makeSigningKey, parseSigningKeys } from '../auth/keys/signing-keys.ts'
import { createLoginCounts } from '../auth/login-brake.ts'
import { type AuthorizationServer, createAuthorizationServer } from '../auth/oauth/authorization-server.ts'
import { createReplayGuard } from '../auth/oauth/replay-guard.ts'
import { createTellUse, createTold } from '../auth/token-use.ts'
import type { KeysConfig } from '../config/caller-secrets.ts'
import type { Config } from '../config/config.ts'
import { issuerOf } from '../config/issuer.ts'
import type { HttpDependencies } from '../http/dependencies.ts'
import type { LoggingIn } from '../operations/log-in.ts'
import { createAuthentication } from './authentication.ts'
import type { Kept } from './kept.ts'

export interface CallersOptions extends RemoteOptions {
  readonly config: Pick<Config, 'clients' | 'callers' | 'basic' | 'listen'>
  /** The id of who has logged in. Throws ScimError 503 while the directory is away. */
  readonly logIn: (given: LoggingIn) => Promise<string | undefined>
  /** Where clients reach the service, base path included, without a slash at its end. */
  readonly url: string
  /** Keys of this process, and which assertions were used, outlive a reload. */
  readonly kept: Kept
}

export const openCallers = (
  options: CallersOptions,
): Pick<HttpDependencies, 'authenticate' | 'authorizationServer'> => {
  const { config, observe, now } = options
  const authorizationServer = authorizationServerOf(options)
  const issuers = new Map(trustedIssuers(options))
  if (authorizationServer !== undefined) issuers.set(authorizationServer.metadata.issuer, authorizationServer.verify)
  // In this order: a token that we know by itself is never shown to anybody else.
  const verifiers = [
    createBearerTokens(config.clients, {
      now,
      tellUse: createTellUse({ observe, now, told: options.kept('told uses of tokens', createTold) }),
    }),
    ...(issuers.size === 0 ? [] : [createJsonWebTokens(issuers, now)]),
    ...introspectionOf(options),
  ]
  const bearer = createAuthenticate(verifiers, longest(config))
  return {
    authenticate: createAuthentication({
      ...{ config, bearer, logIn: options.logIn, observe, now },
      loginCounts: options.kept('logins that failed', createLoginCounts),
    }),
    authorizationServer,
  }
}

/** Tokens of others hold what they like; Entra ID's have two kilobytes. */
const longest = ({ callers: { issuers, introspection } }: CallersOptions['config']) =>
  issuers.length === 0 && introspection === undefined ? {} : { longestHeader: 16_384 }

const authorizationServerOf = (options: CallersOptions): AuthorizationServer | undefined => {
  const { config, url, observe, now, kept } = options
  const { oauth } = config.callers
  if (oauth === undefined) return undefined
  if (oauth.signingKeys === undefined) observe({ kind: 'signing-key-made' })
  return createAuthorizationServer({
    issuer: oauth.issuer ?? issuerOf(url),
    audience: url,
    keys: oauth.signingKeys === undefined ? [kept('signing key', makeSigningKey)] : parseSigningKeys(oauth.signingKeys),
    tokenSeconds: oauth.tokenSeconds,
    clients: config.clients.flatMap(({ oauth: own, ...client }) =>
      own === undefined ? [] : [{ ...client, ...own, keys: own.keys && keysOf(own.keys, options) }],
    ),
    replays: kept('used assertions', createReplayGuard),
    tellUse: createTellUse({ observe, now, told: kept('told uses of secrets', createTold) }),
    observe,
    now,
  })
}

const trustedIssuers = (options: CallersOptions) =>
  options.config.callers.issuers.map(({ keys, requires = {}, ...issuer }) => {
    const clients = options.config.clients.flatMap(({ jwt, ...client }): readonly ClaimedClient[] =>
      jwt?.issuer === issuer.issuer ? [{ ...client, claims: jwt.claims }] : [],
    )
    const verify = createTrustedIssuer(
      { ...issuer, requires, clients },
      { keys: keysOf(keys, options), now: options.now },
    )
    return [issuer.issuer, verify] as const
  })

const introspectionOf = (options: CallersOptions) => {
  const { introspection } = options.config.callers
  if (introspection === undefined) return []
  const clients = options.config.clients.flatMap(({ introspection: own, ...client }): readonly ClaimedClient[] =>
    own === undefined ? [] : [{ ...client, claims: own.claims }],
  )
  return [createIntrospection({ ...introspection, requires: introspection.requires ?? {}, clients }, options)]
}

const keysOf = (keys: KeysConfig, remote: RemoteOptions): KeySource =>
  keys.kind === 'remote' ? createRemoteKeys(keys.url, remote) : localKeys(keys.keys)
