/** SharedSessions: a few sessions that many requests use at once, each up to its cap; the others wait in line. */
import { SessionLost, unavailable } from './errors.ts'
import type { Settings } from './options.ts'
import type { Servers } from './servers.ts'
import type { Session } from './session.ts'

/** A session with the number of verbs that use it now. */
export interface Member {
  readonly session: Session
  readonly expiresAt: number
  users: number
  lastUsedAt: number
  /** Nobody gets it until it is known that it is alive. */
  isSuspect: boolean
}

interface Waiting {
  timer: NodeJS.Timeout
  go(member: Member): void
  fail(error: Error): void
}

export class SharedSessions {
  readonly #settings: Settings
  readonly #servers: Servers
  readonly #members = new Set<Member>()
  readonly #queue = new Set<Waiting>()
  /** Sessions that take no new users and still have some. */
  readonly #draining = new Set<Session>()
  #users = 0
  #epoch = 0
  #opening = 0
  #retry: NodeJS.Timeout | undefined
  #lastError: unknown
  #closed = false

  constructor(settings: Settings, servers: Servers) {
    this.#settings = settings
    this.#servers = servers
  }

  get members(): readonly Member[] {
    return [...this.#members]
  }

  /** Verbs that use a session now, members' or not. */
  get users(): number {
    return this.#users
  }

  get waiting(): number {
    return this.#queue.size
  }

  /** Grows whenever what the server said of itself may be out of date: it was away, or it is another one. */
  get epoch(): number {
    return this.#epoch
  }

  get lastError(): unknown {
    return this.#lastError
  }

  /**
   * A member with one user more; give it back with `release`.
   * @param deadline how long to wait for a session that is busy; where there is none, `timeouts.wait` at most
   * @throws DirectoryError 'unavailable'
   */
  async acquire(deadline: number): Promise<Member> {
    if (this.#closed) throw unavailable('the pool is closed')
    const member = this.#queue.size === 0 ? this.#pick() : undefined
    this.#grow(member !== undefined && member.users > 1)
    if (member !== undefined) return member
    if (this.#members.size === 0 && this.#servers.refusal !== undefined) {
      throw unavailable('it refuses the gateway', this.#servers.refusal)
    }
    if (this.#queue.size >= this.#settings.waiting) throw unavailable('too many requests wait for it')
    return await this.#enqueue(deadline)
  }

  release(member: Member): void {
    member.users -= 1
    this.#users -= 1
    member.lastUsedAt = performance.now()
    this.#serve()
  }

  /** Takes no new users; what is under way ends first. */
  retire(member: Member): void {
    const { session } = member
    if (!this.#members.delete(member)) return
    this.#draining.add(session)
    session.connection.onClose(() => this.#draining.delete(session))
    session.connection.retire()
  }

  /** One session with this server got no answer: the others that are silent, too, are tried at once. */
  suspect(silent: Session): void {
    const now = performance.now()
    for (const member of this.#members) {
      const { connection, url } = member.session
      if (member.isSuspect || url !== silent.url || now - connection.heardAt < aliveMs) continue
      member.isSuspect = true
      void this.#tryOut(member, now + this.#settings.timeouts.connect)
    }
    this.#grow(this.#queue.size > 0)
  }

  /** The server of this session takes the place of the one in use; what is under way there ends there. */
  goTo(session: Session): void {
    if (this.#closed) {
      session.connection.close()
      return
    }
    this.#servers.use(session)
    for (const member of this.members) this.retire(member)
    this.#add(session)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    for (const waiting of [...this.#queue]) this.#fail(waiting, unavailable('the pool is closed'))
    const sessions = [...[...this.#members].map(({ session }) => session), ...this.#draining]
    this.#members.clear()
    for (const { connection } of sessions) connection.close()
  }

  async #tryOut(member: Member, deadline: number): Promise<void> {
    const isAlive = await member.session.answers(deadline)
    // Others have taken its place.
    const isTooMany = this.#trusted >= this.#settings.sessions
    member.isSuspect = false
    if (!isAlive || isTooMany) this.retire(member)
    this.#serve()
  }

  get #trusted(): number {
    return this.members.filter(({ isSuspect }) => !isSuspect).length
  }

  /** The usable member with the fewest users, below the cap. */
  #pick(): Member | undefined {
    const now = performance.now()
    let best: Member | undefined
    for (const member of this.#members) {
      if (member.isSuspect) continue
      if (!member.session.connection.isUsable || member.expiresAt < now) this.retire(member)
      else if (best === undefined || member.users < best.users) best = member
    }
    if (best === undefined || best.users >= this.#settings.inFlight) return undefined
    best.users += 1
    this.#users += 1
    return best
  }

  #enqueue(deadline: number): Promise<Member> {
    return new Promise((resolve, reject) => {
      const remaining = () => Math.max(0, deadline - performance.now())
      const expire = (): void => {
        if (this.#trusted > 0 && remaining() > 0) waiting.timer = setTimeout(expire, remaining())
        else this.#fail(waiting, unavailable(this.#members.size > 0 ? 'it is too busy' : 'no session', this.#lastError))
      }
      const timer = setTimeout(expire, Math.min(this.#settings.timeouts.wait, remaining()))
      const waiting: Waiting = { timer, go: resolve, fail: reject }
      this.#queue.add(waiting)
      this.#grow(true)
    })
  }

  #fail(waiting: Waiting, error: Error): void {
    clearTimeout(waiting.timer)
    this.#queue.delete(waiting)
    waiting.fail(error)
  }

  #serve(): void {
    for (const waiting of this.#queue) {
      const member = this.#pick()
      if (member === undefined) break
      clearTimeout(waiting.timer)
      this.#queue.delete(waiting)
      waiting.go(member)
    }
    if (this.#queue.size > 0) this.#grow(true)
  }

  /** Opens one session more where somebody wants it; while there is none, one at a time knocks at the servers. */
  #grow(wanted: boolean): void {
    const trusted = this.#trusted
    // Those that are only suspected are enough again in a moment.
    const most = trusted === 0 || trusted < this.#members.size ? 1 : this.#settings.sessions
    if (!wanted || this.#closed || this.#retry !== undefined || trusted + this.#opening >= most) return
    this.#opening += 1
    this.#servers.open(this.#settings.credentials).then(
      (session) => this.#opened(session),
      (error) => this.#openFailed(error),
    )
  }

  #opened(session: Session): void {
    this.#opening -= 1
    // Another server may have come into use while it was opened.
    if (this.#closed || !this.#servers.isCurrent(session)) {
      session.connection.close()
      this.#serve()
      return
    }
    this.#add(session)
  }

  #add(session: Session): void {
    if (!this.members.some((member) => member.session.url === session.url)) this.#epoch += 1
    const now = performance.now()
    const age = this.#settings.maxAge * (0.9 + Math.random() / 5)
    const member: Member = { session, users: 0, lastUsedAt: now, expiresAt: now + age, isSuspect: false }
    this.#members.add(member)
    session.connection.onClose((cause) => {
      // Those that are retired or closed by us are no members any more.
      if (!this.#members.delete(member)) return
      this.#lastError = cause
      this.#settings.observe({ kind: 'session-lost', url: session.url, cause })
    })
    this.#serve()
  }

  #openFailed(error: unknown): void {
    this.#opening -= 1
    this.#lastError = error instanceof SessionLost ? error.cause : error
    const { refusal } = this.#servers
    if (this.#members.size === 0 && refusal !== undefined) {
      for (const waiting of [...this.#queue]) this.#fail(waiting, unavailable('it refuses the gateway', refusal))
    }
    if (this.#closed || this.#queue.size === 0) return
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.#grow(this.#queue.size > 0)
    }, pause())
  }
}

/** Milliseconds for which a session that has just heard of its server is taken for alive. */
const aliveMs = 500

/** Milliseconds between two attempts to reach a server while requests wait. */
export const pause = (): number => 50 + Math.random() * 200
