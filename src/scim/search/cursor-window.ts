/** CursorWindow: which part of a list a cursor's page shows, and which cursors go with it. RFC 9865 §2 */
import type { Place } from './cursor.ts'
import type { Window } from './page.ts'
import type { Position } from './position.ts'

/** As they stand in a ListResponse. */
export interface Cursors {
  readonly nextCursor?: string
  readonly previousCursor?: string
}

/** A list in the order of `comparePositions`, as it is now. */
export interface OrderedList {
  readonly total: number
  /** 0-based. */
  positionAt(index: number): Position
}

/** Found by halving: 17 comparisons among 100,000. */
export const cursorWindow = (
  list: OrderedList,
  { direction, position }: Place,
  { count, compare }: { readonly count: number; readonly compare: (a: Position, b: Position) => number },
): Window => {
  const { total } = list
  if (direction === 'next') {
    const from =
      position === undefined ? 0 : firstIndex(total, (index) => compare(list.positionAt(index), position) > 0)
    return { from, to: Math.min(from + count, total) }
  }
  const to =
    position === undefined ? total : firstIndex(total, (index) => compare(list.positionAt(index), position) >= 0)
  return { from: Math.max(to - count, 0), to }
}

/**
 * `next` unless this is the last page, `previous` unless it is the first. An empty page goes on from the end of the
 * list at which it stands. A page of `count=0` has neither: clients that follow `nextCursor` would never end.
 */
export const cursorsAround = (
  list: OrderedList,
  { from, to }: Window,
  { count, print }: { readonly count: number; readonly print: (place: Place) => string },
): Cursors => {
  if (count === 0) return {}
  const isEmpty = from === to
  const next: Place = { direction: 'next', ...(isEmpty ? {} : { position: list.positionAt(to - 1) }) }
  const previous: Place = { direction: 'previous', ...(isEmpty ? {} : { position: list.positionAt(from) }) }
  return {
    ...(to < list.total ? { nextCursor: print(next) } : {}),
    ...(from > 0 ? { previousCursor: print(previous) } : {}),
  }
}

/** The first index for which `holds`, which stays true from there on; `total` where there is none. */
const firstIndex = (total: number, holds: (index: number) => boolean): number => {
  let [low, high] = [0, total]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
