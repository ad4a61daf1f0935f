/** Authenticate: the Authorization header -> Principal, or 401. RFC 7644 §2, RFC 6750 §2.1, §3 */
import type { DenialReason } from '../observe/observation.ts'
import { ScimError } from '../scim/error.ts'
import type { Credentials } from './credentials.ts'
import type { Principal } from './principal.ts'

/** Rejects with AuthenticationError. */
export type Authenticate = (credentials: Credentials) => Promise<Principal>

/** Whose token that is; undefined: none that this verifier knows. */
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

/** `verifiers` are asked in their order, and the first that knows a token decides. */
export const createAuthenticate =
  (verifiers: readonly VerifyToken[]): Authenticate =>
  async ({ authorization: header }) => {
    // Another scheme (Basic) carries no credentials that we know of: RFC 6750 §3.1 wants no error code then.
    if (header === undefined || !/^bearer(?: |$)/i.test(header)) throw noCredentials()
    if (header.length > longestHeader) throw refused('malformed-credentials')

    const token = /^bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1]
    if (token === undefined) throw refused('malformed-credentials')

    for (const verify of verifiers) {
      const principal = await verify(token)
      if (principal !== undefined) return principal
    }
    throw refused('invalid-token')
  }

/** Far above any token of ours (43 characters): what is longer is not worth hashing. */
const longestHeader = 4096
const challenge = 'Bearer realm="scimdap"'

const noCredentials = () =>
  new AuthenticationError('no-credentials', 'This request needs a bearer token in its Authorization header', challenge)

/** One answer for malformed and unknown alike: RFC 6750 §3.1, invalid_token. */
const refused = (reason: DenialReason) =>
  new AuthenticationError(reason, 'The bearer token is not valid', `${challenge}, error="invalid_token"`)
