/** Filter: what a client asks of resources. RFC 7644 §3.4.2.2 */
import type { Definitions } from '../path/find.ts'
import type { AttributeName } from '../path/name.ts'
import type { Attribute } from '../schema/attribute.ts'

export type Comparison = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'
export type Literal = string | number | boolean | null

/** As parsed: names are the client's. */
export type FilterSyntax =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly FilterSyntax[] }
  | { readonly kind: 'not'; readonly filter: FilterSyntax }
  | { readonly kind: 'compare'; readonly path: AttributeName; readonly operator: Comparison; readonly value: Literal }
  | { readonly kind: 'present'; readonly path: AttributeName }
  | { readonly kind: 'element'; readonly path: AttributeName; readonly filter: FilterSyntax }

/**
 * As resolved: names are definitions, literals have the attribute's type.
 * A comparison on a complex attribute without sub-attribute has been given `subAttribute: value`.
 * `resolveFilter` leaves no `null`: `eq null` has become `not (… pr)`, `ne null` `… pr`.
 */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'compare'; readonly path: Definitions; readonly operator: Comparison; readonly value: Literal }
  | { readonly kind: 'present'; readonly path: Definitions }
  /** `emails[type eq "work" and value co "x"]`: one element satisfies it all. */
  | { readonly kind: 'element'; readonly path: Definitions; readonly filter: ElementFilter }

/** A filter inside brackets: it speaks of sub-attributes of one element. */
export type ElementFilter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly ElementFilter[] }
  | { readonly kind: 'not'; readonly filter: ElementFilter }
  | {
      readonly kind: 'compare'
      readonly subAttribute: Attribute
      readonly operator: Comparison
      readonly value: Literal
    }
  | { readonly kind: 'present'; readonly subAttribute: Attribute }
