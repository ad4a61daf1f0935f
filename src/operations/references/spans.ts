/** Spans: stretches of time in which entries were made, each as likely to be looked at as there seem to be entries in it. */

/** Microseconds since the epoch, both included. */
export interface Span {
  readonly from: number
  readonly to: number
}

export interface Spans {
  /** So many spans or fewer: one not looked at yet, else a part of a likely one. */
  choose(most: number): readonly Span[]
  /** What was found there: the times of some entries, of `isAll` or of the first of more. */
  weigh(span: Span, found: { readonly times: readonly number[]; readonly isAll: boolean }): void
  /** Until every span has been looked at once. */
  rounds(most: number): number
}

/**
 * Each span is many times as long as the one before: a directory is a load of thousands within a second, and later one or
 * two a day. `times`: of the first few entries; `now` in microseconds.
 */
export const spansSince = (times: readonly number[], now: number): Spans => {
  const initial = lengthening(times, now)
  const unseen = shuffled(initial)
  const weighed: Weighed[] = []
  return {
    rounds: (most) => Math.ceil(initial.length / most),
    choose: (most) => {
      const fresh = unseen.splice(0, most)
      return fresh.length > 0
        ? fresh
        : Array.from({ length: most }, () => partOf(weighed)).filter((part) => part !== undefined)
    },
    weigh: (span, { times: inside, isAll }) => {
      const known = weighed.find(({ from, to }) => from <= span.from && span.to <= to)
      if (known === undefined) weighed.push({ ...span, weight: isAll ? 0 : seemingly(span, inside) })
      // Nobody is there any more: the entries are all in the first part.
      else if (inside.length === 0) narrow(known, span.from)
    },
  }
}

interface Weighed {
  readonly from: number
  to: number
  weight: number
}

const growth = 32
const mostSpans = 12

const lengthening = (times: readonly number[], now: number): Span[] => {
  const ordered = times.toSorted((a, b) => a - b)
  const begin = ordered[0] ?? now
  const spans: Span[] = []
  let length = Math.max(1, (ordered[ordered.length >> 1] ?? begin) - begin)
  for (let from = begin + length; from < now && spans.length < mostSpans; from = begin + length) {
    length *= growth
    spans.push({ from, to: Math.min(begin + length, now) })
  }
  return spans
}

/** As if all of the span were as full as it is between the entries that came first. */
const seemingly = ({ from, to }: Span, times: readonly number[]): number =>
  (times.length * (to - from)) / Math.max(1, Math.max(...times) - Math.min(...times))

const narrow = (span: Weighed, to: number): void => {
  if (span.to <= to) return
  span.weight *= (to - span.from) / (span.to - span.from)
  span.to = to
}

const partOf = (weighed: readonly Weighed[]): Span | undefined => {
  let rest = Math.random() * weighed.reduce((sum, { weight }) => sum + weight, 0)
  for (const { from, to, weight } of weighed) {
    rest -= weight
    if (weight > 0 && rest <= 0) return { from: Math.floor(from + Math.random() * (to - from)), to }
  }
  return undefined
}

const shuffled = (spans: readonly Span[]): Span[] =>
  spans
    .map((span) => ({ span, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ span }) => span)
