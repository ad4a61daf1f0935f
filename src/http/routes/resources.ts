/** ResourceRoutes: the same routes for every resource type. RFC 7644 §3.3 to §3.6, §3.14 */
import type { Target } from '../../operations/operations.ts'
import { refuseStale } from '../../operations/writes/stale.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { matches, type Precondition, parsePrecondition, preconditionOf } from '../../scim/resource/version.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import { projectionFromParameters, queryFromParameters } from '../../scim/search/parameters.ts'
import { queryFromSearchRequest } from '../../scim/search/search-request.ts'
import { callerOf, readerOf } from '../caller.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { applied, preferredAnswer } from '../prefer.ts'
import { type HttpContext, respondNoContent, respondNotModified, respondStored, respondWritten } from '../respond.ts'
import { respondList } from '../respond-list.ts'
import { dialectFor, noted, softenedParameters, softenedPatch, softenedSearch } from '../soften.ts'
import { bodiless, type Endpoint, offered, parametersOf, type Route, route, withBody } from './route.ts'

type Dependencies = Pick<HttpDependencies, 'operations' | 'limits' | 'dialectOf' | 'observe'>

export const resourceRoutes = (dependencies: Dependencies, resourceType: ResourceType): readonly Route[] => {
  const { endpoint } = resourceType
  const { read, replace, patch, remove } = answersAt(dependencies)
  const endpoints = (all: Parameters<typeof offered>[1]) => offered(resourceType, all)
  return [
    // Before `/:id`: no resource has the id `.search`.
    route(`${endpoint}/.search`, 'token', endpoints({ POST: ['list', search(dependencies, resourceType)] })),
    route(
      endpoint,
      'token',
      endpoints({
        GET: ['list', list(dependencies, resourceType)],
        POST: ['create', create(dependencies, resourceType)],
      }),
    ),
    route(
      `${endpoint}/:id`,
      'token',
      endpoints({
        GET: ['read', bodiless((c) => read(c, targetOf(c, resourceType)))],
        PUT: ['replace', withBody((c, body) => replace(c, targetOf(c, resourceType), body))],
        PATCH: ['patch', withBody((c, body) => patch(c, targetOf(c, resourceType), body))],
        DELETE: ['delete', bodiless((c) => remove(c, targetOf(c, resourceType)))],
      }),
    ),
  ]
}

/** What the methods of one resource answer, whatever the path says that it is. */
export const answersAt = (dependencies: Dependencies) => ({
  read: read(dependencies),
  replace: replace(dependencies),
  patch: patch(dependencies),
  remove: remove(dependencies),
})

/** RFC 7644 §3.4.2 */
const list = (dependencies: Dependencies, resourceType: ResourceType): Endpoint =>
  bodiless(async (c) => {
    const parameters = softenedParameters(c, dependencies, [resourceType])
    const query = queryFromParameters(parameters, resourceType, dependencies.limits.query)
    const { scope, operations } = readerOf(c, dependencies)
    return respondList(c, await operations.search(scope, resourceType, query))
  })

/** RFC 7644 §3.4.3: the same query, in the body instead of the URL, where logs do not keep it. */
const search = (dependencies: Dependencies, resourceType: ResourceType): Endpoint =>
  withBody(async (c, body) => {
    const softened = softenedSearch(c, dependencies, { body, resourceTypes: [resourceType] })
    const query = queryFromSearchRequest(softened, resourceType, dependencies.limits.query)
    const { scope, operations } = readerOf(c, dependencies)
    return respondList(c, await operations.search(scope, resourceType, query))
  })

/** RFC 7644 §3.3. A condition on POST has no resource to speak of. */
const create = (dependencies: Dependencies, resourceType: ResourceType): Endpoint =>
  withBody(async (c, body) => {
    const projection = projectionFromParameters(parametersOf(c), resourceType)
    const { scope, operations } = callerOf(c, dependencies)
    const softened = noted(c, dialectFor(c, dependencies).resource(body, resourceType))
    return respondWritten(c, 201, await operations.create(scope, resourceType, softened, projection))
  })

/** RFC 7644 §3.4.1 */
const read =
  (dependencies: Dependencies) =>
  async (c: HttpContext, target: Target): Promise<Response> => {
    const projection = projectionFromParameters(parametersOf(c), target.resourceType)
    const ifMatch = parsePrecondition(c.req.header('If-Match'))
    const ifNoneMatch = parsePrecondition(c.req.header('If-None-Match'))
    const { scope, operations } = readerOf(c, dependencies)
    const stored = await operations.read(scope, target, projection)
    refuseStale(target, ifMatch, stored.version ?? '')
    // The whole tag: a 304 must not confirm derived attributes (`groups`) that have changed, where they are shown.
    const part = stored.isContentOnly ? 'content' : 'whole'
    const unchanged =
      ifNoneMatch !== undefined && stored.version !== undefined && matches(ifNoneMatch, stored.version, part)
    return unchanged ? respondNotModified(c, stored.version) : respondStored(c, 200, stored)
  }

/** RFC 7644 §3.5.1 */
const replace =
  (dependencies: Dependencies) =>
  async (c: HttpContext, target: Target, body: unknown): Promise<Response> => {
    const projection = projectionFromParameters(parametersOf(c), target.resourceType)
    const ifMatch = conditionOfWrite(c)
    const { scope, operations } = callerOf(c, dependencies)
    const options = { projection, ...(ifMatch === undefined ? {} : { ifMatch }) }
    const softened = noted(c, dialectFor(c, dependencies).resource(body, target.resourceType))
    return respondWritten(c, 200, await operations.replace(scope, target, softened, options))
  }

/** RFC 7644 §3.5.2. Shown or not as the client prefers; without a preference, as the operation finds best. */
const patch =
  (dependencies: Dependencies) =>
  async (c: HttpContext, target: Target, body: unknown): Promise<Response> => {
    const ifMatch = conditionOfWrite(c)
    const answer = preferredAnswer(c.req.header('Prefer'))
    const { scope, operations } = callerOf(c, dependencies)
    const softened = await softenedPatch(c, dependencies, { body, resourceType: target.resourceType })
    const { stored, isShown } = await operations.patch(scope, target, softened, {
      projection: projectionFromParameters(parametersOf(c), target.resourceType),
      maxOperations: dependencies.limits.patchOperations,
      unmatched: dialectFor(c, dependencies).unmatched,
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...(answer === undefined ? {} : { answer }),
    })
    const shown = isShown ? respondStored(c, 200, stored) : respondNoContent(c, stored)
    return answer !== undefined && isShown === (answer === 'representation') ? applied(shown, answer) : shown
  }

/** RFC 7644 §3.6 */
const remove =
  (dependencies: Dependencies) =>
  async (c: HttpContext, target: Target): Promise<Response> => {
    const ifMatch = conditionOfWrite(c)
    const { scope, operations } = callerOf(c, dependencies)
    await operations.delete(scope, target, ifMatch)
    return respondNoContent(c)
  }

/** A write with `If-None-Match: *` is for what does not exist yet: no PUT, PATCH or DELETE. RFC 9110 §13.1.2 */
const conditionOfWrite = (c: HttpContext): Precondition | undefined =>
  preconditionOf(parsePrecondition(c.req.header('If-Match')), parsePrecondition(c.req.header('If-None-Match')))

/** Any decoded text is an id here, slashes included: operations answer 404 for what is none. */
const targetOf = (c: HttpContext, resourceType: ResourceType): Target => ({
  resourceType,
  id: (c.req.param('id') ?? '') as ResourceId,
})
