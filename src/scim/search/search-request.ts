/** SearchRequest message: the query of POST /.search. RFC 7644 §3.4.3, RFC 9865 §3 */
import { invalidCount, invalidValue } from '../error.ts'
import { checkSchemas, membersOf } from '../message.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { urn } from '../urn.ts'
import type { Query, QueryLimits } from './query.ts'
import { type RequestedQuery, resolveQuery } from './resolve-query.ts'

/** @throws as `searchRequest` does, invalidFilter, invalidPath (`sortBy`) */
export const queryFromSearchRequest = (body: unknown, resourceType: ResourceType, limits: QueryLimits): Query =>
  resolveQuery(searchRequest(body), resourceType, limits)

/**
 * `body` is parsed JSON. Names ignore case (RFC 7643 §2.1), unknown ones are ignored, `schemas` may be left out.
 * @throws invalidSyntax (no SearchRequest), invalidValue, invalidCount
 */
export const searchRequest = (body: unknown): RequestedQuery => {
  const member = membersOf(body, 'A SearchRequest')
  checkSchemas(strings(member('schemas'), 'schemas'), urn.searchRequest)
  const cursor = text(member('cursor'), 'cursor')
  return {
    attributes: names(member('attributes'), 'attributes'),
    excludedAttributes: names(member('excludedAttributes'), 'excludedAttributes'),
    filter: text(member('filter'), 'filter'),
    sortBy: text(member('sortBy'), 'sortBy'),
    sortOrder: text(member('sortOrder'), 'sortOrder'),
    startIndex: integer(member('startIndex'), 'startIndex'),
    count: integer(member('count'), 'count', cursor === undefined ? invalidValue : invalidCount),
    cursor,
  }
}

const text = (value: unknown, name: string): string | undefined => {
  if (value !== undefined && typeof value !== 'string') throw invalidValue(`${name} is not a string`)
  return value
}

const integer = (value: unknown, name: string, refusal = invalidValue): number | undefined => {
  if (value !== undefined && !(typeof value === 'number' && Number.isInteger(value)))
    throw refusal(`${name} is not an integer`)
  return value
}

const strings = (value: unknown, name: string): readonly string[] | undefined => {
  if (value === undefined) return undefined
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string'))
    throw invalidValue(`${name} is not a list of strings`)
  return value
}

const names = (value: unknown, name: string): readonly string[] | undefined =>
  strings(value, name)
    ?.map((each) => each.trim())
    .filter((each) => each !== '')
