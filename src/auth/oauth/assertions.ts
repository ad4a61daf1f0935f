/** Assertions: a client that signs who it is, private_key_jwt. RFC 7523 §2.2, §3 */
import { invalidToken } from '../authenticate.ts'
import { verifyJwt } from '../jwt/verify-jwt.ts'
import type { SignatureAlgorithm } from '../keys/algorithms.ts'
import type { KeySource } from '../keys/key-source.ts'
import type { ReplayGuard } from './replay-guard.ts'

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

export interface AssertionOptions {
  /** What the token endpoint is called: its URL, or the issuer. */
  readonly audiences: readonly string[]
  readonly algorithms: readonly SignatureAlgorithm[]
  readonly isNew: ReplayGuard
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Throws AuthenticationError where the assertion is not the client's, not good now, or not new; 503 where keys are away. */
export type VerifyAssertion = (assertion: string, client: AssertingClient) => Promise<void>

export interface AssertingClient {
  readonly clientId: string
  readonly keys: KeySource
}

export const createVerifyAssertion = ({ audiences, algorithms, isNew, now }: AssertionOptions): VerifyAssertion => {
  return async (assertion, { clientId, keys }) => {
    const at = now()
    const claims = await verifyJwt(assertion, keys, {
      ...{ issuer: clientId, subject: clientId, audience: [...audiences], algorithms: [...algorithms], isType },
      ...{ clockTolerance: clockSkewSeconds, currentDate: new Date(at), requiredClaims: ['exp', 'jti'] },
    })
    const { aud, exp = 0, jti = '' } = claims
    // One that names another server too could be sent there by us, or here by that one. draft-ietf-oauth-rfc7523bis §4
    if ([aud].flat().length !== 1) throw invalidToken('wrong-audience')
    const lifetime = exp - at / 1000
    if (lifetime > longestSeconds || typeof jti !== 'string' || jti === '' || jti.length > longestId)
      throw invalidToken('invalid-token')
    const isFirst = isNew({ key: `${clientId} ${jti}`, until: (exp + clockSkewSeconds) * 1000, now: at })
    if (!isFirst) throw invalidToken('replayed-assertion')
  }
}

/** `jwt`, nothing, or what the successor of RFC 7523 calls them; an access token is no assertion. */
const isType = (type: string | undefined): boolean =>
  type === undefined || type === 'jwt' || type === 'client-authentication+jwt'

const clockSkewSeconds = 60
/** For so long an assertion is remembered at most. */
const longestSeconds = 3_600
const longestId = 256
