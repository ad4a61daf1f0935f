/** RemoteKeys: the JWK Set of an issuer, kept while it is fresh, and while the issuer is away. RFC 7517 §5 */
import { createLocalJWKSet } from 'jose'
import type { Observe } from '../../observe/observation.ts'
import { unavailable } from '../../scim/error.ts'
import { type Fetch, fetchJson } from './fetch-json.ts'
import { isUnknownKey, type KeySource } from './key-source.ts'

export interface RemoteOptions {
  readonly fetch: Fetch
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly observe: Observe
}

/**
 * Asked for at first use, by whichever of many requests comes first; the others wait for that one answer. After ten minutes they are
 * asked for anew beside the request, which goes on with those that are there: for a day where the issuer does not answer. A key that is
 * not among them is a reason to ask at once, at most every thirty seconds, since anybody can invent the name of a key.
 */
export const createRemoteKeys = (url: string, { fetch, now, observe }: RemoteOptions): KeySource => {
  let known: { readonly find: KeySource; readonly at: number } | undefined
  let failedAt = Number.NEGATIVE_INFINITY
  let pending: Promise<void> | undefined

  const load = async (): Promise<void> => {
    try {
      const keys = await fetchJson(url, { fetch, timeoutMs, mostBytes, init: { headers } })
      // Throws where it is no JWK Set.
      known = { find: createLocalJWKSet(keys as Parameters<typeof createLocalJWKSet>[0]), at: now() }
      failedAt = Number.NEGATIVE_INFINITY
      observe({ kind: 'authority-asked', url })
    } catch (cause) {
      failedAt = now()
      observe({ kind: 'authority-failed', url, cause })
    }
  }
  /** At most one at a time, and none right after one that failed. */
  const reload = (): Promise<void> => {
    if (pending === undefined && now() - failedAt < failurePauseMs) return Promise.resolve()
    pending ??= load().finally(() => {
      pending = undefined
    })
    return pending
  }
  const age = () => (known === undefined ? Number.POSITIVE_INFINITY : now() - known.at)

  return async (header, token) => {
    if (age() > longestMs) await reload()
    else if (age() > freshMs) void reload()
    if (known === undefined || age() > longestMs) throw away()
    try {
      return await known.find(header, token)
    } catch (error) {
      if (!isUnknownKey(error) || age() < unknownPauseMs) throw error
      const before: unknown = known
      await reload()
      // It may be a new key, which nobody can tell now.
      if (known === before) throw away()
      return known.find(header, token)
    }
  }
}

const timeoutMs = 5_000
const mostBytes = 512 * 1024
const freshMs = 600_000
const longestMs = 86_400_000
const unknownPauseMs = 30_000
const failurePauseMs = 5_000
const headers = { Accept: 'application/jwk-set+json, application/json' }

/** Not 401: the token may be as good as any. */
const away = () => unavailable('The server whose tokens these are does not say its keys now', 5)
