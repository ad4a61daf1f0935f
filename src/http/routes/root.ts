/** RootRoutes: searches over all resource types. RFC 7644 §3.4.2.1, §3.4.3 */
import { offers } from '../../scim/schema/resource-type.ts'
import { requestedQuery } from '../../scim/search/parameters.ts'
import type { RequestedQuery } from '../../scim/search/resolve-query.ts'
import { resolveRootQuery } from '../../scim/search/root-query.ts'
import { searchRequest } from '../../scim/search/search-request.ts'
import { readerOf } from '../caller.ts'
import type { HttpDependencies } from '../dependencies.ts'
import type { HttpContext } from '../respond.ts'
import { respondList } from '../respond-list.ts'
import { softenedParameters, softenedSearch } from '../soften.ts'
import { bodiless, type Route, route, withBody } from './route.ts'

type Dependencies = Pick<HttpDependencies, 'operations' | 'limits' | 'registry' | 'dialectOf'>

export const rootRoutes = (dependencies: Dependencies): readonly Route[] => {
  const resourceTypes = dependencies.registry.resourceTypes.filter((resourceType) => offers(resourceType, 'list'))
  return [
    route('/', 'token', {
      GET: bodiless((c) => {
        const parameters = softenedParameters(c, dependencies, resourceTypes)
        return answer(c, dependencies, requestedQuery(parameters))
      }),
    }),
    route('/.search', 'token', {
      POST: withBody((c, body) => {
        const softened = softenedSearch(c, dependencies, { body, resourceTypes })
        return answer(c, dependencies, searchRequest(softened))
      }),
    }),
  ]
}

const answer = async (c: HttpContext, dependencies: Dependencies, requested: RequestedQuery): Promise<Response> => {
  const listed = dependencies.registry.resourceTypes.filter((resourceType) => offers(resourceType, 'list'))
  const query = resolveRootQuery(requested, listed, dependencies.limits.query)
  const { scope, operations } = readerOf(c, dependencies)
  return respondList(c, await operations.searchAll(scope, query))
}
