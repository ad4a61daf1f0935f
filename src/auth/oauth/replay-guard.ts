/** ReplayGuard: which assertions were used, for as long as each could be used again. RFC 7523 §3 (jti) */

/** Whether it is the first use. Times in milliseconds since the epoch. */
export type ReplayGuard = (use: { readonly key: string; readonly until: number; readonly now: number }) => boolean

/** Where there are too many to remember, no further one is taken. */
export const createReplayGuard = (): ReplayGuard => {
  const used = new Map<string, number>()
  return ({ key, until, now }) => {
    if (used.size >= mostRemembered) for (const [each, end] of used) if (end <= now) used.delete(each)
    if (used.size >= mostRemembered || (used.get(key) ?? 0) > now) return false
    used.set(key, until)
    return true
  }
}

/** Each is one that a configured client has signed; so many in an hour are five each second. */
const mostRemembered = 20_000
