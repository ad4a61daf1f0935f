/** Slots: at most so many at once; others wait in line, not for ever, and not too many of them. */
import { unavailable } from './errors.ts'

export interface SlotRules {
  readonly limit: number
  readonly longestQueue: number
  /** Milliseconds to wait in line for a directory that is away. */
  readonly wait: number
  readonly isAway: () => boolean
}

interface Waiting {
  timer: NodeJS.Timeout
  go(): void
}

export class Slots {
  readonly #rules: SlotRules
  readonly #queue = new Set<Waiting>()
  #taken = 0

  constructor(rules: SlotRules) {
    this.#rules = rules
  }

  get taken(): number {
    return this.#taken
  }

  get waiting(): number {
    return this.#queue.size
  }

  /**
   * Whoever took a slot gives it back.
   * @param deadline on the clock of `performance.now()`
   * @throws DirectoryError 'unavailable' where none becomes free in time, or too many wait already
   */
  async take(deadline: number): Promise<void> {
    if (this.#taken < this.#rules.limit) {
      this.#taken += 1
      return
    }
    if (this.#queue.size >= this.#rules.longestQueue) throw unavailable('too many requests wait for it')
    await this.#enqueue(deadline)
  }

  give(): void {
    const [next] = this.#queue
    if (next === undefined) {
      this.#taken -= 1
      return
    }
    this.#queue.delete(next)
    clearTimeout(next.timer)
    next.go()
  }

  #enqueue(deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const remaining = () => Math.max(0, deadline - performance.now())
      const expire = (): void => {
        if (!this.#rules.isAway() && remaining() > 0) {
          waiting.timer = setTimeout(expire, remaining())
          return
        }
        this.#queue.delete(waiting)
        reject(unavailable('it is too busy, or away'))
      }
      const timer = setTimeout(expire, Math.min(this.#rules.wait, remaining()))
      const waiting: Waiting = { timer, go: resolve }
      this.#queue.add(waiting)
    })
  }
}
