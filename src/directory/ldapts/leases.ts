/** Leases: sessions that one user has for itself, from a bounded set beside the shared ones. */
import { setTimeout as sleep } from 'node:timers/promises'
import { unavailable } from './errors.ts'
import type { Credentials, Settings } from './options.ts'
import type { Servers } from './servers.ts'
import type { Session } from './session.ts'
import { pause } from './shared.ts'
import type { Slots } from './slots.ts'

export interface Lease {
  readonly session: Session
  /** Gives the session back for the next user. Only the first call of `release` or `discard` counts. */
  release(): void
  /** Closes the session: after a failure, or where the server may still remember something of this user. */
  discard(): void
}

interface Idle {
  readonly session: Session
  readonly since: number
}

export class Leases {
  readonly #settings: Settings
  readonly #servers: Servers
  readonly #slots: Slots
  #idle: Idle[] = []
  readonly #taken = new Set<Session>()
  #closed = false

  constructor(settings: Settings, servers: Servers, slots: Slots) {
    this.#settings = settings
    this.#servers = servers
    this.#slots = slots
  }

  get taken(): number {
    return this.#slots.taken
  }

  get waiting(): number {
    return this.#slots.waiting
  }

  /**
   * @param credentials undefined: a new session, not bound
   * @throws DirectoryError 'unavailable'
   */
  async take(credentials: Credentials | undefined): Promise<Lease> {
    await this.#slots.take(performance.now() + this.#settings.timeouts.operation)
    try {
      const session = (credentials && this.#reuse()) ?? (await this.#open(credentials))
      this.#taken.add(session)
      if (this.#closed) session.connection.close()
      return this.#leaseOf(session, credentials !== undefined)
    } catch (error) {
      this.#slots.give()
      throw error
    }
  }

  /** Closes the sessions that nobody has wanted for a while. */
  tidy(): void {
    const now = performance.now()
    const tooLong = this.#idle.filter(({ since }) => now - since > this.#settings.idle)
    this.#idle = this.#idle.filter((idle) => !tooLong.includes(idle))
    for (const { session } of tooLong) session.connection.close()
  }

  /** Closes all that are not in use: they may be dead without a word. */
  drop(): void {
    for (const { session } of this.#idle) session.connection.close()
    this.#idle = []
  }

  close(): void {
    this.#closed = true
    this.drop()
    for (const session of this.#taken) session.connection.close()
  }

  #reuse(): Session | undefined {
    const now = performance.now()
    while (true) {
      const session = this.#idle.pop()?.session
      if (session === undefined) return undefined
      const isYoung = now - session.openedAt < this.#settings.maxAge
      if (session.connection.isUsable && isYoung && this.#servers.isCurrent(session)) return session
      session.connection.close()
    }
  }

  /** Knocks until a server answers or `timeouts.wait` is over. */
  async #open(credentials: Credentials | undefined): Promise<Session> {
    const deadline = performance.now() + this.#settings.timeouts.wait
    while (true) {
      if (this.#closed) throw unavailable('the pool is closed')
      try {
        return await this.#servers.open(credentials)
      } catch (error) {
        const rest = deadline - performance.now()
        if (rest <= 0 || this.#servers.refusal !== undefined) throw unavailable('no session', error)
        await sleep(Math.min(pause(), rest))
      }
    }
  }

  #leaseOf(session: Session, reusable: boolean): Lease {
    let given = false
    const giveBack = (keep: boolean): void => {
      if (given) return
      given = true
      this.#taken.delete(session)
      if (keep && reusable && !this.#closed && session.connection.isUsable) {
        this.#idle.push({ session, since: performance.now() })
      } else session.connection.close()
      this.#slots.give()
    }
    return { session, release: () => giveBack(true), discard: () => giveBack(false) }
  }
}
