/** Schema: a URN and its attributes. RFC 7643 §7 */
import type { Attribute } from './attribute.ts'

export interface Schema {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly attributes: readonly Attribute[]
}
