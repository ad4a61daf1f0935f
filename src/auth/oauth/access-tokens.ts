/** AccessTokens: those that our token endpoint gives out, and that this service takes. RFC 9068 */
import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { invalidToken } from '../authenticate.ts'
import { verifyJwt } from '../jwt/verify-jwt.ts'
import { localKeys } from '../keys/key-source.ts'
import { publishedKeys, type SigningKey } from '../keys/signing-keys.ts'
import { type CallingClient, principalOf } from '../principal.ts'
import type { Verify } from '../verified.ts'
import { type GrantedScope, isScope, narrowed } from './scopes.ts'

export interface AccessTokenOptions {
  readonly issuer: string
  /** Whom the tokens are for: the base URL of the service. */
  readonly audience: string
  /** The first signs. */
  readonly keys: readonly [SigningKey, ...SigningKey[]]
  readonly tokenSeconds: number
  readonly clients: readonly OAuthIdentity[]
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export interface OAuthIdentity extends CallingClient {
  /** As it calls itself here. */
  readonly clientId: string
}

export interface AccessTokens {
  issue(client: OAuthIdentity, scope: GrantedScope): Promise<string>
  readonly verify: Verify
}

export const createAccessTokens = (options: AccessTokenOptions): AccessTokens => ({
  issue: createIssue(options),
  verify: createVerify(options),
})

const createIssue =
  ({ issuer, audience, keys: [key], tokenSeconds, now }: AccessTokenOptions): AccessTokens['issue'] =>
  ({ clientId }, scope) => {
    const at = Math.floor(now() / 1000)
    return new SignJWT({ client_id: clientId, scope })
      .setProtectedHeader({ alg: key.algorithm, kid: key.kid, typ: type })
      .setIssuer(issuer)
      .setSubject(clientId)
      .setAudience(audience)
      .setIssuedAt(at)
      .setExpirationTime(at + tokenSeconds)
      .setJti(randomUUID())
      .sign(key.privateKey)
  }

/** What the client may is looked up and not in the token: whoever is taken out of the configuration is out at once. */
const createVerify = ({ issuer, audience, keys, clients, now }: AccessTokenOptions): Verify => {
  const published = localKeys(publishedKeys(keys))
  const principals = new Map(clients.map((client) => [client.clientId, principalOf(client)]))
  const algorithms = [...new Set(keys.map(({ algorithm }) => algorithm))]
  return async (token) => {
    const claims = await verifyJwt(token, published, {
      ...{ issuer, audience, algorithms, isType: (found) => found === type },
      ...{
        clockTolerance: clockSkewSeconds,
        currentDate: new Date(now()),
        requiredClaims: ['exp', 'client_id', 'scope'],
      },
    })
    const principal = principals.get(String(claims.client_id))
    if (principal === undefined) throw invalidToken('unknown-client')
    if (!isScope(claims.scope)) throw invalidToken('invalid-token')
    return { principal: narrowed(principal, claims.scope), until: (claims.exp ?? 0) * 1000 }
  }
}

const type = 'at+jwt'
/** Between replicas that have one signing key. */
const clockSkewSeconds = 30
