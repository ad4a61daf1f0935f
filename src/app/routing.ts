/** createRouting: which service answers a request: that of the tenant whose name its path has, or the one at the base path. */
import { plainPath } from '../http/plain-path.ts'
import type { Fetch } from './listener.ts'
import type { Place } from './place.ts'

/** `prefix`: what base path and tenants have in common. Without `front` there is one service alone, and it answers all. */
export const createRouting = (places: readonly Place[], front: Fetch | undefined, prefix: string): Fetch => {
  const own = places.find(({ config }) => config.tenant === undefined)
  if (front === undefined) return (own ?? nothing).fetch
  const tenants = new Map(
    places.flatMap((place) => (place.config.tenant === undefined ? [] : [[place.config.tenant, place] as const])),
  )
  const below = `${prefix}/t/`
  return (request, arrival) => {
    // As the routes of the services see it, else a tenant would be found by one and missed by the other.
    const path = plainPath(request)
    const ofTenants = path.startsWith(below) ? path : wellKnown.exec(path)?.[1]
    if (ofTenants?.startsWith(below)) {
      const [name = ''] = ofTenants.slice(below.length).split('/', 1)
      return (tenants.get(name)?.fetch ?? front)(request, arrival)
    }
    const isHealth = path === '/healthz' || path === '/readyz'
    return (isHealth || own === undefined ? front : own.fetch)(request, arrival)
  }
}

/** Metadata of what is below a path: RFC 8414 §3.1 puts the path behind. */
const wellKnown = /^\/\.well-known\/[^/]+(\/.*)$/

const nothing: { readonly fetch: Fetch } = { fetch: () => new Response(null, { status: 503 }) }
