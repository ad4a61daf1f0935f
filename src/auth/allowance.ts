/** createAllowance: how often something may be done: as much as a second gives, saved up for a second at most. */

/** Whether it may be done once more now; counts it then. `now`: milliseconds since the epoch. */
export const createAllowance = (perSecond: number, now: () => number): (() => boolean) => {
  let left = perSecond
  let last = now()
  return () => {
    const at = now()
    // A clock that is set back gives nothing.
    left = Math.min(perSecond, left + (Math.max(0, at - last) * perSecond) / 1_000)
    last = at
    if (left < 1) return false
    left -= 1
    return true
  }
}
