/** Verified: what a token was found to be, remembered by its hash: a signature costs much more than a look-up. */
import { LRUCache } from 'lru-cache'
import type { Principal } from './principal.ts'
import { digestOf } from './token-hash.ts'

export interface Verified {
  /** undefined: nobody's. */
  readonly principal: Principal | undefined
  /** Milliseconds since the epoch. */
  readonly until: number
}

export type Verify = (token: string) => Promise<Verified>

/** undefined: not for this one to judge. */
export type MayVerify = (token: string) => Promise<Verified | undefined>

/** Many that ask at once for one token get one answer; a refusal, a failure or no judgement is not remembered. */
export const remembered = (verify: MayVerify, now: () => number): MayVerify => {
  const known = new LRUCache<string, Remembered>({ max: mostTokens })
  return (token) => {
    const key = digestOf(token).toString('base64url')
    const found = known.get(key)
    if (found !== undefined && now() < found.until) return found.answer
    const asked: Remembered = { answer: verify(token), until: Number.POSITIVE_INFINITY }
    known.set(key, asked)
    const forget = () => known.peek(key) === asked && known.delete(key)
    asked.answer.then((verified) => {
      if (verified === undefined) forget()
      else asked.until = verified.until
    }, forget)
    return asked.answer
  }
}

interface Remembered {
  readonly answer: Promise<Verified | undefined>
  /** For ever, until the answer is there. */
  until: number
}

const mostTokens = 10_000
