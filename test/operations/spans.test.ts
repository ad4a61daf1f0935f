/** Spans: where to look for entries, by the times of those that were found. */
import { describe, expect, it } from 'vitest'
import { spansSince } from '../../src/operations/references/spans.ts'

const second = 1_000_000
const year = 365 * 86_400 * second

describe('spans of a directory', () => {
  it('cover the time from the first entries until now, once each', () => {
    const spans = spansSince([0, 50, 100], year)
    const chosen = Array.from({ length: spans.rounds(4) }, () => {
      const some = spans.choose(4)
      for (const span of some) spans.weigh(span, { times: [], isAll: true })
      return some
    }).flat()
    const ordered = chosen.toSorted((a, b) => a.from - b.from)

    expect(ordered.length).toBeLessThanOrEqual(12)
    expect([ordered[0]?.from, ordered.at(-1)?.to]).toEqual([50, year])
    expect(ordered.slice(1).map(({ from }) => from)).toEqual(ordered.slice(0, -1).map(({ to }) => to))
    expect(spans.choose(4)).toEqual([])
  })

  it('are looked at again where the most entries seem to be, and end where nobody was found', () => {
    const spans = spansSince([0, 50, 100], 1_000)
    const [all] = spans.choose(4)
    if (all === undefined) throw new Error('no span')
    spans.weigh(all, { times: [60, 61, 62], isAll: false })

    const [part] = spans.choose(1)
    if (part === undefined) throw new Error('no part')
    spans.weigh(part, { times: [], isAll: true })

    expect(part.from).toBeGreaterThanOrEqual(all.from)
    for (const later of spans.choose(100)) expect(later.to).toBe(part.from)
  })

  it('are none where the first entries are of the future', () => {
    expect(spansSince([2_000, 3_000], 1_000).choose(4)).toEqual([])
    expect(spansSince([], 1_000).choose(4)).toEqual([])
  })
})
