import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultFilterLimits } from '../../../src/scim/filter/parse.ts'
import type { Place } from '../../../src/scim/search/cursor.ts'
import { type Cursors, cursorsAround, cursorWindow } from '../../../src/scim/search/cursor-window.ts'
import { queryFromParameters } from '../../../src/scim/search/parameters.ts'
import { comparePositions, type Position } from '../../../src/scim/search/position.ts'
import { people } from '../filter/people.ts'

const limits = { defaultCount: 100, maxResults: 1000, filter: defaultFilterLimits }
const sortBy = (parameters: string) => queryFromParameters(new URLSearchParams(parameters), people, limits).sort

interface Asked {
  readonly count: number
  readonly compare: (a: Position, b: Position) => number
}

const page = (resources: readonly Position[], place: Place, { count, compare }: Asked) => {
  const list = { total: resources.length, positionAt: (index: number) => resources[index]! }
  const window = cursorWindow(list, place, { count, compare })
  const cursors: Cursors = cursorsAround(list, window, { count, print: (next) => JSON.stringify(next) })
  return { ids: resources.slice(window.from, window.to).map(({ id }) => id), ...cursors }
}

const compare = comparePositions(undefined)
const letters = (text: string): readonly Position[] => [...text].map((id) => ({ id }))
const read = (cursor: string | undefined): Place => JSON.parse(cursor!) as Place

describe('cursorWindow and cursorsAround, RFC 9865 §2', () => {
  it('goes on and back, without previousCursor on the first page and without nextCursor on the last', () => {
    const first = page(letters('abcde'), { direction: 'next' }, { count: 2, compare })
    const second = page(letters('abcde'), read(first.nextCursor), { count: 2, compare })
    const third = page(letters('abcde'), read(second.nextCursor), { count: 2, compare })
    const back = page(letters('abcde'), read(third.previousCursor), { count: 2, compare })

    expect([first, second, third, back].map(({ ids }) => ids.join(''))).toEqual(['ab', 'cd', 'e', 'cd'])
    expect([first.previousCursor, third.nextCursor]).toEqual([undefined, undefined])
    expect(page(letters('abcde'), read(back.previousCursor), { count: 2, compare })).toEqual(first)
  })

  it('has one page of nothing for nothing', () => {
    expect(page([], { direction: 'next' }, { count: 2, compare })).toEqual({ ids: [] })
  })

  it('has no cursors with count=0, lest a client go round for ever', () => {
    expect(page(letters('abc'), { direction: 'next' }, { count: 0, compare })).toEqual({ ids: [] })
    expect(page(letters('abc'), { direction: 'next', position: { id: 'a' } }, { count: 0, compare })).toEqual({
      ids: [],
    })
  })

  it('takes another count on the way', () => {
    expect(
      page(letters('abcde'), { direction: 'next', position: { id: 'b' } }, { count: 10, compare }).ids.join(''),
    ).toBe('cde')
    expect(
      page(letters('abcde'), { direction: 'previous', position: { id: 'd' } }, { count: 10, compare }).ids.join(''),
    ).toBe('abc')
  })

  it('goes on where the boundary resource is gone', () => {
    expect(page(letters('acd'), { direction: 'next', position: { id: 'b' } }, { count: 2, compare }).ids.join('')).toBe(
      'cd',
    )
    expect(
      page(letters('acd'), { direction: 'previous', position: { id: 'b' } }, { count: 2, compare }).ids.join(''),
    ).toBe('a')
  })

  it('leads back into the list from an empty page at either end', () => {
    const beyond = page(letters('abc'), { direction: 'next', position: { id: 'x' } }, { count: 2, compare })
    const before = page(letters('abc'), { direction: 'previous', position: { id: 'a' } }, { count: 2, compare })

    expect([beyond.ids, before.ids]).toEqual([[], []])
    expect([beyond.nextCursor, before.previousCursor]).toEqual([undefined, undefined])
    expect(page(letters('abc'), read(beyond.previousCursor), { count: 2, compare }).ids.join('')).toBe('bc')
    expect(page(letters('abc'), read(before.nextCursor), { count: 2, compare }).ids.join('')).toBe('ab')
  })
})

const ids = fc.uniqueArray(fc.string({ unit: fc.constantFrom(...'abcdef'), minLength: 1, maxLength: 3 }), {
  maxLength: 40,
})
const keyed = fc.uniqueArray(
  fc.record({
    id: fc.string({ unit: fc.constantFrom(...'abc'), minLength: 1, maxLength: 4 }),
    key: fc.oneof(
      fc.constant(undefined),
      fc.constantFrom('', 'x', 'y', '\u{1F600}', '\uFF5E', 'z'.repeat(300), 'z'.repeat(301)),
    ),
  }),
  { selector: ({ id }) => id, maxLength: 40 },
)

describe('walking a list by cursor', () => {
  const walk = (pages: (turn: number) => readonly Position[], asked: Asked): readonly string[] => {
    const seen: string[] = []
    let place: Place | undefined = { direction: 'next' }
    for (let turn = 0; place !== undefined; turn++) {
      const { ids: shown, nextCursor } = page(pages(turn), place, asked)
      seen.push(...shown)
      place = nextCursor === undefined ? undefined : read(nextCursor)
      if (turn > 200) throw new Error('The walk does not end')
    }
    return seen
  }

  it('shows each resource once and in order, back and forth, sorted or not', () => {
    const sort = fc.constantFrom(undefined, sortBy('sortBy=title'), sortBy('sortBy=title&sortOrder=descending'))
    fc.assert(
      fc.property(keyed, sort, fc.integer({ min: 1, max: 5 }), (resources, by, count) => {
        const order = comparePositions(by)
        const sorted = resources.toSorted(order)
        const all = sorted.map(({ id }) => id)

        expect(walk(() => sorted, { count, compare: order })).toEqual(all)
        const reversed: string[] = []
        for (let place: Place | undefined = { direction: 'previous' }; place !== undefined; ) {
          const { ids: shown, previousCursor }: ReturnType<typeof page> = page(sorted, place, { count, compare: order })
          reversed.unshift(...shown)
          if (reversed.length > all.length) throw new Error('The walk does not end')
          place = previousCursor === undefined ? undefined : read(previousCursor)
        }
        expect(reversed).toEqual(all)
      }),
    )
  })

  it('shows every resource that existed throughout exactly once, while others come and go', () => {
    fc.assert(
      fc.property(
        ids,
        fc.array(ids, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 3 }),
        (lasting, others, count) => {
          const at = (turn: number) =>
            [...new Set([...lasting, ...(others[turn % others.length] ?? [])])].sort().map((id) => ({ id }))
          const seen = walk(at, { count, compare })

          expect(new Set(seen).size).toBe(seen.length)
          expect(seen.filter((id) => lasting.includes(id))).toEqual(lasting.toSorted())
        },
      ),
    )
  })

  it('compares keys as cursors hold them: the first 256 units', () => {
    const order = comparePositions(sortBy('sortBy=title'))

    expect(order({ id: 'b', key: 'x'.repeat(256) }, { id: 'a', key: 'x'.repeat(257) })).toBeGreaterThan(0)
    expect(order({ id: 'b', key: 'x'.repeat(255) }, { id: 'a', key: 'x'.repeat(256) })).toBeLessThan(0)
  })
})
