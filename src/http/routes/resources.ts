/** ResourceRoutes: the same routes for every resource type. RFC 7644 §3.3 to §3.6, §3.14 */
import type { Target } from '../../operations/operations.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { matches, parsePrecondition } from '../../scim/resource/version.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import { projectionFromParameters, queryFromParameters } from '../../scim/search/parameters.ts'
import { queryFromSearchRequest } from '../../scim/search/search-request.ts'
import { callerOf } from '../caller.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { preferredAnswer } from '../prefer.ts'
import { type HttpContext, respond, respondNoContent, respondNotModified, respondStored } from '../respond.ts'
import { bodiless, type Endpoint, parametersOf, type Route, route, withBody } from './route.ts'

type Dependencies = Pick<HttpDependencies, 'operations' | 'limits'>

export const resourceRoutes = (dependencies: Dependencies, resourceType: ResourceType): readonly Route[] => {
  const { endpoint } = resourceType
  return [
    // Before `/:id`: no resource has the id `.search`.
    route(`${endpoint}/.search`, 'token', { POST: search(dependencies, resourceType) }),
    route(endpoint, 'token', { GET: list(dependencies, resourceType), POST: create(dependencies, resourceType) }),
    route(`${endpoint}/:id`, 'token', {
      GET: read(dependencies, resourceType),
      PUT: replace(dependencies, resourceType),
      PATCH: patch(dependencies, resourceType),
      DELETE: remove(dependencies, resourceType),
    }),
  ]
}

/** RFC 7644 §3.4.2 */
const list = (dependencies: Dependencies, resourceType: ResourceType): Endpoint =>
  bodiless(async (c) => {
    const query = queryFromParameters(parametersOf(c), resourceType, dependencies.limits.query)
    const { scope, operations } = callerOf(c, dependencies)
    return respond(c, 200, await operations.search(scope, resourceType, query))
  })

/** RFC 7644 §3.4.3: the same query, in the body instead of the URL, where logs do not keep it. */
const search = (dependencies: Dependencies, resourceType: ResourceType): Endpoint =>
  withBody(async (c, body) => {
    const query = queryFromSearchRequest(body, resourceType, dependencies.limits.query)
    const { scope, operations } = callerOf(c, dependencies)
    return respond(c, 200, await operations.search(scope, resourceType, query))
  })

/** RFC 7644 §3.3. A condition on POST has no resource to speak of. */
const create = (dependencies: Dependencies, resourceType: ResourceType): Endpoint =>
  withBody(async (c, body) => {
    const projection = projectionFromParameters(parametersOf(c), resourceType)
    const { scope, operations } = callerOf(c, dependencies)
    return respondStored(c, 201, await operations.create(scope, resourceType, body, projection))
  })

/** RFC 7644 §3.4.1 */
const read = (dependencies: Dependencies, resourceType: ResourceType): Endpoint =>
  bodiless(async (c) => {
    const projection = projectionFromParameters(parametersOf(c), resourceType)
    const ifNoneMatch = parsePrecondition(c.req.header('If-None-Match'))
    const { scope, operations } = callerOf(c, dependencies)
    const stored = await operations.read(scope, targetOf(c, resourceType), projection)
    // The whole tag: a 304 must not confirm derived attributes (`groups`) that have changed.
    const unchanged =
      ifNoneMatch !== undefined && stored.version !== undefined && matches(ifNoneMatch, stored.version, 'whole')
    return unchanged ? respondNotModified(c, stored.version) : respondStored(c, 200, stored)
  })

/** RFC 7644 §3.5.1 */
const replace = (dependencies: Dependencies, resourceType: ResourceType): Endpoint =>
  withBody(async (c, body) => {
    const projection = projectionFromParameters(parametersOf(c), resourceType)
    const ifMatch = parsePrecondition(c.req.header('If-Match'))
    const { scope, operations } = callerOf(c, dependencies)
    const options = { projection, ...(ifMatch === undefined ? {} : { ifMatch }) }
    return respondStored(c, 200, await operations.replace(scope, targetOf(c, resourceType), body, options))
  })

/** RFC 7644 §3.5.2; `Prefer` by RFC 7240 §4.2 */
const patch = (dependencies: Dependencies, resourceType: ResourceType): Endpoint =>
  withBody(async (c, body) => {
    const ifMatch = parsePrecondition(c.req.header('If-Match'))
    const answer = preferredAnswer(c.req.header('Prefer'))
    const { scope, operations } = callerOf(c, dependencies)
    const { stored, isShown } = await operations.patch(scope, targetOf(c, resourceType), body, {
      projection: projectionFromParameters(parametersOf(c), resourceType),
      maxOperations: dependencies.limits.patchOperations,
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...(answer === undefined ? {} : { answer }),
    })
    return isShown ? respondStored(c, 200, stored) : respondNoContent(c, stored)
  })

/** RFC 7644 §3.6 */
const remove = (dependencies: Dependencies, resourceType: ResourceType): Endpoint =>
  bodiless(async (c) => {
    const ifMatch = parsePrecondition(c.req.header('If-Match'))
    const { scope, operations } = callerOf(c, dependencies)
    await operations.delete(scope, targetOf(c, resourceType), ifMatch)
    return respondNoContent(c)
  })

/** Any decoded text is an id here, slashes included: operations answer 404 for what is none. */
const targetOf = (c: HttpContext, resourceType: ResourceType): Target => ({
  resourceType,
  id: (c.req.param('id') ?? '') as ResourceId,
})
