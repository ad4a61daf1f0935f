/**
 * Breaker: whether a directory that takes requests and answers none is asked again, so that nobody waits for what will not
 * come. For one that cannot be connected to, requests wait no longer than `timeouts.wait` anyway.
 */
import type { Observe } from '../../observe/observation.ts'
import { DirectoryError } from '../directory.ts'
import { unavailable } from './errors.ts'

/** Work says that there was no answer, whatever it makes of that. */
export type Failed = (cause: unknown) => void

/** After so many requests in a row without an answer no others are sent. */
const mostFailures = 5
/** Milliseconds until one is let through to see. */
const pause = 500

/**
 * Closed: every request is sent. Open: requests fail at once. After a pause one of them is sent, and its answer closes the
 * breaker. A refusal of the server is an answer; so is whatever a request gets that was sent before.
 */
export class Breaker {
  readonly #observe: Observe
  #failures = 0
  #isTrying = false
  /** On the clock of `performance.now()`. */
  #openUntil = 0
  #cause: unknown

  constructor(observe: Observe) {
    this.#observe = observe
  }

  /** @throws DirectoryError 'unavailable' at once where it is open */
  async run<T>(work: (failed: Failed) => Promise<T>): Promise<T> {
    const isTrial = this.isOpen
    if (isTrial) this.#startTrial()
    let hasFailed = false
    const failed: Failed = (cause) => {
      hasFailed = true
      this.#failed(cause)
    }
    try {
      const result = await work(failed)
      if (!hasFailed) this.#answered()
      return result
    } catch (error) {
      // A number is a result code: it came from the server.
      if (!hasFailed && error instanceof DirectoryError && typeof error.code === 'number') this.#answered()
      throw error
    } finally {
      if (isTrial) this.#isTrying = false
    }
  }

  /** For requests that cannot tell whether there was an answer. @throws DirectoryError 'unavailable' where it is open */
  refuse(): void {
    if (this.isOpen && performance.now() < this.#openUntil) throw this.#refusal()
  }

  get isOpen(): boolean {
    return this.#failures >= mostFailures
  }

  #startTrial(): void {
    if (this.#isTrying || performance.now() < this.#openUntil) throw this.#refusal()
    this.#isTrying = true
  }

  #refusal(): DirectoryError {
    return unavailable('it gave no answer to the last requests', this.#cause)
  }

  #failed(cause: unknown): void {
    this.#failures += 1
    this.#cause = cause
    if (!this.isOpen) return
    this.#openUntil = performance.now() + pause
    if (this.#failures === mostFailures) this.#observe({ kind: 'circuit-opened', cause })
  }

  #answered(): void {
    if (this.isOpen) this.#observe({ kind: 'circuit-closed' })
    this.#failures = 0
  }
}
