/** LoginBrake: how often a password may be guessed, for one name and from one address. RFC 6585 §4 */
import { createHash } from 'node:crypto'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Observe } from '../observe/observation.ts'
import { type ScimError, tooManyRequests } from '../scim/error.ts'

export interface LoginBrake {
  /**
   * Counts an attempt before it is made, so that many at once are not too many; what is given back takes it off again.
   * @throws ScimError 429 with Retry-After
   */
  admit(userName: string, address: string | undefined): Promise<() => void>
}

export interface BrakeOptions {
  /** Attempts that may fail within a window, for one name. */
  readonly attempts: number
  readonly windowSeconds: number
  /** The same from one address, whatever the names; undefined: a proxy stands there for everybody. */
  readonly attemptsOfAddress: number | undefined
  readonly counts?: LoginCounts
  readonly observe: Observe
}

/** Attempts of each name and of each address within its window; what is too many, others know. */
export interface LoginCounts {
  readonly names: RateLimiterMemory
  readonly addresses: RateLimiterMemory
}

/** To be kept where it is to outlive the brake. */
export const createLoginCounts = (): LoginCounts => {
  // The window is said with each attempt: another one holds for the next, and nothing that was counted is lost.
  const counter = () => new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 1 })
  return { names: counter(), addresses: counter() }
}

export const createLoginBrake = ({
  attempts,
  windowSeconds,
  attemptsOfAddress,
  counts: { names, addresses } = createLoginCounts(),
  observe,
}: BrakeOptions): LoginBrake => {
  const take = async (by: 'name' | 'address', key: string, most: number): Promise<void> => {
    const from = by === 'name' ? names : addresses
    const { consumedPoints, msBeforeNext } = await from.consume(key, 1, { customDuration: windowSeconds })
    if (consumedPoints <= most) return
    observe({ kind: 'login-braked', by })
    throw tooMany(Math.ceil(msBeforeNext / 1_000))
  }
  return {
    admit: async (userName, address) => {
      const isCounted = attemptsOfAddress !== undefined && address !== undefined
      if (isCounted) await take('address', address, attemptsOfAddress)
      await take('name', keyOf(userName), attempts)
      return () => {
        void names.reward(keyOf(userName))
        if (isCounted) void addresses.reward(address)
      }
    },
  }
}

/** As long for every name, and one for all spellings that could be one name to the directory. */
const keyOf = (userName: string): string =>
  createHash('sha256').update(userName.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()).digest('base64url')

const tooMany = (seconds: number): ScimError =>
  tooManyRequests('Too many logins have failed; try again later', Math.max(1, seconds))
