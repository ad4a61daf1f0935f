/**
 * Servers: opens sessions to one of several servers, the first that answers, and stays with it: two at once would show what
 * the other one has not heard of yet.
 */
import { DirectoryError } from '../directory.ts'
import type { Looks } from './looks.ts'
import type { Credentials, Settings } from './options.ts'
import { createOnReferred } from './referrals.ts'
import { openSession, type Session } from './session.ts'
import type { Stance } from './stance.ts'

interface Server {
  readonly url: string
  failures: number
  /** On the clock of `performance.now()`. Until then others are asked first. */
  avoidedUntil: number
  /** Until then it is not asked at all: it refuses us, and asking again would lock the account. */
  refusedUntil: number
  lastError: unknown
  toldAt: number
  /** As it was when last looked at; undefined: it never was. */
  stance: Stance | undefined
}

const firstPause = 250
const longestPause = 30_000
const refusalPause = 5_000
const tellAgainAfter = 30_000

export class Servers {
  readonly #settings: Settings
  readonly #servers: readonly Server[]
  readonly #stanceOf: Looks['stanceOf']
  readonly #isHeld: () => boolean
  #current: Server | undefined
  #readings = 0

  /** @param isHeld whether sessions with the server in use are alive: while they are, no other one is asked */
  constructor(settings: Settings, stanceOf: Looks['stanceOf'], isHeld: () => boolean) {
    this.#settings = settings
    this.#stanceOf = stanceOf
    this.#isHeld = isHeld
    this.#servers = settings.urls.map((url) => ({
      url,
      failures: 0,
      avoidedUntil: 0,
      refusedUntil: 0,
      lastError: undefined,
      toldAt: Number.NEGATIVE_INFINITY,
      stance: undefined,
    }))
  }

  /** Of the server in use. */
  get stance(): Stance {
    return this.#current?.stance ?? 'takes-writes'
  }

  /** How often a server came into use that takes no writes. */
  get readings(): number {
    return this.#readings
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

  /**
   * Those that may be better than the one in use and may be asked now: which stand before it, and are not known to take no
   * writes. Where it takes none itself, all others, however often they were asked in vain.
   */
  better(): readonly string[] {
    const now = performance.now()
    if (this.stance !== 'takes-writes') {
      return this.#servers.flatMap((server) =>
        server === this.#current || server.refusedUntil > now ? [] : [server.url],
      )
    }
    const before = this.#current === undefined ? [] : this.#servers.slice(0, this.#servers.indexOf(this.#current))
    const askable = before.filter((server) => Math.max(server.avoidedUntil, server.refusedUntil) <= now)
    return askable.filter(({ stance = 'takes-writes' }) => stance === 'takes-writes').map(({ url }) => url)
  }

  /** A session with this server, which is not in use by that. @throws its error */
  async openAt(url: string): Promise<Session> {
    const server = this.#named(url)
    return this.#openAt(server, this.#settings.credentials).catch((error: unknown) => {
      this.#failed(server, error)
      throw error
    })
  }

  /** It takes writes, as was seen. */
  use({ url }: Session): void {
    this.#use(this.#named(url), 'takes-writes')
    this.#settings.observe({ kind: 'session-opened', url })
  }

  /** What was seen of the server in use. */
  seen({ url }: Session, stance: Stance): void {
    if (this.#current?.url === url) this.#use(this.#current, stance)
  }

  /** Whether it was seen to take writes when it was looked at last. */
  hasTakenWrites(url: string): boolean {
    return this.#named(url).stance === 'takes-writes'
  }

  /** What was seen of one that is not in use. */
  told(url: string, stance: Stance): void {
    this.#named(url).stance = stance
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
        this.#use(
          server,
          credentials === undefined ? (server.stance ?? 'takes-writes') : await this.#stanceAt(server, session),
        )
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

  /** Before anybody reads there, so that nobody decides on what it shows. One that is alone, or in use, is not asked. */
  async #stanceAt(server: Server, session: Session): Promise<Stance> {
    if (this.#servers.length === 1 || this.#isHeld()) return server.stance ?? 'takes-writes'
    try {
      return await this.#stanceOf(session, performance.now() + this.#settings.timeouts.connect)
    } catch (error) {
      session.connection.close()
      throw error
    }
  }

  #use(server: Server, stance: Stance): void {
    const before = this.#current
    const isNews = before !== server || before.stance !== stance
    server.stance = stance
    this.#current = server
    if (!isNews) return
    const takesWrites = stance === 'takes-writes'
    if (!takesWrites) this.#readings += 1
    if (this.#servers.length === 1 && this.#readings === 0) return
    const instead = before === undefined || before === server ? {} : { insteadOf: before.url }
    this.#settings.observe({ kind: 'server-used', url: server.url, takesWrites, ...instead })
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
