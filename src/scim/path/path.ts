/** AttributePath: an attribute path as text and as syntax tree. RFC 7644 Fig. 1 (attrPath), Fig. 7 (PATH) */
import type { FilterSyntax } from '../filter/filter.ts'

/** Unresolved: names as the client wrote them. `urn` is the part before the last `:` of a qualified name. */
export interface AttributePath {
  readonly urn?: string
  readonly attribute: string
  /** `emails[...]` in PATCH paths. */
  readonly valueFilter?: FilterSyntax
  readonly subAttribute?: string
}
