/** parseOperation: untrusted JSON as one operation of a BulkRequest. RFC 7644 §3.7 */
import { invalidSyntax, invalidValue, methodNotAllowed, notFound, ScimError } from '../error.ts'
import { type Members, membersOf } from '../message.ts'
import { quoted } from '../path/name.ts'
import { isJsonObject, type JsonObject } from '../resource/json-object.ts'
import { type Precondition, parsePrecondition } from '../resource/version.ts'
import { requireOffered } from '../schema/require-offered.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { BulkOperation } from './operation.ts'

/**
 * A refused operation where the same request, sent alone, would be refused for its form: unknown endpoint 404, a
 * method that the endpoint has not 405, else 400 invalidSyntax. @throws invalidSyntax where nothing could be reported
 * about it: no object, no method
 */
export const parseOperation = (json: unknown, index: number, resourceTypes: readonly ResourceType[]): BulkOperation => {
  const member = membersOf(json, `Operation ${index + 1} of a BulkRequest`)
  const method = member('method')
  if (typeof method !== 'string') throw invalidSyntax(`Operation ${index + 1} has no method`)
  const given = member('bulkId')
  const named = { index, ...(typeof given === 'string' ? { bulkId: given } : {}) }
  const place = attempt(() => placeOf(member('path'), resourceTypes))
  if (place instanceof ScimError) return { ...named, kind: 'refused', method: method.toUpperCase(), error: place }
  const operation = attempt(() => served(build(method.toUpperCase(), member, { ...named, ...place })))
  if (!(operation instanceof ScimError)) return operation
  const { id, resourceType } = place
  const target = id === undefined ? {} : { target: { resourceType, id } }
  return { ...named, kind: 'refused', method: method.toUpperCase(), error: operation, ...target }
}

interface Place {
  readonly resourceType: ResourceType
  /** undefined: the endpoint itself. */
  readonly id?: string
}

type Named = Place & { readonly index: number; readonly bulkId?: string }

const attempt = <T>(parse: () => T): T | ScimError => {
  try {
    return parse()
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
}

const build = (method: string, member: Members, { id, ...named }: Named): BulkOperation => {
  if (member('bulkId') !== undefined && named.bulkId === undefined) throw invalidSyntax('bulkId takes a string')
  switch (method) {
    case 'POST': {
      if (id !== undefined) throw methodNotAllowed('POST takes the path of an endpoint, not of a resource')
      const { bulkId } = named
      if (bulkId === undefined) throw invalidSyntax('POST needs a bulkId')
      return { ...named, kind: 'create', method, bulkId, data: dataOf(member) }
    }
    case 'PUT':
      return { ...named, kind: 'replace', method, id: idOf(id, method), ...ifMatchOf(member), data: dataOf(member) }
    case 'PATCH':
      return { ...named, kind: 'patch', method, id: idOf(id, method), ...ifMatchOf(member), data: dataOf(member) }
    case 'DELETE':
      return { ...named, kind: 'delete', method, id: idOf(id, method), ...ifMatchOf(member) }
    default:
      throw invalidSyntax('method is one of POST, PUT, PATCH and DELETE')
  }
}

/** @throws 405 where the operator does not let clients do this */
const served = (operation: BulkOperation): BulkOperation => {
  if (operation.kind !== 'refused') requireOffered(operation.resourceType, operation.kind)
  return operation
}

const idOf = (id: string | undefined, method: string): string => {
  if (id === undefined) throw methodNotAllowed(`${method} takes the path of a resource, not of an endpoint`)
  return id
}

const dataOf = (member: Members): JsonObject => {
  const data = member('data')
  if (!isJsonObject(data)) throw invalidSyntax('data takes an object')
  return data
}

/** `version` is to an operation what If-Match is to a request. */
const ifMatchOf = (member: Members): { readonly ifMatch?: Precondition } => {
  const version = member('version')
  if (version === undefined) return {}
  const ifMatch = typeof version === 'string' ? parsePrecondition(version) : undefined
  if (ifMatch === undefined) throw invalidValue('version takes an entity tag like W/"1a2b"')
  return { ifMatch }
}

/** `/Users` or `/Users/…`, with or without the first slash; the id may be percent-encoded as in any path. */
const placeOf = (path: unknown, resourceTypes: readonly ResourceType[]): Place => {
  if (typeof path !== 'string') throw invalidSyntax('path takes a string')
  const absolute = path.startsWith('/') ? path : `/${path}`
  if (/^\/bulk\/?$/i.test(absolute)) throw invalidValue('A bulk operation takes no other bulk request')
  const resourceType = longestFirst(resourceTypes).find(
    ({ endpoint }) => absolute === endpoint || absolute.startsWith(`${endpoint}/`),
  )
  if (resourceType === undefined) throw notFound(`${quoted(path)} is no endpoint of a resource type`)
  const rest = absolute.slice(resourceType.endpoint.length + 1)
  return { resourceType, ...(rest === '' ? {} : { id: decoded(rest) }) }
}

const longestFirst = (resourceTypes: readonly ResourceType[]): readonly ResourceType[] =>
  resourceTypes.toSorted((a, b) => b.endpoint.length - a.endpoint.length)

/** Text that is no percent-encoding stands for itself: `bulkId:50%`. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
