/** DiscoveryRoutes: what this service provider can do. Printed once, since nothing in it depends on a request. RFC 7644 §4 */
import { resourceTypeResource } from '../../scim/discovery/resource-types.ts'
import { schemaResource } from '../../scim/discovery/schemas.ts'
import { forbidden, notFound } from '../../scim/error.ts'
import { listResponse } from '../../scim/search/list-response.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { respondText } from '../respond.ts'
import { bodiless, type Endpoint, parametersOf, type Route, route } from './route.ts'

type Dependencies = Pick<HttpDependencies, 'publicUrl' | 'registry' | 'serviceProviderConfig' | 'discoveryPublic'>

export const discoveryRoutes = (dependencies: Dependencies): readonly Route[] => {
  const { publicUrl, registry, serviceProviderConfig, discoveryPublic } = dependencies
  const access = discoveryPublic ? 'public' : 'token'
  const resourceTypes = registry.resourceTypes.map((resourceType) => ({
    id: resourceType.id,
    json: resourceTypeResource(resourceType, publicUrl),
  }))
  const schemas = registry.schemas.map((schema) => ({ id: schema.id, json: schemaResource(schema, publicUrl) }))
  return [
    route('/ServiceProviderConfig', access, {
      GET: unfiltered((c) => respondText(c, 200, JSON.stringify(serviceProviderConfig()))),
    }),
    route('/ResourceTypes', access, { GET: listOf(resourceTypes) }),
    route('/ResourceTypes/:id', access, { GET: oneOf(resourceTypes, 'resource type') }),
    route('/Schemas', access, { GET: listOf(schemas) }),
    route('/Schemas/:id', access, { GET: oneOf(schemas, 'schema') }),
  ]
}

interface Item {
  readonly id: string
  readonly json: unknown
}

/** Paging and sorting are ignored here: RFC 7644 §4 */
const listOf = (items: readonly Item[]): Endpoint =>
  constant(
    listResponse(
      items.map(({ json }) => json),
      { totalResults: items.length, startIndex: 1 },
    ),
  )

const constant = (json: unknown): Endpoint => {
  const text = JSON.stringify(json)
  return unfiltered((c) => respondText(c, 200, text))
}

/** By id; schema URNs ignore case (RFC 8141 §3.1), and for names it does no harm. */
const oneOf = (items: readonly Item[], what: string): Endpoint => {
  const texts = new Map(items.map(({ id, json }) => [id.toLowerCase(), JSON.stringify(json)]))
  return unfiltered((c) => {
    const text = texts.get((c.req.param('id') ?? '').toLowerCase())
    if (text === undefined) throw notFound(`There is no such ${what}`)
    return respondText(c, 200, text)
  })
}

/** "… to ensure that clients cannot incorrectly assume that any matching conditions … are true": RFC 7644 §4 */
const unfiltered = (answer: Parameters<typeof bodiless>[0]): Endpoint =>
  bodiless((c) => {
    if (parametersOf(c).has('filter')) throw forbidden('Discovery endpoints take no filter')
    return answer(c)
  })
