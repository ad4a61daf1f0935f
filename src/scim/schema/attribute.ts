/** Attribute: one attribute definition with its characteristics. RFC 7643 §2.2 (defaults), §7 (representation). */
export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'binary'
  | 'reference'
  | 'complex'

export type Mutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
export type Returned = 'always' | 'never' | 'default' | 'request'
export type Uniqueness = 'none' | 'server' | 'global'

export interface Attribute {
  /** Canonical case. Look-ups go through `findAttribute`, which ignores case. */
  readonly name: string
  readonly type: AttributeType
  readonly multiValued: boolean
  readonly description: string
  readonly required: boolean
  /** Always there, as `required` says, though nobody need send it: the server knows the value. Not printed. */
  readonly supplied?: boolean
  readonly canonicalValues?: readonly string[]
  readonly caseExact: boolean
  readonly mutability: Mutability
  readonly returned: Returned
  readonly uniqueness: Uniqueness
  readonly referenceTypes?: readonly string[]
  readonly subAttributes?: readonly Attribute[]
}

type Characteristics = Partial<Omit<Attribute, 'name' | 'type' | 'subAttributes'>>

const attribute = (type: AttributeType, name: string, characteristics: Characteristics = {}): Attribute => ({
  name,
  type,
  multiValued: false,
  description: '',
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...characteristics,
})

export const string = (name: string, characteristics?: Characteristics) => attribute('string', name, characteristics)
export const boolean = (name: string, characteristics?: Characteristics) => attribute('boolean', name, characteristics)
export const integer = (name: string, characteristics?: Characteristics) => attribute('integer', name, characteristics)
export const decimal = (name: string, characteristics?: Characteristics) => attribute('decimal', name, characteristics)
export const dateTime = (name: string, characteristics?: Characteristics) =>
  attribute('dateTime', name, characteristics)
/** Binary and reference values are case exact: RFC 7643 §2.3.6, §2.3.7. */
export const binary = (name: string, characteristics?: Characteristics) =>
  attribute('binary', name, { caseExact: true, ...characteristics })
export const reference = (name: string, referenceTypes: readonly string[], characteristics?: Characteristics) =>
  attribute('reference', name, { caseExact: true, referenceTypes, ...characteristics })
export const complex = (
  name: string,
  subAttributes: readonly Attribute[],
  characteristics?: Characteristics,
): Attribute => ({ ...attribute('complex', name, characteristics), subAttributes })

/** Whether a resource cannot be shown without a stored value of it. */
export const mustBeStored = ({ required, supplied }: Attribute): boolean => required && supplied !== true

/** Whether a client has to send it. */
export const isDemanded = (attribute: Attribute): boolean =>
  mustBeStored(attribute) && attribute.mutability !== 'readOnly'

/** The attribute of that name, ignoring case (RFC 7643 §2.1), or undefined. */
export const findAttribute = (attributes: readonly Attribute[] | undefined, name: string): Attribute | undefined => {
  const wanted = name.toLowerCase()
  return attributes?.find((candidate) => candidate.name.toLowerCase() === wanted)
}
