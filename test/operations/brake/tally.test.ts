/** What a client may take away within a sliding hour. docs/brake.md */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anHour, type BrakeLine, createTally, type Verdict } from '../../../src/operations/brake/tally.ts'

const what = 'deletes User'
const take = (id: string, at: number, count = 1, limit = 3): BrakeLine => ({
  ...{ kind: 'take', id, at, amounts: { [what]: count }, limits: { [what]: limit }, isFinal: true },
})
const kinds = (lines: readonly BrakeLine[]): readonly (Verdict['kind'] | undefined)[] => {
  const tally = createTally()
  return lines.map((line) => tally.apply(line)?.kind)
}

describe('the hour of a client', () => {
  it('has room for as much as the limit, and holds whoever wants more', () => {
    expect(kinds([take('a', 0), take('b', 1, 2), take('c', 2), take('d', 3)])).toEqual([
      ...['granted', 'granted', 'over', 'held'],
    ])
  })

  it('slides: what is an hour old counts no more', () => {
    expect(kinds([take('a', 0, 3), take('b', anHour - 1)])).toEqual(['granted', 'over'])
    expect(kinds([take('a', 0, 3), take('b', anHour)])).toEqual(['granted', 'granted'])
  })

  it('counts nothing that was given back', () => {
    expect(kinds([take('a', 0, 3), { kind: 'back', id: 'a', at: 1 }, take('b', 2, 3)])).toEqual([
      ...['granted', undefined, 'granted'],
    ])
  })

  it('does not end a hold by time', () => {
    expect(kinds([take('a', 0, 4), take('b', 30 * anHour)])).toEqual(['over', 'held'])
  })

  it('begins anew with a release', () => {
    expect(kinds([take('a', 0, 3), take('b', 1), { kind: 'release', id: 'b', at: 2 }, take('c', 3, 3)])).toEqual([
      ...['granted', 'over', undefined, 'granted'],
    ])
  })

  it('counts nothing for as long as a release says', () => {
    const release: BrakeLine = { kind: 'release', id: 'x', at: 0, freeUntil: 100 }
    expect(kinds([release, take('a', 99, 1_000), take('b', 100, 4)])).toEqual([undefined, 'granted', 'over'])
  })

  it('is not won back by a clock that is set back', () => {
    expect(kinds([take('a', anHour, 3), take('b', 0)])).toEqual(['granted', 'over'])
  })

  it('asks for a larger limit before it holds', () => {
    const modest: BrakeLine = { ...(take('a', 0, 4) as Extract<BrakeLine, { kind: 'take' }>), isFinal: false }
    expect(kinds([modest, take('b', 1, 4, 4)])).toEqual(['over', 'granted'])
  })

  it('never has more than the limit in it, whatever is asked for in which order', () => {
    const asked = fc.array(
      fc.record({
        minutes: fc.integer({ min: 0, max: 40 }),
        count: fc.integer({ min: 1, max: 4 }),
        isBack: fc.boolean(),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(asked, fc.integer({ min: 1, max: 9 }), (requests, limit) => {
        const tally = createTally()
        const granted = new Map<string, { readonly at: number; readonly count: number }>()
        let at = 0
        requests.forEach(({ minutes, count, isBack }, index) => {
          at += minutes * 60_000
          const [oldest] = granted.keys()
          if (isBack && oldest !== undefined) {
            tally.apply({ kind: 'back', id: oldest, at })
            granted.delete(oldest)
          }
          const verdict = tally.apply({ ...take(String(index), at, count, limit), isFinal: false } as BrakeLine)
          const inHour = [...granted.values()].filter((one) => one.at > at - anHour)
          const sum = inHour.reduce((total, one) => total + one.count, 0)
          // No more than the limit, and no less.
          expect(verdict?.kind).toBe(sum + count <= limit ? 'granted' : 'over')
          if (verdict?.kind === 'granted') granted.set(String(index), { at, count })
        })
      }),
    )
  })
})
