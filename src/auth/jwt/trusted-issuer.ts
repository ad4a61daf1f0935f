/** TrustedIssuer: access tokens that another server signs, Entra ID for one. RFC 7519, RFC 9068 §4, RFC 8725 */
import { type ClaimRules, principalOfClaims } from '../claims.ts'
import type { SignatureAlgorithm } from '../keys/algorithms.ts'
import type { KeySource } from '../keys/key-source.ts'
import type { Verify } from '../verified.ts'
import { isAccessToken, verifyJwt } from './verify-jwt.ts'

export interface TrustedIssuer extends ClaimRules {
  /** As the tokens have it, to the letter. */
  readonly issuer: string
  /** Of which a token must name one. */
  readonly audience: readonly string[]
  readonly algorithms: readonly SignatureAlgorithm[]
  readonly clockSkewSeconds: number
}

export interface IssuerKeys {
  readonly keys: KeySource
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** A good token is looked at again when it expires, and after ten minutes: its key may have been withdrawn. */
export const createTrustedIssuer = (trusted: TrustedIssuer, { keys, now }: IssuerKeys): Verify => {
  const { issuer, audience, algorithms, clockSkewSeconds } = trusted
  return async (token) => {
    const at = now()
    const claims = await verifyJwt(token, keys, {
      ...{ issuer, audience: [...audience], algorithms: [...algorithms], isType: isAccessToken },
      ...{ clockTolerance: clockSkewSeconds, currentDate: new Date(at), requiredClaims: ['exp'] },
    })
    const expires = ((claims.exp ?? 0) + clockSkewSeconds) * 1000
    return { principal: principalOfClaims(claims, trusted), until: Math.min(expires, at + longestMs) }
  }
}

const longestMs = 600_000
