/** queryFromParameters: Query and Projection from the parameters of a URL. RFC 7644 §3.4.2, §3.9; RFC 9865 §2 */
import { invalidCount, invalidValue } from '../error.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { Projection, Query, QueryLimits } from './query.ts'
import { type RequestedProjection, resolveProjection } from './resolve-projection.ts'
import { type RequestedQuery, resolveQuery } from './resolve-query.ts'

/** @throws as `requestedQuery` does, invalidFilter, invalidPath (`sortBy`) */
export const queryFromParameters = (
  parameters: URLSearchParams,
  resourceType: ResourceType,
  limits: QueryLimits,
): Query => resolveQuery(requestedQuery(parameters), resourceType, limits)

/** Parameters that neither RFC names are ignored. `cursor` without `=` is an empty one. @throws invalidValue, invalidCount */
export const requestedQuery = (parameters: URLSearchParams): RequestedQuery => {
  const cursor = single(parameters, 'cursor')
  return {
    ...requestedProjection(parameters),
    filter: single(parameters, 'filter'),
    sortBy: single(parameters, 'sortBy'),
    sortOrder: single(parameters, 'sortOrder'),
    startIndex: integer(parameters, 'startIndex'),
    count: integer(parameters, 'count', cursor === undefined ? invalidValue : invalidCount),
    cursor,
  }
}

/** For requests about one resource: `attributes` or `excludedAttributes`. @throws invalidValue */
export const projectionFromParameters = (parameters: URLSearchParams, resourceType: ResourceType): Projection =>
  resolveProjection(requestedProjection(parameters), resourceType)

const requestedProjection = (parameters: URLSearchParams): RequestedProjection => ({
  attributes: list(parameters, 'attributes'),
  excludedAttributes: list(parameters, 'excludedAttributes'),
})

/** Which of two equal names would count, no RFC says: neither. */
const single = (parameters: URLSearchParams, name: string): string | undefined => {
  const values = parameters.getAll(name)
  if (values.length > 1) throw invalidValue(`${name} stands more than once in the query`)
  return values[0]
}

const integer = (parameters: URLSearchParams, name: string, refusal = invalidValue): number | undefined => {
  const text = single(parameters, name)
  if (text !== undefined && !/^-?\d+$/.test(text)) throw refusal(`${name} is not an integer`)
  return text === undefined ? undefined : Number(text)
}

const list = (parameters: URLSearchParams, name: string): readonly string[] | undefined =>
  single(parameters, name)
    ?.split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
