/** Exchange: one request with its answer, repeated when the server asks for it. RFC 6585 §4, RFC 9110 §10.2.3 */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Attempt {
  /** Undefined: no answer came. */
  readonly status: number | undefined
  readonly milliseconds: number
  /** Seconds that were waited before the next one. */
  readonly waited?: number
}

export interface Exchange {
  readonly method: string
  readonly path: string
  readonly requestBody?: unknown
  readonly attempts: readonly Attempt[]
  readonly status: number | undefined
  readonly body: unknown
  /** Of an answer that is no JSON: its beginning. */
  readonly text?: string
  /** Why no answer came. */
  readonly failure?: string
  /** What was looked at afterwards, where that is what is wrong. */
  readonly looked?: Exchange
}

export interface Wire {
  /** Without slash at the end. */
  readonly base: string
  readonly token: string
  readonly headers: Readonly<Record<string, string>>
  /** For one request, in milliseconds. */
  readonly timeout: number
  readonly signal: AbortSignal
}

export interface Outgoing {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Never throws: what failed stands in the exchange. */
export const exchange = async (wire: Wire, outgoing: Outgoing): Promise<Exchange> => {
  const attempts: Attempt[] = []
  for (;;) {
    const began = performance.now()
    const answer = await once(wire, outgoing)
    const attempt = { status: answer.status, milliseconds: Math.round(performance.now() - began) }
    const waited = attempts.length + 1 < mostAttempts ? pauseAfter(answer, attempts.length) : undefined
    if (waited === undefined || wire.signal.aborted) return finished(outgoing, [...attempts, attempt], answer)
    attempts.push({ ...attempt, waited })
    await sleep(waited * 1000, undefined, { signal: wire.signal }).catch(() => undefined)
  }
}

const mostAttempts = 4
/** A server that wants more is taken at its word only so far. */
const longestPause = 60
const mostText = 2000

interface Incoming {
  readonly status: number | undefined
  readonly retryAfter?: string | null
  readonly body?: unknown
  readonly text?: string
  readonly failure?: string
}

const once = async ({ base, token, headers, timeout, signal }: Wire, outgoing: Outgoing): Promise<Incoming> => {
  try {
    const response = await fetch(`${base}${outgoing.path}`, {
      method: outgoing.method,
      headers: { ...headersFor(headers, outgoing), ...outgoing.headers, Authorization: `Bearer ${token}` },
      ...(outgoing.body === undefined ? {} : { body: JSON.stringify(outgoing.body) }),
      // Where the answer is elsewhere the base URL is not what it should be; and the token is not carried on.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    })
    const text = await response.text()
    return { status: response.status, retryAfter: response.headers.get('retry-after'), ...parsed(text) }
  } catch (error) {
    return { status: undefined, failure: reason(error, timeout) }
  }
}

const headersFor = (headers: Readonly<Record<string, string>>, { body }: Outgoing): Readonly<Record<string, string>> =>
  body === undefined ? Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'Content-Type')) : headers

const parsed = (text: string): Pick<Incoming, 'body' | 'text'> => {
  if (text === '') return {}
  try {
    return { body: JSON.parse(text) as unknown }
  } catch {
    return { text: text.slice(0, mostText) }
  }
}

const reason = (error: unknown, timeout: number): string => {
  if (!(error instanceof Error)) return 'no answer'
  if (error.name === 'TimeoutError') return `no answer within ${timeout / 1000} s`
  if (error.name === 'AbortError') return 'interrupted'
  const { cause } = error
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : error.message
}

/** Seconds until the next attempt; undefined: this answer is final. */
const pauseAfter = ({ status, retryAfter }: Incoming, before: number): number | undefined => {
  if (status !== 429 && status !== 503) return undefined
  if (retryAfter === undefined || retryAfter === null) return 2 ** before
  const seconds = /^\d+$/.test(retryAfter.trim()) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), longestPause) : 2 ** before
}

const finished = ({ method, path, body }: Outgoing, attempts: readonly Attempt[], answer: Incoming): Exchange => ({
  method,
  path,
  ...(body !== undefined && { requestBody: body }),
  attempts,
  status: answer.status,
  body: answer.body,
  ...(answer.text !== undefined && { text: answer.text }),
  ...(answer.failure !== undefined && { failure: answer.failure }),
})
