/** JsonWebTokens: a token goes to the issuer that it names, and to no other. RFC 8725 §3.8 */
import type { VerifyToken } from '../authenticate.ts'
import { remembered, type Verify } from '../verified.ts'
import { peekIssuer } from './peek.ts'

/** By the names of issuers, ours among them. */
export const createJsonWebTokens = (issuers: ReadonlyMap<string, Verify>, now: () => number): VerifyToken => {
  const verify = remembered(async (token) => {
    const issuer = peekIssuer(token)
    return issuer === undefined ? undefined : issuers.get(issuer)?.(token)
  }, now)
  return async (token) => (await verify(token))?.principal
}
