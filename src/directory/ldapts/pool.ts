/** Pool: all sessions with the directory; who may use which, for how long, and what is tried again. */
import { TakesNoWrites } from '../directory.ts'
import { Breaker, type Failed } from './breaker.ts'
import { NoAnswer, SessionLost, unavailable, unknownOutcome } from './errors.ts'
import { type Lease, Leases } from './leases.ts'
import { type Looks, noLooks } from './looks.ts'
import type { Settings } from './options.ts'
import { createReturn } from './return.ts'
import { Servers } from './servers.ts'
import type { Session } from './session.ts'
import { SharedSessions } from './shared.ts'
import { Slots } from './slots.ts'
import { isShadow, isTurnedAway, type Stance } from './stance.ts'

/** `deadline`: on the clock of `performance.now()`, for every request of the work. */
export type Work<T> = (session: Session, deadline: number) => Promise<T>

export interface PoolStats {
  /** Sessions that are shared, that are leased now, verbs that use shared ones now, and those that wait for either. */
  readonly shared: number
  readonly leased: number
  readonly inFlight: number
  readonly waiting: number
}

/** `url`: the server in use; undefined: there is none now, and `cause` says why, where that is known. */
export interface PoolState {
  readonly url: string | undefined
  readonly cause: unknown
  /** Of the server in use, or used last; true where it was not seen to refuse. */
  readonly takesWrites: boolean
  /** How often a server came into use that takes none. */
  readonly readings: number
}

/** A read is tried on so many sessions at most. */
const attempts = 3
/** Milliseconds between two looks at whether a better server may be used again, while the one in use takes no writes. */
const returnMs = 500
/** So many looks are one while it takes writes: nobody waits for the other one. */
const calmLooks = 2
/** And after so many it is looked at whether it takes writes now: it may have become the provider. */
const stanceLooks = 10

export class Pool {
  readonly settings: Settings
  readonly #looks: Looks
  readonly #servers: Servers
  readonly #shared: SharedSessions
  /** Sets of their own, so that lists keep no transaction waiting and no storm of logins keeps lists waiting. */
  readonly #leases: { readonly scan: Leases; readonly transaction: Leases; readonly bind: Leases }
  readonly #writes: Slots
  readonly #breaker: Breaker
  readonly #upkeep: NodeJS.Timeout
  readonly #return: NodeJS.Timeout

  /** @param looks by which an earlier server is known to be level again: else none is gone back to */
  constructor(settings: Settings, looks: Looks = noLooks) {
    this.settings = settings
    this.#looks = looks
    const servers = new Servers(settings, looks.stanceOf, () => shared.members.length > 0)
    const shared: SharedSessions = new SharedSessions(settings, servers)
    const rules = {
      longestQueue: settings.waiting,
      wait: settings.timeouts.wait,
      isAway: () => shared.members.length === 0,
    }
    const leases = (limit: number) => new Leases(settings, servers, new Slots({ ...rules, limit }))
    this.#servers = servers
    this.#shared = shared
    this.#breaker = new Breaker(settings.observe)
    this.#leases = {
      scan: leases(settings.leases),
      // One after the other: slapd 2.5 was seen to crash under several at once.
      transaction: leases(1),
      bind: leases(settings.leases),
    }
    this.#writes = new Slots({ ...rules, limit: settings.writes })
    this.#upkeep = setInterval(() => this.#keepUp(), settings.idle / 2)
    this.#upkeep.unref()
    const goBack = createReturn({
      servers,
      looks,
      withoutWrites: (work) => this.#withoutWrites(work),
      onCurrent: (work) => this.read(work),
      goTo: (session) => shared.goTo(session),
      observe: settings.observe,
    })
    let turn = 0
    this.#return = setInterval(() => {
      turn += 1
      const isReading = servers.stance !== 'takes-writes'
      if (isReading || turn % calmLooks === 0) void goBack()
      if (isReading && turn % stanceLooks === 0) void this.#look().catch(() => undefined)
    }, returnMs)
    this.#return.unref()
  }

  /** On a shared session; again on another one where the first was lost. The work must change nothing. */
  read<T>(work: Work<T>): Promise<T> {
    return this.#onShared(work, () => true)
  }

  /**
   * On a shared session; again only where the request was not sent. The work sends one request.
   * @throws DirectoryError 'unknown-outcome' where the session was lost after sending
   */
  write<T>(work: Work<T>): Promise<T> {
    return this.writing(() => this.#onShared(work, (lost) => !lost.sent))
  }

  /** Takes one of the few places for writes while something else writes. @throws TakesNoWrites */
  async writing<T>(write: () => Promise<T>): Promise<T> {
    if (this.#servers.stance !== 'takes-writes') throw new TakesNoWrites()
    await this.#writes.take(this.deadline())
    try {
      return await write()
    } catch (thrown) {
      throw await this.#asTurnedAway(thrown)
    } finally {
      this.#writes.give()
    }
  }

  /** A session for one user alone; for `bind` one that is not bound, and is never used again. @throws DirectoryError 'unavailable' */
  async lease(purpose: 'scan' | 'transaction' | 'bind'): Promise<Lease> {
    this.#breaker.refuse()
    return this.#leases[purpose].take(purpose === 'bind' ? undefined : this.settings.credentials)
  }

  /** See `SharedSessions.epoch`. */
  get epoch(): number {
    return this.#shared.epoch
  }

  deadline(): number {
    return performance.now() + this.settings.timeouts.operation
  }

  stats(): PoolStats {
    const members = this.#shared.members
    const leases = Object.values(this.#leases)
    return {
      shared: members.length,
      leased: leases.reduce((sum, { taken }) => sum + taken, 0),
      inFlight: this.#shared.users,
      waiting: leases.reduce((sum, { waiting }) => sum + waiting, this.#shared.waiting + this.#writes.waiting),
    }
  }

  /** The server that the shared sessions are with, or why there is none. */
  state(): PoolState {
    const { stance, readings } = this.#servers
    return {
      ...{ url: this.#shared.members[0]?.session.url, cause: this.#shared.lastError },
      ...{ takesWrites: stance === 'takes-writes', readings },
    }
  }

  /** Ends all sessions; what is under way fails. */
  close(): void {
    clearInterval(this.#upkeep)
    clearInterval(this.#return)
    this.#shared.close()
    for (const leases of Object.values(this.#leases)) leases.close()
  }

  async #onShared<T>(work: Work<T>, mayRepeat: (lost: SessionLost) => boolean): Promise<T> {
    return await this.#breaker.run((failed) => this.#onOne(work, mayRepeat, failed))
  }

  async #onOne<T>(work: Work<T>, mayRepeat: (lost: SessionLost) => boolean, failed: Failed): Promise<T> {
    const deadline = this.deadline()
    for (let attempt = 1; ; attempt += 1) {
      const member = await this.#shared.acquire(deadline)
      try {
        return await work(member.session, deadline)
      } catch (error) {
        if (!(error instanceof SessionLost)) throw error
        this.#shared.retire(member)
        if (error.cause instanceof NoAnswer) {
          failed(error.cause)
          this.#suspect(member.session)
        }
        if (!mayRepeat(error)) throw unknownOutcome(error.cause)
        if (attempt === attempts || performance.now() >= deadline) throw unavailable('no answer', error.cause)
      } finally {
        this.#shared.release(member)
      }
    }
  }

  /** What has cut one connection off without a word may have cut all of them: they are not waited for one after the other. */
  #suspect(silent: Session): void {
    this.#shared.suspect(silent)
    for (const leases of Object.values(this.#leases)) leases.drop()
  }

  /** All places for writes are taken meanwhile, in the line of everybody else. */
  async #withoutWrites(work: () => Promise<void>): Promise<void> {
    const places = Array.from({ length: this.settings.writes }, () => this.#writes.take(this.deadline()))
    const taken = (await Promise.allSettled(places)).filter(({ status }) => status === 'fulfilled')
    try {
      if (taken.length === places.length) await work()
    } finally {
      for (const _ of taken) this.#writes.give()
    }
  }

  /** A referral may be about the entry, or about the whole server; the one who sends it can tell. */
  async #asTurnedAway(thrown: unknown): Promise<unknown> {
    if (!isTurnedAway(thrown)) return thrown
    const stance = await this.#look().catch(() => undefined)
    if ((stance ?? 'takes-writes') === 'takes-writes' && !isShadow(thrown)) return thrown
    return new TakesNoWrites({ cause: thrown, ...(thrown.index !== undefined && { index: thrown.index }) })
  }

  async #look(): Promise<Stance> {
    return await this.read(async (session, deadline) => {
      const stance = await this.#looks.stanceOf(session, deadline)
      this.#servers.seen(session, stance)
      return stance
    })
  }

  /** Tries the sessions that were idle, so that a dead one is found before somebody needs it. */
  #keepUp(): void {
    for (const leases of Object.values(this.#leases)) leases.tidy()
    const now = performance.now()
    for (const member of this.#shared.members) {
      if (member.users > 0 || now - member.lastUsedAt < this.settings.idle) continue
      member.lastUsedAt = now
      void member.session.tryOut(now + this.settings.timeouts.connect)
    }
  }
}
