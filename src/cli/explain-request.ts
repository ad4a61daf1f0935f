/** parseRequestLine: what an operator pastes (`GET /Users?filter=…`), as resource type, id and parameters. */
import type { ResourceType } from '../scim/schema/resource-type.ts'

export interface ExplainedRequest {
  readonly resourceType: ResourceType
  /** undefined: the list. */
  readonly id: string | undefined
  readonly parameters: URLSearchParams
}

/** A request that cannot be explained. */
export class UnexplainedRequest extends Error {
  override readonly name = 'UnexplainedRequest'
}

/**
 * With or without method, origin, base path and `HTTP/1.1`. A query with a blank in it is taken as it stands, since no
 * URL has one: nothing in it is decoded, and an `&` inside double quotes belongs to the string. Any other is decoded.
 * @throws UnexplainedRequest
 */
export const parseRequestLine = (
  line: string,
  resourceTypes: readonly ResourceType[],
  basePath: string,
): ExplainedRequest => {
  const [, method, target = ''] = /^\s*(?:([A-Za-z]+)\s+)?(\S[\s\S]*?)(?:\s+HTTP\/\d(?:\.\d)?)?\s*$/.exec(line) ?? []
  if (method !== undefined && !/^(?:GET|HEAD)$/i.test(method)) {
    throw new UnexplainedRequest(`only requests that read are explained, not ${method.toUpperCase()}`)
  }
  const start = target.indexOf('?')
  const path = start === -1 ? target : target.slice(0, start)
  const { endpoint, id } = placeOf(path, basePath)
  const resourceType = resourceTypes.find((each) => each.endpoint === `/${endpoint}`)
  if (resourceType === undefined) throw nowhere(path, resourceTypes)
  return { resourceType, id, parameters: parametersOf(start === -1 ? '' : target.slice(start + 1)) }
}

const placeOf = (path: string, basePath: string): { readonly endpoint: string; readonly id: string | undefined } => {
  const local = path.replace(/^https?:\/\/[^/]*/i, '').replace(/^\/?/, '/')
  const below = local.startsWith(`${basePath}/`) ? local.slice(basePath.length) : local
  const [, endpoint = '', id, ...rest] = below.replace(/\/$/, '').split('/')
  if (rest.length > 0) return { endpoint: '', id: undefined }
  return { endpoint, id: id === undefined ? undefined : decoded(id) }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const nowhere = (path: string, resourceTypes: readonly ResourceType[]): UnexplainedRequest =>
  new UnexplainedRequest(
    `${JSON.stringify(path)} is no list and no resource; there are ${resourceTypes.map(({ endpoint }) => endpoint).join(' and ')}`,
  )

const parametersOf = (query: string): URLSearchParams => {
  if (!/\s/.test(query)) return new URLSearchParams(query)
  const parameters = new URLSearchParams()
  for (const [part] of query.matchAll(/(?:"(?:[^"\\]|\\.)*"|[^&"]|")+/gs)) {
    const equals = part.indexOf('=')
    if (equals === -1) parameters.append(part, '')
    else parameters.append(part.slice(0, equals), part.slice(equals + 1))
  }
  return parameters
}
