/** resolveQuery: what a request asks, from whichever message, as Query. RFC 7644 §3.4.2, §3.9 */
import { invalidPath, invalidValue } from '../error.ts'
import { parseFilter } from '../filter/parse.ts'
import { resolveFilter } from '../filter/resolve.ts'
import { parsePath } from '../path/path.ts'
import { resolvePath } from '../path/resolve.ts'
import { findAttribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { Page, Query, QueryLimits, Sort } from './query.ts'
import { type RequestedProjection, resolveProjection } from './resolve-projection.ts'

/** The parameters of RFC 7644 and RFC 9865 as the client wrote them, numbers parsed. */
export interface RequestedQuery extends RequestedProjection {
  readonly filter?: string
  readonly sortBy?: string
  readonly sortOrder?: string
  readonly startIndex?: number
  readonly count?: number
  readonly cursor?: string
}

/** @throws invalidFilter, invalidPath (`sortBy`), invalidValue */
export const resolveQuery = (requested: RequestedQuery, resourceType: ResourceType, limits: QueryLimits): Query => {
  const { filter, cursor } = requested
  const sort = sortOf(requested, resourceType)
  return {
    ...(filter === undefined ? {} : { filter: resolveFilter(parseFilter(filter, limits.filter), resourceType) }),
    ...(sort && { sort }),
    page: requestedPage(requested, limits),
    ...(cursor === undefined ? {} : { cursor }),
    projection: resolveProjection(requested, resourceType),
  }
}

/**
 * RFC 7644 Table 6: `startIndex` below 1 is 1, a negative `count` is 0. A client asks for one method of paging by its
 * parameter (RFC 9865 §2.4): not for both. @throws invalidValue
 */
export const requestedPage = (requested: RequestedQuery, { defaultCount, maxResults }: QueryLimits): Page => {
  const { startIndex, count = defaultCount, cursor } = requested
  if (startIndex !== undefined && cursor !== undefined)
    throw invalidValue('startIndex and cursor exclude each other: a list goes by index or by cursor')
  return {
    startIndex: Math.min(Math.max(startIndex ?? 1, 1), Number.MAX_SAFE_INTEGER),
    count: Math.min(Math.max(count, 0), maxResults),
    ...(cursor !== undefined && requested.count === undefined ? { isDefault: true } : {}),
  }
}

const sortOf = ({ sortBy, sortOrder }: RequestedQuery, resourceType: ResourceType): Sort | undefined => {
  const order = (sortOrder ?? 'ascending').toLowerCase()
  if (order !== 'ascending' && order !== 'descending') throw invalidValue('sortOrder is either ascending or descending')
  return sortBy === undefined ? undefined : { path: sortPathOf(sortBy, resourceType), order }
}

/** An attribute that has an order and that the client may see; of a complex one its `value`. RFC 7644 §3.4.2.3 */
const sortPathOf = (text: string, resourceType: ResourceType): Sort['path'] => {
  const path = resolvePath(parsePath(text), resourceType)
  const subAttribute = path.subAttribute ?? findAttribute(path.attribute.subAttributes, 'value')
  const leaf = subAttribute ?? path.attribute
  const sortable =
    path.valueFilter === undefined &&
    leaf.type !== 'complex' &&
    leaf.type !== 'binary' &&
    path.attribute.returned !== 'never' &&
    leaf.returned !== 'never'
  if (!sortable) throw invalidPath('sortBy names no attribute that resources can be sorted by')
  return subAttribute === undefined ? path : { ...path, subAttribute }
}
