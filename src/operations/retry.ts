/** Why a write is tried again from a fresh read, and how long to wait before. */
import { DirectoryError } from '../directory/directory.ts'
import { unavailable } from '../scim/error.ts'

/** Enough for a directory that is being written to from everywhere; each attempt is a read and a refused modify. */
export const maxAttempts = 60

/**
 * The entry is no longer what was read: the assertion failed (122), a value to delete is gone (16), one to add is
 * there (20), or the entry was renamed or deleted (32).
 */
const lostRaces: ReadonlySet<unknown> = new Set([122, 16, 20, 32])

export const isLostRace = (thrown: unknown): thrown is DirectoryError =>
  thrown instanceof DirectoryError && lostRaces.has(thrown.code)

export const isUnknownOutcome = (thrown: unknown): boolean =>
  thrown instanceof DirectoryError && thrown.code === 'unknown-outcome'

/** Jittered, 1 to 50 ms, so that writers that lost together do not come back together. */
export const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * Math.min(50, 2 ** attempt)))

export const contended = (cause: unknown) => unavailable('the resource is being changed too fast; try again', 1, cause)
