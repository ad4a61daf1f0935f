/** verifyJwt: signature and times of a token by keys of the configuration. RFC 7515 §5.2, RFC 7519 §7.2, RFC 8725 */
import { errors, type JWTPayload, type JWTVerifyOptions, type JWTVerifyResult, jwtVerify } from 'jose'
import { expiredToken, invalidToken, prematureToken } from '../authenticate.ts'
import type { SignatureAlgorithm } from '../keys/algorithms.ts'
import type { KeySource } from '../keys/key-source.ts'

export interface Verification extends JWTVerifyOptions {
  readonly algorithms: SignatureAlgorithm[]
  /** Of the header in lower case, without `application/`; undefined: none in it. */
  readonly isType: (type: string | undefined) => boolean
}

/**
 * The claims of a good token. What its header says of keys (`jwk`, `jku`, `x5u`, `x5c`) is not looked at.
 * Throws AuthenticationError, and ScimError 503 where keys cannot be had.
 */
export const verifyJwt = async (
  token: string,
  keys: KeySource,
  { isType, ...options }: Verification,
): Promise<JWTPayload> => {
  try {
    const { payload, protectedHeader } = await verifyWithEach(token, keys, options)
    const { typ, cty } = protectedHeader
    // Nested tokens have their claims inside, where nobody has looked. RFC 7519 §5.2
    if (cty !== undefined || !isType(typ?.toLowerCase().replace(/^application\//, '')))
      throw invalidToken('invalid-token')
    return payload
  } catch (error) {
    throw refusalOf(error)
  }
}

/** What access tokens call themselves, ours always and others' sometimes; not what logouts and assertions do. RFC 9068 §2.1, RFC 8725 §3.11 */
export const isAccessToken = (type: string | undefined): boolean =>
  type === undefined || type === 'jwt' || type === 'at+jwt'

/** Where several keys may be meant, any of them. */
const verifyWithEach = async (token: string, keys: KeySource, options: JWTVerifyOptions): Promise<JWTVerifyResult> => {
  try {
    return await jwtVerify(token, keys, options)
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
    for await (const key of error) {
      try {
        return await jwtVerify(token, key, options)
      } catch (each) {
        if (!(each instanceof errors.JWSSignatureVerificationFailed)) throw each
      }
    }
    throw new errors.JWSSignatureVerificationFailed()
  }
}

/** Whatever is no fault of a token stays what it is. */
const refusalOf = (error: unknown): unknown => {
  if (error instanceof errors.JWTExpired) return expiredToken()
  if (error instanceof errors.JWSSignatureVerificationFailed) return invalidToken('wrong-signature')
  if (error instanceof errors.JWKSNoMatchingKey) return invalidToken('unknown-key')
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf' && error.reason === 'check_failed') return prematureToken()
    if (error.claim === 'aud') return invalidToken('wrong-audience')
  }
  return error instanceof errors.JOSEError ? invalidToken('invalid-token') : error
}
