/** ListResponse message. RFC 7644 §3.4.2 */
import type { Resource } from '../resource/resource.ts'
import { urn } from '../urn.ts'

export interface ListResponse {
  readonly schemas: readonly string[]
  readonly totalResults: number
  readonly startIndex: number
  readonly itemsPerPage: number
  readonly Resources: readonly Resource[]
}

export const listResponse = (
  resources: readonly Resource[],
  { totalResults, startIndex }: { totalResults: number; startIndex: number },
): ListResponse => ({
  schemas: [urn.listResponse],
  totalResults,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
})
