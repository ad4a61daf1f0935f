/** RootRoutes: searches over all resource types. RFC 7644 §3.4.2.1, §3.4.3 */
import { offers } from '../../scim/schema/resource-type.ts'
import { requestedQuery } from '../../scim/search/parameters.ts'
import type { RequestedQuery } from '../../scim/search/resolve-query.ts'
import { resolveRootQuery } from '../../scim/search/root-query.ts'
import { searchRequest } from '../../scim/search/search-request.ts'
import { callerOf } from '../caller.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { type HttpContext, respond } from '../respond.ts'
import { bodiless, parametersOf, type Route, route, withBody } from './route.ts'

type Dependencies = Pick<HttpDependencies, 'operations' | 'limits' | 'registry'>

export const rootRoutes = (dependencies: Dependencies): readonly Route[] => [
  route('/', 'token', { GET: bodiless((c) => answer(c, dependencies, requestedQuery(parametersOf(c)))) }),
  route('/.search', 'token', { POST: withBody((c, body) => answer(c, dependencies, searchRequest(body))) }),
]

const answer = async (c: HttpContext, dependencies: Dependencies, requested: RequestedQuery): Promise<Response> => {
  const listed = dependencies.registry.resourceTypes.filter((resourceType) => offers(resourceType, 'list'))
  const query = resolveRootQuery(requested, listed, dependencies.limits.query)
  const { scope, operations } = callerOf(c, dependencies)
  return respond(c, 200, await operations.searchAll(scope, query))
}
