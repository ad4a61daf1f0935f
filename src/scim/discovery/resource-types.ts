/** resourceTypeResource: a resource type as `/ResourceTypes` shows it. RFC 7643 §6 */
import type { ResourceType } from '../schema/resource-type.ts'
import { urn } from '../urn.ts'
import type { DiscoveryResource } from './discovery-resource.ts'

/** `baseUrl` without slash at the end. */
export const resourceTypeResource = (resourceType: ResourceType, baseUrl: string): DiscoveryResource => ({
  schemas: [urn.resourceType],
  id: resourceType.id,
  name: resourceType.name,
  endpoint: resourceType.endpoint,
  description: resourceType.description,
  schema: resourceType.schema.id,
  schemaExtensions: resourceType.extensions.map(({ schema, required }) => ({ schema: schema.id, required })),
  meta: {
    resourceType: 'ResourceType',
    location: `${baseUrl}/ResourceTypes/${encodeURIComponent(resourceType.id)}`,
  },
})
