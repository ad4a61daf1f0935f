/** versionOnly: the least that an answer without representation needs, beside the id. RFC 7644 §3.9 */
import { coreAttribute, type ResourceType } from '../../scim/schema/resource-type.ts'
import type { Projection } from '../../scim/search/query.ts'

export const versionOnly = (resourceType: ResourceType): Projection => {
  const attribute = coreAttribute(resourceType, 'meta')
  return { kind: 'attributes', paths: attribute === undefined ? [] : [{ attribute }] }
}
