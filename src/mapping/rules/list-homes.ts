/** ListHomes: where the elements of a multi-valued attribute live. */
import type { Attribute } from '../../scim/schema/attribute.ts'
import type { Codec } from '../values/codec.ts'
import type { Column } from '../values/column.ts'

export interface PlainHome {
  readonly column: Column
  readonly codec: Codec
  /** Values are text that the server can compare. */
  readonly searchable: boolean
  /** `type` of the elements that live here. */
  readonly as: string | undefined
  /** The first value is the primary element. */
  readonly isFirstPrimary?: boolean
}

export interface ListHomes {
  /** Of SCIM. */
  readonly attribute: Attribute
  readonly plain: readonly PlainHome[]
  readonly structured: Column | undefined
}
