/** SearchRequest message: the query of POST /.search. RFC 7644 §3.4.3 */
import { invalidSyntax, invalidValue } from '../error.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { urn } from '../urn.ts'
import type { Query, QueryLimits } from './query.ts'
import { resolveQuery } from './resolve-query.ts'

/**
 * `body` is parsed JSON. Names ignore case (RFC 7643 §2.1), unknown ones are ignored, `schemas` may be left out.
 * @throws invalidSyntax (no SearchRequest), invalidFilter, invalidPath (`sortBy`), invalidValue
 */
export const queryFromSearchRequest = (body: unknown, resourceType: ResourceType, limits: QueryLimits): Query => {
  const member = membersOf(body)
  checkSchemas(strings(member('schemas'), 'schemas'))
  return resolveQuery(
    {
      attributes: names(member('attributes'), 'attributes'),
      excludedAttributes: names(member('excludedAttributes'), 'excludedAttributes'),
      filter: text(member('filter'), 'filter'),
      sortBy: text(member('sortBy'), 'sortBy'),
      sortOrder: text(member('sortOrder'), 'sortOrder'),
      startIndex: integer(member('startIndex'), 'startIndex'),
      count: integer(member('count'), 'count'),
    },
    resourceType,
    limits,
  )
}

/** The body's members by name, ignoring case; null is unassigned (RFC 7643 §2.5). */
const membersOf = (body: unknown): ((name: string) => unknown) => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidSyntax('A SearchRequest is a JSON object')
  const members = new Map<string, unknown>()
  for (const [name, value] of Object.entries(body)) {
    if (members.has(name.toLowerCase())) throw invalidSyntax('Two members have names that differ by case alone')
    members.set(name.toLowerCase(), value ?? undefined)
  }
  return (name) => members.get(name.toLowerCase())
}

const checkSchemas = (schemas: readonly string[] | undefined): void => {
  const wanted = urn.searchRequest.toLowerCase()
  if (schemas !== undefined && !schemas.some((each) => each.toLowerCase() === wanted))
    throw invalidSyntax(`schemas lacks ${urn.searchRequest}`)
}

const text = (value: unknown, name: string): string | undefined => {
  if (value !== undefined && typeof value !== 'string') throw invalidValue(`${name} is not a string`)
  return value
}

const integer = (value: unknown, name: string): number | undefined => {
  if (value !== undefined && !(typeof value === 'number' && Number.isInteger(value)))
    throw invalidValue(`${name} is not an integer`)
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
