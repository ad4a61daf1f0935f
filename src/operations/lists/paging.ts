/** Paging: where the page of a request stands in its list, by index or by cursor. RFC 7644 §3.4.2.4, RFC 9865 §2 */
import { invalidCount } from '../../scim/error.ts'
import { compareCodePoints } from '../../scim/filter/compare.ts'
import { type Place, parseCursor, printCursor } from '../../scim/search/cursor.ts'
import { cursorContext, type Part } from '../../scim/search/cursor-context.ts'
import { type Cursors, cursorsAround, cursorWindow, type OrderedList } from '../../scim/search/cursor-window.ts'
import { type Window, windowOf } from '../../scim/search/page.ts'
import { comparePositions, type Position } from '../../scim/search/position.ts'
import type { Page, Sort } from '../../scim/search/query.ts'
import { compareSortKeys } from '../../scim/search/sort.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Scope } from '../scope.ts'

export interface Paging {
  readonly kind: 'index' | 'cursor'
  /** Begins a walk: nothing that changed before it may be missed. */
  readonly isFirst: boolean
  /** What the page before was cut from. */
  readonly seen: string | undefined
  /** The order of the list. */
  readonly compare: (a: Position, b: Position) => number
  cut(list: Listed): Cut
}

/** In the order of `compare`. */
export interface Listed extends OrderedList {
  /** The name of the snapshot, where it is one. */
  readonly snapshot?: string
}

export interface Cut extends Window {
  /** As `listResponse` takes it. */
  readonly place: { readonly startIndex: number } | { readonly cursors: Cursors }
}

export interface Paged {
  readonly page: Page
  readonly cursor?: string
  readonly sort?: Sort
  readonly parts: readonly Part[]
}

/** @throws invalidCursor, expiredCursor, invalidCount: before anything is asked of the directory */
export const pagingOf = (
  dependencies: Pick<Dependencies, 'cursors' | 'now'>,
  scope: Scope,
  { cursor, ...paged }: Paged,
): Paging => (cursor === undefined ? byIndex(paged) : byCursor(dependencies, scope, { ...paged, cursor }))

/** What is in memory already. */
export const listed = (positions: readonly Position[]): Listed => ({
  total: positions.length,
  positionAt: (index) => positions[index] as Position,
})

const byIndex = ({ page, sort }: Paged): Paging => ({
  kind: 'index',
  isFirst: page.startIndex === 1 || page.count === 0,
  seen: undefined,
  compare: compareWhole(sort),
  cut: ({ total }) => ({ ...windowOf(total, page), place: { startIndex: page.startIndex } }),
})

const compareWhole = (sort: Sort | undefined): Paging['compare'] => {
  const compareKeys = sort === undefined ? () => 0 : compareSortKeys(sort)
  return (a, b) => compareKeys(a.key, b.key) || compareCodePoints(a.id, b.id)
}

const byCursor = (
  { cursors: { keys, timeoutMs }, now }: Pick<Dependencies, 'cursors' | 'now'>,
  { tenant, client, grant, eyes }: Scope,
  { page, cursor, sort, parts }: Paged & { readonly cursor: string },
): Paging => {
  const rights = Object.entries(grant).flatMap(([right, isGranted]) => (isGranted ? [right] : []))
  const context = cursorContext(
    [tenant, client, ...rights.toSorted(), ...(eyes === undefined ? [] : [`as ${eyes}`])],
    parts,
  )
  const place = parseCursor(cursor, { keys, context, now: now() })
  const count = countOf(page, place)
  const compare = comparePositions(sort)
  const cut = (list: Listed): Cut => {
    const window = cursorWindow(list, place, { count, compare })
    // Counted from this answer on: RFC 9865 §4 promises `cursorTimeout` between two requests.
    const expires = now() + timeoutMs
    const seen = list.snapshot === undefined ? {} : { snapshot: list.snapshot }
    const print = (around: Place) => printCursor({ ...around, ...seen, count }, { keys, context, expires })
    return { ...window, place: { cursors: cursorsAround(list, window, { count, print }) } }
  }
  // Never an older look at the list than the walk's own: who came in between would be missed.
  return { kind: 'cursor', isFirst: true, seen: place.snapshot, compare, cut }
}

/**
 * RFC 9865 §2, Table 3: the count of the first page holds for all. One that is left out later is taken from there; one
 * above the maximum is cut, since a page holds no more "regardless of what is specified" (§4).
 */
const countOf = ({ count, isDefault }: Page, { count: first }: Place): number => {
  if (first === undefined || isDefault) return first ?? count
  if (count !== first) throw invalidCount(`count must stay what it was for the first page: ${first}`)
  return count
}
