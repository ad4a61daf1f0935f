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
  readonly observe: Observe
}

export const createLoginBrake = ({ attempts, windowSeconds, attemptsOfAddress, observe }: BrakeOptions): LoginBrake => {
  const limiter = (points: number) => new RateLimiterMemory({ points, duration: windowSeconds })
  const names = limiter(attempts)
  const addresses = attemptsOfAddress === undefined ? undefined : limiter(attemptsOfAddress)
  const take = async (by: 'name' | 'address', from: RateLimiterMemory, key: string): Promise<void> => {
    await from.consume(key).catch((thrown: unknown) => {
      if (thrown instanceof Error) throw thrown
      observe({ kind: 'login-braked', by })
      throw tooMany(Math.ceil((thrown as { readonly msBeforeNext: number }).msBeforeNext / 1_000))
    })
  }
  return {
    admit: async (userName, address) => {
      if (addresses !== undefined && address !== undefined) await take('address', addresses, address)
      await take('name', names, keyOf(userName))
      return () => {
        void names.reward(keyOf(userName))
        if (address !== undefined) void addresses?.reward(address)
      }
    },
  }
}

/** As long for every name, and one for all spellings that could be one name to the directory. */
const keyOf = (userName: string): string =>
  createHash('sha256').update(userName.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()).digest('base64url')

const tooMany = (seconds: number): ScimError =>
  tooManyRequests('Too many logins have failed; try again later', Math.max(1, seconds))
