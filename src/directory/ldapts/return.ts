/**
 * createReturn: goes back to an earlier one of several servers, once that has all that the one in use has. What was away
 * comes back without the writes of the meantime, and would deny that people are there who were made then.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { hasAll, type Marks } from './marks.ts'
import type { Servers } from './servers.ts'
import type { Session } from './session.ts'

/** undefined: nothing is shown that could prove anything. */
export type ReadMarks = (session: Session, deadline: number) => Promise<Marks | undefined>

export interface ReturnOptions {
  readonly servers: Servers
  readonly readMarks: ReadMarks
  /** Does it while no write of this gateway is under way. */
  readonly withoutWrites: (work: () => Promise<void>) => Promise<void>
  readonly onCurrent: <T>(work: (session: Session, deadline: number) => Promise<T>) => Promise<T>
  /** From now on all sessions are with the server of this one. */
  readonly goTo: (session: Session) => void
}

/** Writes wait so long at most, beside the time to settle. */
const holdMs = 500
/**
 * slapd's contextCSN stays behind a write that it has answered while an older one, of another client, is not committed.
 * Both are by now.
 */
const settleMs = 250
/** A server that has just started may say that it is level while it still carries out what it has been sent. */
const restMs = 1_000
const lookAgainMs = 5

/** Looks once; where nothing can be proven it stays where it is. Calls at once are one. */
export const createReturn = (options: ReturnOptions): (() => Promise<void>) => {
  let isLooking = false
  return async () => {
    if (isLooking) return
    isLooking = true
    try {
      for (const url of options.servers.earlier()) if (await attempt(options, url)) return
    } catch {
      // One of the two went away meanwhile; whoever opens the next session tells it.
    } finally {
      isLooking = false
    }
  }
}

const attempt = async (options: ReturnOptions, url: string): Promise<boolean> => {
  const { servers, readMarks, withoutWrites, onCurrent, goTo } = options
  const session = await servers.openAt(url)
  let isTaken = false
  const isLevel = async (deadline: number): Promise<boolean> => {
    const wanted = await onCurrent(readMarks)
    while (wanted !== undefined && performance.now() < deadline) {
      const reached = await readMarks(session, deadline)
      if (reached !== undefined && hasAll(reached, wanted)) return true
      await sleep(lookAgainMs)
    }
    return false
  }
  try {
    // Only one that is almost level is worth holding writes for.
    if (!(await isLevel(performance.now() + holdMs))) return false
    await sleep(restMs)
    await withoutWrites(async () => {
      await sleep(settleMs)
      if (!(await isLevel(performance.now() + holdMs))) return
      isTaken = true
      goTo(session)
    })
    return isTaken
  } finally {
    if (!isTaken) session.connection.close()
  }
}
