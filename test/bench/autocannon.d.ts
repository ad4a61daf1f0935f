/** What we use of autocannon, which brings no types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events'

  /** One connection. It ends by itself after `responseMax` requests. */
  export interface Client {
    reqsMade: number
    responseMax: number | undefined
  }

  export interface Options {
    readonly url: string
    readonly connections: number
    /** Seconds. */
    readonly duration: number
    readonly timeout: number
    readonly sampleInt: number
    readonly headers: Readonly<Record<string, string>>
    readonly requests: readonly {
      setupRequest(request: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
      onResponse?(status: number, body: string): void
    }[]
  }

  export interface Result {
    readonly errors: number
    readonly timeouts: number
  }

  /** Emits `response` with client, status, bytes and milliseconds. */
  const autocannon: (options: Options, done: (error: Error | null, result: Result) => void) => EventEmitter
  export = autocannon
}
