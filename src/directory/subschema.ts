/** Subschema: the attribute types and object classes that a server has. RFC 4512 §4.1, §4.2 */

export interface AttributeTypeDescription {
  readonly oid: string
  readonly names: readonly string[]
  /** Names or OIDs of the rules after inheritance from SUP; undefined: none. */
  readonly equality: string | undefined
  readonly ordering: string | undefined
  readonly substring: string | undefined
  /** OID without the length in braces, after inheritance. */
  readonly syntax: string | undefined
  readonly singleValue: boolean
  readonly noUserModification: boolean
}

export interface ObjectClassDescription {
  readonly oid: string
  readonly names: readonly string[]
  readonly kind: 'abstract' | 'structural' | 'auxiliary'
  readonly superiors: readonly string[]
  readonly must: readonly string[]
  readonly may: readonly string[]
}

export interface Subschema {
  /** By any name or OID, ignoring case and attribute options. */
  attributeType(name: string): AttributeTypeDescription | undefined
  objectClass(name: string): ObjectClassDescription | undefined
}
