/** Introspection: tokens that only the server that gave them can tell. RFC 7662 */
import { LRUCache } from 'lru-cache'
import { unavailable } from '../scim/error.ts'
import { createAllowance } from './allowance.ts'
import { invalidToken, refuseOutside, type VerifyToken } from './authenticate.ts'
import { type ClaimRules, type Claims, principalOfClaims } from './claims.ts'
import { looksLikeJwt, peekIssuer } from './jwt/peek.ts'
import { fetchJson } from './keys/fetch-json.ts'
import type { RemoteOptions } from './keys/remote-keys.ts'
import { digestOf } from './token-hash.ts'
import { remembered, type Verified, type Verify } from './verified.ts'

export interface Introspection extends ClaimRules {
  readonly url: string
  /** Who asks, and its secret. */
  readonly clientId: string
  readonly clientSecret: string
  /** For how long an answer is good; never beyond the `exp` in it. */
  readonly cacheSeconds: number
  readonly timeoutMs: number
  /** Of tokens that were not good when they were asked about last; others are not held back by these. */
  readonly questionsPerSecond: number
  /** JWTs of this issuer are asked about, too; undefined: none. */
  readonly issuer?: string | undefined
  /** Of which an answer must name one; empty: any will do. */
  readonly audience: readonly string[]
}

/**
 * To be asked after all who know tokens by themselves: whatever token it is asked for goes to another server. JWTs do not, unless they
 * name its issuer.
 */
export const createIntrospection = (introspection: Introspection, remote: RemoteOptions): VerifyToken => {
  const verify = remembered(createAsk(introspection, remote), remote.now)
  return async (token) => {
    if (looksLikeJwt(token) && (introspection.issuer === undefined || peekIssuer(token) !== introspection.issuer)) {
      return undefined
    }
    const principal = (await verify(token))?.principal
    if (principal === undefined) throw invalidToken('inactive-token')
    return principal
  }
}

const createAsk = (introspection: Introspection, { fetch, now, observe }: RemoteOptions): Verify => {
  const { url, timeoutMs, cacheSeconds, questionsPerSecond } = introspection
  const mayAsk = createAllowance(questionsPerSecond, now)
  /** Hashes of tokens that were good the last time: whoever has one is no stranger, and waits for none. */
  const good = new LRUCache<string, true>({ max: mostGood })
  const underWay = { strangers: 0, known: 0 }

  /** Anybody can invent tokens: what is beyond so many asks no server. */
  const enter = (key: string): keyof typeof underWay => {
    const who = good.has(key) ? 'known' : 'strangers'
    if (underWay[who] < mostUnderWay && (who === 'known' || mayAsk())) return who
    observe({ kind: 'authority-spared', url })
    throw unavailable('More tokens are shown that nobody here knows than can be asked about', 1)
  }
  return async (token) => {
    const key = digestOf(token).toString('base64url')
    const who = enter(key)
    underWay[who] += 1
    let claims: Claims
    try {
      const init = { method: 'POST', headers: headersOf(introspection), body: bodyOf(token) }
      claims = answerOf(await fetchJson(url, { fetch, timeoutMs, mostBytes, init }))
      observe({ kind: 'authority-asked', url })
    } catch (cause) {
      observe({ kind: 'authority-failed', url, cause })
      throw away()
    } finally {
      underWay[who] -= 1
    }
    const at = now()
    good.delete(key)
    if (claims.active === false) return { principal: undefined, until: at + Math.min(cacheSeconds, 5) * 1000 }
    const verified = judged(claims, introspection, at)
    good.set(key, true)
    return verified
  }
}

const mostUnderWay = 100
const mostGood = 10_000
const mostBytes = 64 * 1024

const away = () => unavailable('The server that knows these tokens does not answer now', 5)

/** "an HTTP authentication scheme" by client id and secret, form-encoded first. RFC 6749 §2.3.1 */
const headersOf = ({ clientId, clientSecret }: Introspection): Readonly<Record<string, string>> => ({
  Authorization: `Basic ${Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64')}`,
  Accept: 'application/json',
  'Content-Type': 'application/x-www-form-urlencoded',
})

const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1)

const bodyOf = (token: string): string => new URLSearchParams({ token, token_type_hint: 'access_token' }).toString()

const answerOf = (answer: unknown): Claims => {
  if (typeof answer === 'object' && answer !== null && 'active' in answer && typeof answer.active === 'boolean') {
    return answer as Claims
  }
  throw new Error('the answer does not say whether the token is active')
}

/** Some servers call active what is not good yet, or not for us. */
const judged = (claims: Claims, introspection: Introspection, at: number): Verified => {
  const expires = milliseconds(claims.exp)
  refuseOutside({ ...(expires !== undefined && { expires }), ...notBefore(claims.nbf) }, at)
  const { issuer, audience, cacheSeconds } = introspection
  if (issuer !== undefined && claims.iss !== undefined && claims.iss !== issuer) throw invalidToken('invalid-token')
  if (audience.length > 0 && ![claims.aud].flat().some((each) => audience.includes(String(each)))) {
    throw invalidToken('wrong-audience')
  }
  const until = Math.min(expires ?? Number.POSITIVE_INFINITY, at + cacheSeconds * 1000)
  return { principal: principalOfClaims(claims, introspection), until }
}

const milliseconds = (seconds: unknown): number | undefined =>
  typeof seconds === 'number' ? seconds * 1000 : undefined

/** Their clock may be a little ahead. */
const notBefore = (seconds: unknown) => {
  const time = milliseconds(seconds)
  return time === undefined ? {} : { notBefore: time - 60_000 }
}
