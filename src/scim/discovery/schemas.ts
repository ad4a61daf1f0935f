/** schemaResource: a schema as `/Schemas` shows it, every characteristic said. RFC 7643 §7 */
import type { Attribute } from '../schema/attribute.ts'
import type { Schema } from '../schema/schema.ts'
import { urn } from '../urn.ts'
import type { DiscoveryResource } from './discovery-resource.ts'

/** `baseUrl` without slash at the end. */
export const schemaResource = (schema: Schema, baseUrl: string): DiscoveryResource => ({
  schemas: [urn.schema],
  id: schema.id,
  name: schema.name,
  description: schema.description,
  attributes: schema.attributes.map(attributeJson),
  meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
})

const attributeJson = (attribute: Attribute): Readonly<Record<string, unknown>> => ({
  name: attribute.name,
  type: attribute.type,
  multiValued: attribute.multiValued,
  description: attribute.description,
  required: attribute.required,
  ...(attribute.canonicalValues === undefined ? {} : { canonicalValues: attribute.canonicalValues }),
  caseExact: attribute.caseExact,
  mutability: attribute.mutability,
  returned: attribute.returned,
  uniqueness: attribute.uniqueness,
  ...(attribute.referenceTypes === undefined ? {} : { referenceTypes: attribute.referenceTypes }),
  ...(attribute.subAttributes === undefined ? {} : { subAttributes: attribute.subAttributes.map(attributeJson) }),
})
