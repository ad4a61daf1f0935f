/** RootQuery: one query over several resource types. RFC 7644 §3.4.2.1, §3.4.3 */
import { invalidPath } from '../error.ts'
import { parseFilter } from '../filter/parse.ts'
import { findDefinitions } from '../path/find.ts'
import { parseName, quoted } from '../path/name.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { Page, Query, QueryLimits, Sort } from './query.ts'
import { type RequestedQuery, requestedPage, resolveQuery } from './resolve-query.ts'
import { resolveFilterFor, type TypeFilter } from './root-filter.ts'

export interface RootQuery {
  /** One window over the resources of all types together; see `Query`. */
  readonly page: Page
  readonly cursor?: string
  /** As one of the types has it: for `comparePositions`. Resources of a type without the attribute have no sort key. */
  readonly sort?: Sort
  /** What each type is asked, in the order of the types; a type whose resources cannot match is left out. */
  readonly parts: readonly TypeQuery[]
}

export interface TypeQuery {
  readonly resourceType: ResourceType
  readonly query: Query
}

/** @throws invalidFilter, invalidPath (`sortBy` that no type has, or types of values that do not compare), invalidValue */
export const resolveRootQuery = (
  requested: RequestedQuery,
  resourceTypes: readonly ResourceType[],
  limits: QueryLimits,
): RootQuery => {
  const { filter, cursor, sortBy, ...rest } = requested
  const page = requestedPage(requested, limits)
  const syntax = filter === undefined ? undefined : parseFilter(filter, limits.filter)
  const filters = syntax && resolveFilterFor(resourceTypes, syntax)
  const sorting = sortBy === undefined ? [] : sortable(sortBy, resourceTypes)
  const parts = resourceTypes.map((resourceType) => {
    const known = sorting.includes(resourceType) ? { ...rest, sortBy } : rest
    return { resourceType, query: { ...resolveQuery(known, resourceType, limits), page } }
  })
  const sort = commonSort(parts)
  return {
    page,
    ...(cursor === undefined ? {} : { cursor }),
    ...(sort && { sort }),
    parts: parts.flatMap((part) => filtered(part, filters?.get(part.resourceType) ?? 'all')),
  }
}

const filtered = ({ resourceType, query }: TypeQuery, filter: TypeFilter): readonly TypeQuery[] => {
  if (filter === 'none') return []
  return [{ resourceType, query: filter === 'all' ? query : { ...query, filter } }]
}

const sortable = (sortBy: string, resourceTypes: readonly ResourceType[]): readonly ResourceType[] => {
  const name = parseName(sortBy)
  const found = resourceTypes.filter((each) => name !== undefined && findDefinitions(name, each) !== undefined)
  if (found.length === 0) throw invalidPath(`${quoted(sortBy)} is no attribute of any resource type here`)
  return found
}

const commonSort = (parts: readonly TypeQuery[]): Sort | undefined => {
  const sorts = parts.flatMap(({ query }) => query.sort ?? [])
  const kinds = new Set(sorts.map(({ path }) => keyKind((path.subAttribute ?? path.attribute).type)))
  if (kinds.size > 1) throw invalidPath('sortBy names an attribute whose type is not the same in every resource type')
  return sorts[0]
}

/** Attributes whose comparison keys compare with one another. */
const keyKind = (type: string): string => {
  if (type === 'reference') return 'string'
  return type === 'integer' ? 'decimal' : type
}
