/** Dn: distinguished names as parsed values, printed in one place. RFC 4514 */

/** The text of a DN as the directory gave it or as `printDn` made it. Never shown to a SCIM client. */
export type Dn = string & { readonly brand: 'Dn' }

/** One attribute type and value of an RDN; the value is raw, without escapes. */
export interface Assertion {
  readonly type: string
  readonly value: string
}
export type Rdn = readonly Assertion[]
