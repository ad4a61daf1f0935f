/** A gateway whose operations are given by the test: the HTTP room alone, without a directory. */
import { createAuthenticate } from '../../src/auth/authenticate.ts'
import { createBearerTokens, hashToken } from '../../src/auth/bearer-token.ts'
import type { HttpDependencies } from '../../src/http/dependencies.ts'
import { createHttp } from '../../src/http/http.ts'
import type { Observation } from '../../src/observe/observation.ts'
import type { Operations, Stored } from '../../src/operations/operations.ts'
import { bulkResponse } from '../../src/scim/bulk/response.ts'
import { printResource } from '../../src/scim/resource/printed.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { group } from '../../src/scim/schema/group.ts'
import { createRegistry } from '../../src/scim/schema/registry.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { user } from '../../src/scim/schema/user.ts'
import { listResponse } from '../../src/scim/search/list-response.ts'
import { createDialect, type Dialect } from '../../src/tolerance/dialect.ts'

export const base = '/scim/v2'
export const publicUrl = `https://scim.example${base}`
export const writer = { Authorization: 'Bearer write-token' }
export const reader = { Authorization: 'Bearer read-token' }
/** The tokens of Ada, who is a person. */
export const ada = { Authorization: 'Bearer person-token' }
export const readingAda = { Authorization: 'Bearer reading-person-token' }
export const json = { 'Content-Type': 'application/scim+json' }
export const version = 'W/"c1.d1"'

const resourceType = (name: string, schema: ResourceType['schema']): ResourceType => ({
  id: name,
  name,
  endpoint: `/${name}s`,
  description: '',
  schema,
  extensions: [],
})

export const stored: Stored = {
  resource: { schemas: [user.id], id: 'u-1', userName: 'ada' },
  location: `${publicUrl}/Users/u-1`,
  version,
}

/** Remembers each call by name and arguments, and answers with one stored user. */
const recordingOperations = () => {
  const calls: (readonly [name: keyof Operations, ...given: readonly unknown[]])[] = []
  const operations: Operations = {
    search: async (...given) => {
      calls.push(['search', ...given])
      return listResponse([printResource(stored.resource)], { totalResults: 7, startIndex: 3 })
    },
    searchAll: async (...given) => {
      calls.push(['searchAll', ...given])
      return listResponse([printResource(stored.resource)], { totalResults: 7, startIndex: 3 })
    },
    read: async (...given) => {
      calls.push(['read', ...given])
      return stored
    },
    create: async (...given) => {
      calls.push(['create', ...given])
      return stored
    },
    replace: async (...given) => {
      calls.push(['replace', ...given])
      return stored
    },
    patch: async (...given) => {
      calls.push(['patch', ...given])
      return { stored, isShown: true }
    },
    delete: async (...given) => {
      calls.push(['delete', ...given])
    },
    findMe: async (...given) => {
      calls.push(['findMe', ...given])
      return { target: { resourceType: given[1].resourceType, id: 'u-1' as ResourceId }, location: stored.location }
    },
    createMe: async (...given) => {
      calls.push(['createMe', ...given])
      return stored
    },
    bulk: async (...given) => {
      calls.push(['bulk', ...given])
      return bulkResponse([])
    },
  }
  return { calls, operations }
}

export const bodyBytes = 1000
export const urlLength = 500

export const limits: HttpDependencies['limits'] = {
  admission: { concurrent: 1_000, ofClient: () => ({ requestsPerSecond: 1_000_000, concurrent: 1_000 }) },
  json: { depth: 32, width: 500 },
  bodyBytes,
  urlLength,
  patchOperations: 100,
  bulk: { maxOperations: 10, maxPayloadSize: bodyBytes },
  query: { defaultCount: 100, maxResults: 1000, filter: { maxLength: 400, maxDepth: 10, maxNodes: 50 } },
}

const tolerant = createDialect({ wire: 'tolerant' })
const dialects: Readonly<Record<string, Dialect>> = {
  letter: createDialect({ wire: 'rfc' }),
  interop: createDialect({ wire: 'interop' }),
}

/** Dependencies with test values where the test gives none. */
export const dependenciesWith = (given: Partial<HttpDependencies> = {}): HttpDependencies => ({
  publicUrl,
  operations: () => recordingOperations().operations,
  registry: createRegistry([resourceType('User', user), resourceType('Group', group)]),
  authenticate: createAuthenticate([
    createBearerTokens([
      { name: 'hr', tokenHashes: [hashToken('write-token')], access: 'write' },
      { name: 'letter', tokenHashes: [hashToken('rfc-token')], access: 'write' },
      { name: 'interop', tokenHashes: [hashToken('interop-token')], access: 'write' },
      { name: 'audit', tokenHashes: [hashToken('read-token')], access: 'read' },
      { name: 'ada', tokenHashes: [hashToken('person-token')], access: 'write', userName: 'ada' },
      { name: 'ada-reads', tokenHashes: [hashToken('reading-person-token')], access: 'read', userName: 'ada' },
    ]),
  ]),
  dialectOf: (client) => dialects[client] ?? tolerant,
  serviceProviderConfig: () => ({ schemas: ['spc'], patch: { supported: false } }),
  readiness: async () => ({ ready: true }),
  limits,
  observe: () => {},
  requestId: () => 'request-1',
  discoveryPublic: true,
  ...given,
})

export const createTestHttp = (given: Partial<HttpDependencies> = {}) => {
  const { calls, operations } = recordingOperations()
  const observations: Observation[] = []
  const app = createHttp(
    dependenciesWith({
      operations: () => operations,
      observe: (observation) => observations.push(observation),
      ...given,
    }),
  )
  return { app, calls, observations }
}

/** Operations of which one does as the test says. */
export const operationsWith = (given: Partial<Operations>): Operations => ({
  ...recordingOperations().operations,
  ...given,
})

/** The body of an error, after the checks that hold for every error of RFC 7644 §3.12. */
export const scimErrorOf = async (response: Response): Promise<{ scimType?: string; detail: string }> => {
  const body = (await response.json()) as { schemas: unknown; status: unknown; scimType?: string; detail: string }
  const isError =
    response.headers.get('Content-Type') === 'application/scim+json' &&
    JSON.stringify(body.schemas) === '["urn:ietf:params:scim:api:messages:2.0:Error"]' &&
    body.status === String(response.status) &&
    typeof body.detail === 'string' &&
    body.detail !== ''
  if (!isError) throw new Error(`no SCIM error: ${response.status} ${JSON.stringify(body)}`)
  return body
}
