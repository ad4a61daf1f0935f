/**
 * createReturn: goes back to a better one of several servers, once that has all that the one in use has. What was away
 * comes back without the writes of the meantime, and would deny that people are there who were made then.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Observe } from '../../observe/observation.ts'
import type { Looks } from './looks.ts'
import { hasAll, lacking, type Marks, secondsBehind, writersIn } from './marks.ts'
import type { Servers } from './servers.ts'
import type { Session } from './session.ts'

export interface ReturnOptions {
  readonly servers: Servers
  readonly looks: Looks
  /** Does it while no write of this gateway is under way. */
  readonly withoutWrites: (work: () => Promise<void>) => Promise<void>
  readonly onCurrent: <T>(work: (session: Session, deadline: number) => Promise<T>) => Promise<T>
  /** From now on all sessions are with the server of this one. */
  readonly goTo: (session: Session) => void
  readonly observe: Observe
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
/** For looking at a server that is there. */
const patienceMs = 3_000
/** Milliseconds between two lines of the log about one server that does not come level. */
const tellAgainMs = 60_000

/** Looks once; where nothing can be proven it stays where it is. Calls at once are one. */
export const createReturn = (options: ReturnOptions): (() => Promise<void>) => {
  const told = new Map<string, number>()
  const tell: Tell = (url, seconds) => {
    const now = performance.now()
    const isNews = now - (told.get(url) ?? Number.NEGATIVE_INFINITY) >= tellAgainMs
    if (isNews) told.set(url, now)
    options.observe({ kind: 'server-behind', url, isNews, ...(seconds !== undefined && { seconds }) })
  }
  let isLooking = false
  return async () => {
    if (isLooking) return
    isLooking = true
    try {
      for (const url of options.servers.better()) if (await attempt(options, url, tell)) return
    } catch {
      // One of the two went away meanwhile; whoever opens the next session tells it.
    } finally {
      isLooking = false
    }
  }
}

/** How far this server is behind the one in use; undefined: it shows too little. */
type Tell = (url: string, seconds: number | undefined) => void

const attempt = async (options: ReturnOptions, url: string, tell: Tell): Promise<boolean> => {
  const { servers } = options
  const isReading = servers.stance !== 'takes-writes'
  const session = await servers.openAt(url).catch(() => undefined)
  if (session === undefined) return false
  let isTaken = false
  try {
    // One that has been used for writes is asked nothing that looks like one while it hears of those of others.
    if (isReading || !servers.hasTakenWrites(url)) {
      const stance = await options.looks.stanceOf(session, performance.now() + patienceMs)
      servers.told(url, stance)
      if (stance !== 'takes-writes') return false
    }
    isTaken = await (isReading ? leaveReader : leaveWriter)(options, session, tell)
    return isTaken
  } finally {
    if (!isTaken) session.connection.close()
  }
}

/** What other gateways and clients write there goes on meanwhile. */
const leaveWriter = async (options: ReturnOptions, session: Session, tell: Tell): Promise<boolean> => {
  const { withoutWrites, onCurrent, goTo } = options
  const { readMarks } = options.looks
  const isLevel = async (deadline: number): Promise<boolean> => {
    const wanted = await onCurrent((current, until) => readMarks(current, until))
    let reached: Marks | undefined
    while (wanted !== undefined && performance.now() < deadline) {
      reached = await readMarks(session, deadline)
      if (reached !== undefined && hasAll(reached, wanted)) return true
      await sleep(lookAgainMs)
    }
    tell(session.url, wanted && reached && secondsBehind(reached, wanted))
    return false
  }
  // Only one that is almost level is worth holding writes for.
  if (!(await isLevel(performance.now() + holdMs))) return false
  await sleep(restMs)
  let isTaken = false
  await withoutWrites(async () => {
    await sleep(settleMs)
    if (!(await isLevel(performance.now() + holdMs))) return
    isTaken = true
    goTo(session)
  })
  return isTaken
}

/**
 * Nobody can write until it is left, and what it has came from a server that takes writes, so that less is asked for. Where
 * neither shows how far it is, as other directories than OpenLDAP, that must do.
 */
const leaveReader = async (options: ReturnOptions, session: Session, tell: Tell): Promise<boolean> => {
  const { servers, onCurrent, goTo } = options
  const { readMarks, holdsNewest } = options.looks
  const isConsumer = servers.stance === 'consumer'
  const look = async () => {
    const deadline = performance.now() + patienceMs
    const wanted = await onCurrent((current, until) => readMarks(current, until, isConsumer))
    if (wanted === undefined) return { isLevel: true, isAlone: false }
    const reached = await readMarks(session, deadline)
    const isAlone = writersIn(wanted, reached ?? new Map()).size === 1
    const isLevel =
      reached !== undefined &&
      (await holdsNewest(lacking(reached, wanted), { onCurrent, session, deadline, isSole: isAlone }))
    if (!isLevel) tell(session.url, reached && secondsBehind(reached, wanted))
    return { isLevel, isAlone }
  }
  const { isLevel, isAlone } = await look()
  if (!isLevel) return false
  // One of several may be about to hear of the others' writes.
  if (!isAlone) {
    await sleep(restMs)
    if (!(await look()).isLevel) return false
  }
  goTo(session)
  return true
}
