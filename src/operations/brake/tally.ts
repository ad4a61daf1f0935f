/**
 * Tally: what is in force of the lines of a client's journal, one after the other. Pure: whoever reads the same lines comes
 * to the same verdict on each of them, so that replicas with one journal agree without a lock.
 */

/** By what is counted: `deletes User`, `membershipRemovals Group`. */
export type Amounts = Readonly<Record<string, number>>

/** One write of the journal. `at`: milliseconds since the epoch. */
export type BrakeLine =
  | {
      readonly kind: 'take'
      readonly at: number
      readonly id: string
      readonly amounts: Amounts
      readonly limits: Amounts
      /** Whoever is over the limit by this line is held. Otherwise a larger limit may be asked for by another line. */
      readonly isFinal: boolean
    }
  /** The taking of that id was for nothing. */
  | { readonly kind: 'back'; readonly at: number; readonly id: string }
  /** `freeUntil`: nothing is counted before. */
  | { readonly kind: 'release'; readonly at: number; readonly id: string; readonly freeUntil?: number }

export interface Hold {
  /** Of the line that was over the limit. */
  readonly id: string
  readonly since: number
  /** `deletes User`. */
  readonly what: string
  readonly used: number
  readonly wanted: number
  readonly limit: number
}

export type Verdict =
  | { readonly kind: 'granted' }
  | { readonly kind: 'over'; readonly over: Hold }
  | { readonly kind: 'held'; readonly hold: Hold }

export interface Tally {
  /** What becomes of a taking; undefined for other lines. */
  apply(line: BrakeLine): Verdict | undefined
  hold(): Hold | undefined
  /** Whether a hold of that id was released. */
  isReleased(id: string): boolean
  used(now: number): Amounts
  /** The last limits that were in force. */
  limits(): Amounts
}

export const anHour = 3_600_000

interface Counted {
  readonly at: number
  readonly amounts: Amounts
}

export const createTally = (): Tally => {
  const counted = new Map<string, Counted>()
  const sums = new Map<string, number>()
  const released = new Set<string>()
  let limits: Amounts = {}
  let held: Hold | undefined
  let latest = 0
  let freeUntil = 0

  const drop = (id: string) => {
    for (const [what, amount] of Object.entries(counted.get(id)?.amounts ?? {})) {
      sums.set(what, (sums.get(what) ?? 0) - amount)
    }
    counted.delete(id)
  }
  /** Lines come in the order of the journal, and time never goes back in it: the first is the oldest. */
  const expire = (now: number) => {
    for (const [id, { at }] of counted) {
      if (at > now - anHour) return
      drop(id)
    }
  }
  const take = (line: Extract<BrakeLine, { kind: 'take' }>, at: number): Verdict => {
    if (held !== undefined) return { kind: 'held', hold: held }
    if (at < freeUntil) return { kind: 'granted' }
    limits = { ...limits, ...line.limits }
    const over = overLimit(line, (what) => sums.get(what) ?? 0)
    if (over === undefined) {
      counted.set(line.id, { at, amounts: line.amounts })
      for (const [what, amount] of Object.entries(line.amounts)) sums.set(what, (sums.get(what) ?? 0) + amount)
      return { kind: 'granted' }
    }
    if (line.isFinal) held = over
    return { kind: 'over', over }
  }

  return {
    apply: (line) => {
      // Clocks of replicas differ, and are set back.
      latest = Math.max(latest, line.at)
      expire(latest)
      if (line.kind === 'take') return take(line, latest)
      if (line.kind === 'back') drop(line.id)
      else {
        held = undefined
        latest = line.at
        freeUntil = line.freeUntil ?? 0
        released.add(line.id)
        counted.clear()
        sums.clear()
      }
      return undefined
    },
    hold: () => held,
    isReleased: (id) => released.has(id),
    used: (now) => {
      expire(Math.max(now, latest))
      return Object.fromEntries([...sums].filter(([, sum]) => sum > 0))
    },
    limits: () => limits,
  }
}

const overLimit = (
  { id, at, amounts, limits }: Extract<BrakeLine, { kind: 'take' }>,
  usedOf: (what: string) => number,
): Hold | undefined => {
  for (const [what, wanted] of Object.entries(amounts)) {
    const limit = limits[what] ?? 0
    const used = usedOf(what)
    if (used + wanted > limit) return { id, since: at, what, used, wanted, limit }
  }
  return undefined
}
