/**
 * Servers: opens sessions to one of several servers, the first that answers, and stays with it: two at once would show what
 * the other one has not heard of yet.
 */
import { DirectoryError } from '../directory.ts'
import type { Credentials, Settings } from './options.ts'
import { createOnReferred } from './referrals.ts'
import { openSession, type Session } from './session.ts'

interface Server {
  readonly url: string
  failures: number
  /** On the clock of `performance.now()`. Until then others are asked first. */
  avoidedUntil: number
  /** Until then it is not asked at all: it refuses us, and asking again would lock the account. */
  refusedUntil: number
  lastError: unknown
  toldAt: number
}

const firstPause = 250
const longestPause = 30_000
const refusalPause = 5_000
const tellAgainAfter = 30_000

export class Servers {
  readonly #settings: Settings
  readonly #servers: readonly Server[]
  readonly #isHeld: () => boolean
  #current: Server | undefined

  /** @param isHeld whether sessions with the server in use are alive: while they are, no other one is asked */
  constructor(settings: Settings, isHeld: () => boolean) {
    this.#settings = settings
    this.#isHeld = isHeld
    this.#servers = settings.urls.map((url) => ({
      url,
      failures: 0,
      avoidedUntil: 0,
      refusedUntil: 0,
      lastError: undefined,
      toldAt: Number.NEGATIVE_INFINITY,
    }))
  }

  /** Why no server can be asked now, where each of them has refused us a moment ago. */
  get refusal(): unknown {
    const now = performance.now()
    return this.#servers.every((server) => server.refusedUntil > now) ? this.#servers[0]?.lastError : undefined
  }

  /** The server in use. A session with another one is of the past. */
  isCurrent({ url }: Session): boolean {
    return this.#current === undefined || this.#current.url === url
  }

  /** Those that stand before the one in use and may be asked now. */
  earlier(): readonly string[] {
    const now = performance.now()
    const before = this.#current === undefined ? [] : this.#servers.slice(0, this.#servers.indexOf(this.#current))
    return before.filter((server) => Math.max(server.avoidedUntil, server.refusedUntil) <= now).map(({ url }) => url)
  }

  /** A session with this server, which is not in use by that. @throws its error */
  async openAt(url: string): Promise<Session> {
    const server = this.#named(url)
    return this.#openAt(server, this.#settings.credentials).catch((error: unknown) => {
      this.#failed(server, error)
      throw error
    })
  }

  use({ url }: Session): void {
    this.#current = this.#named(url)
    this.#settings.observe({ kind: 'session-opened', url })
  }

  /**
   * A session with the server in use; where that gives none and has no others, with the first one that does, those
   * that failed lately last: that is the one in use from then on.
   * @param credentials undefined: not bound
   * @throws the last server's error
   */
  async open(credentials: Credentials | undefined): Promise<Session> {
    let lastError = this.refusal
    for (const server of this.#inOrder()) {
      try {
        const session = await this.#openAt(server, credentials)
        this.#current = server
        if (credentials !== undefined) this.#settings.observe({ kind: 'session-opened', url: server.url })
        return session
      } catch (error) {
        lastError = error
        this.#failed(server, error)
      }
    }
    throw lastError ?? new Error('no server was asked')
  }

  #inOrder(): readonly Server[] {
    const now = performance.now()
    const first = this.#current
    if (first !== undefined && this.#isHeld()) return first.refusedUntil <= now ? [first] : []
    const askable = this.#servers.filter((server) => server.refusedUntil <= now)
    const avoided = askable.filter((server) => server.avoidedUntil > now)
    avoided.sort((a, b) => a.avoidedUntil - b.avoidedUntil)
    const ordered = [...askable.filter((server) => server.avoidedUntil <= now), ...avoided]
    return first === undefined || !askable.includes(first) ? ordered : [...new Set([first, ...ordered])]
  }

  #named(url: string): Server {
    return this.#servers.find((server) => server.url === url) as Server
  }

  async #openAt(server: Server, credentials: Credentials | undefined): Promise<Session> {
    const { tls, timeouts } = this.#settings
    const session = await openSession({
      ...{ url: server.url, tls, credentials, timeout: timeouts.connect },
      onReferred: createOnReferred(this.#settings, server.url),
    })
    server.failures = 0
    server.avoidedUntil = 0
    server.toldAt = Number.NEGATIVE_INFINITY
    return session
  }

  #failed(server: Server, error: unknown): void {
    const now = performance.now()
    const pause = Math.min(longestPause, firstPause * 2 ** server.failures)
    server.failures += 1
    server.avoidedUntil = now + pause * (0.5 + Math.random() / 2)
    if (isRefusal(error)) server.refusedUntil = now + refusalPause
    server.lastError = error
    if (now - server.toldAt < tellAgainAfter) return
    server.toldAt = now
    this.#settings.observe({ kind: 'session-failed', url: server.url, cause: error })
  }
}

/** operationsError, timeLimitExceeded, busy, unavailable, other: it may be different in a moment. */
const passing = new Set<unknown>([1, 3, 51, 52, 80])

const isRefusal = (error: unknown): boolean => error instanceof DirectoryError && !passing.has(error.code)
