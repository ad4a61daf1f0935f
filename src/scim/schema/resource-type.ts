/** ResourceType: an endpoint, its core schema and its extensions. RFC 7643 §6 */
import { type Attribute, complex, dateTime, findAttribute, reference, string } from './attribute.ts'
import type { Schema } from './schema.ts'

export interface ResourceType {
  readonly id: string
  readonly name: string
  /** Relative to the base path, e.g. `/Users`. */
  readonly endpoint: string
  readonly description: string
  readonly schema: Schema
  readonly extensions: readonly SchemaExtension[]
  /** Common attributes that it has; undefined: all. No schema can say that `externalId` is not stored. */
  readonly common?: readonly Attribute[]
  /** Operations that are not served here. RFC 7644 §3.12: 405, and no `Allow` names them. */
  readonly withheld?: readonly OperationName[]
}

/** What can be done with resources of a type. RFC 7644 §3.2, Table 2 */
export const operationNames = ['list', 'read', 'create', 'replace', 'patch', 'delete'] as const
export type OperationName = (typeof operationNames)[number]

export const offers = ({ withheld = [] }: Pick<ResourceType, 'withheld'>, operation: OperationName): boolean =>
  !withheld.includes(operation)

/** Whether values of a resource can be set at all. */
export const offersWriting = (resourceType: Pick<ResourceType, 'withheld'>): boolean =>
  (['create', 'replace', 'patch'] as const).some((operation) => offers(resourceType, operation))

export interface SchemaExtension {
  readonly schema: Schema
  readonly required: boolean
}

/** Attributes of every resource, in no schema: RFC 7643 §3.1 and `schemas` of §3. */
export const commonAttributes: readonly Attribute[] = [
  reference('schemas', ['uri'], { multiValued: true, required: true, returned: 'always' }),
  string('id', { caseExact: true, mutability: 'readOnly', returned: 'always', uniqueness: 'server' }),
  string('externalId', { caseExact: true }),
  complex(
    'meta',
    [
      string('resourceType', { caseExact: true, mutability: 'readOnly' }),
      dateTime('created', { mutability: 'readOnly' }),
      dateTime('lastModified', { mutability: 'readOnly' }),
      reference('location', ['uri'], { mutability: 'readOnly' }),
      string('version', { caseExact: true, mutability: 'readOnly' }),
    ],
    { mutability: 'readOnly' },
  ),
]

export const commonOf = ({ common }: Pick<ResourceType, 'common'>): readonly Attribute[] => common ?? commonAttributes

/** A core or common attribute of the type by name, ignoring case. */
export const coreAttribute = (resourceType: ResourceType, name: string): Attribute | undefined =>
  findAttribute(resourceType.schema.attributes, name) ?? findAttribute(commonOf(resourceType), name)

/** The extension of that URN, ignoring case. */
export const extensionOf = (resourceType: ResourceType, urn: string): Schema | undefined => {
  const wanted = urn.toLowerCase()
  return resourceType.extensions.find(({ schema }) => schema.id.toLowerCase() === wanted)?.schema
}
