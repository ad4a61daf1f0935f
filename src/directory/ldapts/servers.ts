/** Servers: opens sessions to the first of several servers that answers, and remembers those that do not. */
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

  constructor(settings: Settings) {
    this.#settings = settings
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

  /**
   * A session with the first server that gives one; those that failed lately are asked last.
   * @param credentials undefined: not bound
   * @throws the last server's error
   */
  async open(credentials: Credentials | undefined): Promise<Session> {
    let lastError = this.refusal
    for (const server of this.#inOrder()) {
      try {
        return await this.#openAt(server, credentials)
      } catch (error) {
        lastError = error
        this.#failed(server, error)
      }
    }
    throw lastError ?? new Error('no server was asked')
  }

  #inOrder(): readonly Server[] {
    const now = performance.now()
    const askable = this.#servers.filter((server) => server.refusedUntil <= now)
    const avoided = askable.filter((server) => server.avoidedUntil > now)
    avoided.sort((a, b) => a.avoidedUntil - b.avoidedUntil)
    return [...askable.filter((server) => server.avoidedUntil <= now), ...avoided]
  }

  async #openAt(server: Server, credentials: Credentials | undefined): Promise<Session> {
    const { tls, timeouts, observe } = this.#settings
    const session = await openSession({
      ...{ url: server.url, tls, credentials, timeout: timeouts.connect },
      onReferred: createOnReferred(this.#settings, server.url),
    })
    server.failures = 0
    server.avoidedUntil = 0
    server.toldAt = Number.NEGATIVE_INFINITY
    if (credentials !== undefined) observe({ kind: 'session-opened', url: server.url })
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
