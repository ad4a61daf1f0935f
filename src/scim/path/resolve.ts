/** ResolvedPath: an attribute path whose names are definitions. After it nobody compares names. */
import type { ElementFilter } from '../filter/filter.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { Schema } from '../schema/schema.ts'

export interface ResolvedPath {
  /** undefined: an attribute of the core schema or a common one (`id`, `externalId`, `meta`, `schemas`). */
  readonly extension?: Schema
  readonly attribute: Attribute
  readonly subAttribute?: Attribute
  /** PATCH paths only. */
  readonly valueFilter?: ElementFilter
}
