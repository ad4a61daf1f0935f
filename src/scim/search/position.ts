/** Position: the place of one resource in a list, known by its sort key and id. RFC 9865 §2.2 */
import { compareCodePoints } from '../filter/compare.ts'
import type { Sort } from './query.ts'
import { compareSortKeys, type SortKey } from './sort.ts'

export interface Position {
  readonly id: string
  /** undefined in a list that is not sorted, and where the resource has no value. */
  readonly key?: SortKey
}

/**
 * The one order of a list that goes by cursor: by sort key, ties by id, so that it holds on every replica and while
 * resources come and go. Keys count as `boundedKey` leaves them. For Array.sort; 0 for the same id alone.
 */
export const comparePositions = (sort: Sort | undefined): ((a: Position, b: Position) => number) => {
  if (sort === undefined) return (a, b) => compareCodePoints(a.id, b.id)
  const compareKeys = compareSortKeys(sort)
  return (a, b) => compareKeys(boundedKey(a.key), boundedKey(b.key)) || compareCodePoints(a.id, b.id)
}

/** The key as far as cursors look at it: a cursor stands in a URL, a value may have any length. */
export const boundedKey = (key: SortKey): SortKey => {
  if (typeof key === 'string') return key.slice(0, maxKeyLength)
  if (typeof key === 'object') return { ...key, fraction: key.fraction.slice(0, maxKeyLength) }
  return key
}

/** UTF-16 units. */
const maxKeyLength = 256
