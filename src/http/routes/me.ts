/** MeRoutes: an alias of the caller's own resource, answered directly. RFC 7644 §3.11 */
import type { Me, MePurpose, Target } from '../../operations/operations.ts'
import { notFound, ScimError } from '../../scim/error.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import { projectionFromParameters } from '../../scim/search/parameters.ts'
import { callerOf } from '../caller.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { type HttpContext, respondWritten } from '../respond.ts'
import { dialectFor, noted } from '../soften.ts'
import { answersAt } from './resources.ts'
import { bodiless, offered, parametersOf, type Route, route, withBody } from './route.ts'

type Dependencies = Pick<HttpDependencies, 'operations' | 'limits' | 'dialectOf' | 'observe'>

/** `resourceType`: the one that people are of. */
export const meRoutes = (dependencies: Dependencies, resourceType: ResourceType): readonly Route[] => {
  const { read, replace, patch, remove } = answersAt(dependencies)
  const aliased = createAliased(dependencies, resourceType)
  return [
    route(
      '/Me',
      'token',
      offered(resourceType, {
        GET: ['read', bodiless(aliased('read', read))],
        POST: ['create', withBody(create(dependencies, resourceType))],
        PUT: ['replace', withBody(aliased('replace', replace))],
        PATCH: ['patch', withBody(aliased('patch', patch))],
        DELETE: ['delete', bodiless(aliased('delete', remove))],
      }),
    ),
  ]
}

type AnswerAt = (c: HttpContext, target: Target, body: unknown) => Promise<Response>

/** As at the resource's own path; "in any response" with its permanent location, errors and 204 included. */
const createAliased =
  (dependencies: Dependencies, resourceType: ResourceType) =>
  (purpose: MePurpose, answerAt: AnswerAt) =>
  async (c: HttpContext, body?: unknown): Promise<Response> => {
    const me = meOf(c, resourceType)
    const { scope, operations } = callerOf(c, dependencies)
    const { target, location } = await operations.findMe(scope, me, purpose)
    const response = await answerAt(c, target, body).catch((thrown: unknown) => {
      throw thrown instanceof ScimError ? at(location, thrown) : thrown
    })
    response.headers.set('Location', location)
    return response
  }

const create =
  (dependencies: Dependencies, resourceType: ResourceType) =>
  async (c: HttpContext, body: unknown): Promise<Response> => {
    const me = meOf(c, resourceType)
    const projection = projectionFromParameters(parametersOf(c), resourceType)
    const { scope, operations } = callerOf(c, dependencies)
    const softened = noted(c, dialectFor(c, dependencies).resource(body, resourceType))
    return respondWritten(c, 201, await operations.createMe(scope, me, softened, projection))
  }

const meOf = (c: HttpContext, resourceType: ResourceType): Me => {
  const { person } = c.get('principal')
  if (person === undefined) throw notFound('This client is a machine: /Me is there for callers who are people')
  return { resourceType, person }
}

const at = (location: string, error: ScimError): ScimError => {
  const { status, scimType, message, headers } = error
  return new ScimError(status, scimType, message, { cause: error, headers: { ...headers, Location: location } })
}
