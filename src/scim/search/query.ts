/** Query: filter, sort, page and projection of one request. RFC 7644 §3.4.2, §3.4.3; RFC 9865 §2 */
import type { Filter } from '../filter/filter.ts'
import type { FilterLimits } from '../filter/parse.ts'
import type { ResolvedPath, WholeExtension } from '../path/resolve.ts'

export interface Sort {
  readonly path: ResolvedPath
  readonly order: 'ascending' | 'descending'
}

export interface Page {
  /** 1-based, at least 1. */
  readonly startIndex: number
  /** Between 0 and the configured maximum. */
  readonly count: number
  /** With a cursor: nobody asked for this count, and that of the cursor's first page comes before it. */
  readonly isDefault?: true
}

/** Which attributes an answer shows; without paths: the default set. RFC 7644 §3.9 */
export type Projection =
  | ({ readonly kind: 'default' } & Specified)
  | { readonly kind: 'attributes'; readonly paths: readonly ProjectedPath[] }
  | ({ readonly kind: 'excluded'; readonly paths: readonly ProjectedPath[] } & Specified)

/** What the client has just written, of which the answer also shows what is returned on request. RFC 7643 §7 */
interface Specified {
  readonly specified?: readonly ProjectedPath[]
}

/** A path, or a whole extension (`urn:…:User` alone). Unknown names are dropped. */
export type ProjectedPath = ResolvedPath | WholeExtension

export interface Query {
  readonly filter?: Filter
  readonly sort?: Sort
  /** With a cursor only `count` matters; `startIndex` is 1. */
  readonly page: Page
  /** As sent, unchecked: see `parseCursor`. Empty: the first page of a list that goes by cursor. */
  readonly cursor?: string
  readonly projection: Projection
}

export interface QueryLimits {
  /** Where a request has no `count`. */
  readonly defaultCount: number
  /** A larger `count` is cut to it. */
  readonly maxResults: number
  readonly filter: FilterLimits
}
