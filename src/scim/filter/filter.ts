/** Filter: what a client asks of resources. RFC 7644 §3.4.2.2 */
import type { AttributePath } from '../path/path.ts'
import type { ResolvedPath } from '../path/resolve.ts'
import type { Attribute } from '../schema/attribute.ts'

export type Comparison = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'
export type Literal = string | number | boolean | null

/** As parsed: names are the client's. */
export type FilterSyntax =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly FilterSyntax[] }
  | { readonly kind: 'not'; readonly filter: FilterSyntax }
  | { readonly kind: 'compare'; readonly path: AttributePath; readonly operator: Comparison; readonly value: Literal }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | { readonly kind: 'element'; readonly path: AttributePath; readonly filter: FilterSyntax }

/**
 * As resolved: names are definitions, literals have the attribute's type.
 * A comparison on a complex attribute without sub-attribute has been given `subAttribute: value`.
 */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'compare'; readonly path: ResolvedPath; readonly operator: Comparison; readonly value: Literal }
  | { readonly kind: 'present'; readonly path: ResolvedPath }
  /** `emails[type eq "work" and value co "x"]`: one element satisfies it all. */
  | { readonly kind: 'element'; readonly path: ResolvedPath; readonly filter: ElementFilter }

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
