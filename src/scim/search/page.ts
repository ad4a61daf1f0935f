/** Window: the part of a list that a page shows. RFC 7644 §3.4.2.4 */
import type { Page } from './query.ts'

/** 0-based, `to` excluded, as `slice` takes it; within the list, empty beyond its end. */
export interface Window {
  readonly from: number
  readonly to: number
}

export const windowOf = (total: number, { startIndex, count }: Page): Window => {
  const from = Math.min(startIndex - 1, total)
  return { from, to: Math.min(from + count, total) }
}
