/** RouteTable: every path that is answered, in the order in which they are tried. RFC 7644 §3.2, Table 2 */
import { isPersonType } from '../../operations/me.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { bulkRoutes } from './bulk.ts'
import { discoveryRoutes } from './discovery.ts'
import { healthRoutes } from './health.ts'
import { meRoutes } from './me.ts'
import { oauthRoutes } from './oauth.ts'
import { resourceRoutes } from './resources.ts'
import { rootRoutes } from './root.ts'
import type { Route } from './route.ts'

export interface RouteTable {
  /** Below the root. */
  readonly health: readonly Route[]
  /** Below the root, too: at the paths of the authorization server. */
  readonly oauth: readonly Route[]
  /** Below the base path. */
  readonly scim: readonly Route[]
}

/** `Allow`, the mounting and the tests' matrix all come from this table. */
export const createRouteTable = (dependencies: HttpDependencies): RouteTable => ({
  health: healthRoutes(dependencies),
  oauth: oauthRoutes(dependencies),
  scim: [
    ...dependencies.registry.resourceTypes
      .filter(isPersonType)
      .flatMap((resourceType) => meRoutes(dependencies, resourceType)),
    ...rootRoutes(dependencies),
    ...bulkRoutes(dependencies),
    ...discoveryRoutes(dependencies),
    ...dependencies.registry.resourceTypes.flatMap((resourceType) => resourceRoutes(dependencies, resourceType)),
  ],
})
