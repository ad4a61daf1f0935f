/** Registry: the resource types of one tenant and every schema they need. RFC 7643 §6, §7 */
import { metaschemas } from './metaschemas.ts'
import type { ResourceType } from './resource-type.ts'
import type { Schema } from './schema.ts'

export interface Registry {
  /** In the order given; discovery lists them so. */
  readonly resourceTypes: readonly ResourceType[]
  /** Core schemas and extensions in the order of the resource types, then those of discovery itself. */
  readonly schemas: readonly Schema[]
  /** By `/Users`; case matters, as in every URL path. */
  byEndpoint(endpoint: string): ResourceType | undefined
  /** By `User`, as in `meta.resourceType`, which is case exact. */
  byName(name: string): ResourceType | undefined
  /** By URN, ignoring case. */
  schemaById(urn: string): Schema | undefined
}

/** Where two resource types share a URN, the first one's schema is the one listed. */
export const createRegistry = (resourceTypes: readonly ResourceType[]): Registry => {
  const schemas = new Map<string, Schema>()
  for (const schema of [...resourceTypes.flatMap(schemasOf), ...metaschemas]) {
    const key = schema.id.toLowerCase()
    if (!schemas.has(key)) schemas.set(key, schema)
  }
  const endpoints = new Map(resourceTypes.map((resourceType) => [resourceType.endpoint, resourceType]))
  const names = new Map(resourceTypes.map((resourceType) => [resourceType.name, resourceType]))
  return {
    resourceTypes,
    schemas: [...schemas.values()],
    byEndpoint: (endpoint) => endpoints.get(endpoint),
    byName: (name) => names.get(name),
    schemaById: (urn) => schemas.get(urn.toLowerCase()),
  }
}

const schemasOf = ({ schema, extensions }: ResourceType): readonly Schema[] => [
  schema,
  ...extensions.map((extension) => extension.schema),
]
