/** DiscoveryResource: what the three discovery endpoints answer with; read-only JSON. RFC 7643 §5-7 */

export interface DiscoveryResource {
  readonly schemas: readonly string[]
  readonly meta: { readonly resourceType: string; readonly location: string }
  /** Deeper than a Resource: sub-attributes of a schema have sub-attributes. RFC 7643 §7 */
  readonly [attribute: string]: unknown
}
