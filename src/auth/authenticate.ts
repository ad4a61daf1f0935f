/** Authenticate: the Authorization header -> Principal, or 401. RFC 7644 §2, RFC 6750 §2.1, §3 */
import type { DenialReason } from '../observe/observation.ts'
import { ScimError } from '../scim/error.ts'
import type { Credentials } from './credentials.ts'
import type { Principal } from './principal.ts'
import type { Validity } from './token-hash.ts'

/** Rejects with AuthenticationError. */
export type Authenticate = (credentials: Credentials) => Promise<Principal>

/** Whose token that is; undefined: none that this verifier knows. Throws AuthenticationError: known, and not good. */
export type VerifyToken = (token: string) => Principal | undefined | Promise<Principal | undefined>

/** A 401 with its challenge; `reason` is for the log and not for the client. */
export class AuthenticationError extends ScimError {
  readonly reason: DenialReason

  constructor(reason: DenialReason, detail: string, challenge: string) {
    super(401, undefined, detail, { headers: { 'WWW-Authenticate': challenge } })
    this.name = 'AuthenticationError'
    this.reason = reason
  }
}

/**
 * `verifiers` are asked in their order, and the first that knows a token decides. `longestHeader`: characters of the whole
 * header; what is longer is not worth hashing. Unless given it is far above any token of ours (43 characters).
 */
export const createAuthenticate =
  (
    verifiers: readonly VerifyToken[],
    { longestHeader = 4096 }: { readonly longestHeader?: number } = {},
  ): Authenticate =>
  async ({ authorization: header }) => {
    // Another scheme (Basic) carries no credentials that we know of: RFC 6750 §3.1 wants no error code then.
    if (header === undefined || !/^bearer(?: |$)/i.test(header)) throw noCredentials()
    if (header.length > longestHeader) throw invalidToken('malformed-credentials')

    const token = /^bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1]
    if (token === undefined) throw invalidToken('malformed-credentials')

    for (const verify of verifiers) {
      const principal = await verify(token)
      if (principal !== undefined) return principal
    }
    throw invalidToken('invalid-token')
  }

/** One answer for malformed and unknown alike: RFC 6750 §3.1, invalid_token. */
export const invalidToken = (reason: DenialReason, detail = 'The bearer token is not valid'): AuthenticationError =>
  new AuthenticationError(reason, detail, `${challenge}, error="invalid_token"`)

/** Whoever has the token may know why: an identity provider shows the detail to its administrator. */
export const refuseOutside = ({ notBefore, expires }: Validity, now: number): void => {
  if (expires !== undefined && now >= expires) throw expiredToken()
  if (notBefore !== undefined && now < notBefore) throw prematureToken()
}

export const expiredToken = () => invalidToken('expired-token', 'The bearer token has expired')

export const prematureToken = () => invalidToken('premature-token', 'The bearer token is not valid yet')

/** A token that is good, and not good enough. RFC 6750 §3.1 */
export const insufficientScope = (): ScimError =>
  new ScimError(403, undefined, 'The bearer token lacks a right that this service requires', {
    headers: { 'WWW-Authenticate': `${challenge}, error="insufficient_scope"` },
  })

const challenge = 'Bearer realm="scimdap"'

const noCredentials = () =>
  new AuthenticationError('no-credentials', 'This request needs a bearer token in its Authorization header', challenge)
