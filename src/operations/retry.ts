/** retrying: a write that is decided again from a fresh read when a race was lost or no answer came. RFC 4528 */
import { DirectoryError } from '../directory/directory.ts'
import { unavailable } from '../scim/error.ts'

/** Enough for a directory that is being written to from everywhere; each attempt is a read and a refused modify. */
const maxAttempts = 60

export type ObserveRetry = (observation: {
  readonly kind: 'write-retried'
  readonly attempt: number
  readonly reason: string
}) => void

/**
 * `attempt` reads, decides and writes. It is told whether a write of an earlier attempt went out unanswered: what it
 * finds may then already be what was asked for.
 * @throws what the attempt throws, unless that is a lost race; 503 when they are lost for ever; DirectoryError
 * 'unknown-outcome' where the fate of a write cannot be learnt
 */
export const retrying = async <R>(observe: ObserveRetry, attempt: (isUncertain: boolean) => Promise<R>): Promise<R> => {
  let unanswered: DirectoryError | undefined
  let cause: unknown
  for (let number = 0; number < maxAttempts; number++) {
    try {
      return await attempt(unanswered !== undefined)
    } catch (thrown) {
      if (isUnknownOutcome(thrown)) unanswered = thrown
      // The directory is away, and so is the answer to what became of the write before.
      else if (unanswered !== undefined && isAway(thrown)) throw unanswered
      else if (!isLostRace(thrown)) throw thrown
      cause = thrown
      observe({ kind: 'write-retried', attempt: number, reason: String((thrown as DirectoryError).code) })
      await pause(number)
    }
  }
  throw unanswered ?? unavailable('the resource is being changed too fast; try again', 1, cause)
}

/**
 * The entry is no longer what was read: the assertion failed (122), a value to delete is gone (16), one to add is
 * there (20), or the entry was renamed or deleted (32).
 */
const lostRaces: ReadonlySet<unknown> = new Set([122, 16, 20, 32])

export const isLostRace = (thrown: unknown): thrown is DirectoryError =>
  thrown instanceof DirectoryError && lostRaces.has(thrown.code)

export const isAway = (thrown: unknown): thrown is DirectoryError =>
  thrown instanceof DirectoryError && thrown.code === 'unavailable'

/** insufficientAccessRights, objectClassViolation (a group that must have a member), unwillingToPerform. */
export const isRefusal = ({ code }: DirectoryError): boolean => code === 50 || code === 65 || code === 53

export const isUnknownOutcome = (thrown: unknown): thrown is DirectoryError =>
  thrown instanceof DirectoryError && thrown.code === 'unknown-outcome'

/** What follows a write that was carried out: when the directory is away by then, nobody may take the write for not done. */
export const afterWrite = <T>(rest: Promise<T>): Promise<T> =>
  rest.catch((thrown: unknown) => {
    if (!isAway(thrown)) throw thrown
    throw new DirectoryError('unknown-outcome', 'it was written, and the directory was away afterwards', {
      cause: thrown,
    })
  })

/** Jittered, 1 to 50 ms, so that writers that lost together do not come back together. */
export const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * Math.min(50, 2 ** attempt)))
