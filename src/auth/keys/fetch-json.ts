/** fetchJson: JSON from a server that the configuration names: no redirect is followed, and time and size are bounded. */

/** As `globalThis.fetch`, which a test may stand in for. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface FetchOptions {
  readonly fetch: Fetch
  readonly timeoutMs: number
  readonly mostBytes: number
  readonly init?: RequestInit
}

/** @throws Error without anything of the body in it, where the answer is not 200 and JSON */
export const fetchJson = async (url: string, { fetch, timeoutMs, mostBytes, init }: FetchOptions): Promise<unknown> => {
  // A redirect would lead where the operator did not say: it is an answer that is not 200.
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, { ...init, redirect: 'manual', signal })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new AuthorityError('UNEXPECTED_STATUS', `answered with ${response.status}`)
  }
  const text = await readText(response, mostBytes)
  try {
    return JSON.parse(text)
  } catch {
    throw new AuthorityError('NOT_JSON', 'did not answer with JSON')
  }
}

/** `code` is for the log. */
export class AuthorityError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'AuthorityError'
    this.code = code
  }
}

/** Counts while it reads. */
const readText = async ({ body }: Response, mostBytes: number): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > mostBytes) throw new AuthorityError('TOO_LARGE', `answered with more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size).toString('utf8')
}
