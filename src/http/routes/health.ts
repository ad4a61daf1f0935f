/** HealthRoutes: for whoever runs the process, not SCIM. At the root, without a token; of a tenant, above its base, with one. */
import type { HttpDependencies } from '../dependencies.ts'
import type { HttpContext } from '../respond.ts'
import { bodiless, type Route, route } from './route.ts'

export const healthRoutes = ({
  readiness,
  tenant,
}: Pick<HttpDependencies, 'readiness' | 'tenant'>): readonly Route[] => [
  /** The process answers: nothing else is asked, so that a directory that is away restarts no gateway. */
  route('/healthz', accessOf(tenant), { GET: bodiless((c) => plain(c, 200, { status: 'ok' })) }),
  /** The directory is reachable, bound, and its schema fits; else 503 says what is missing. */
  route('/readyz', accessOf(tenant), {
    GET: bodiless(async (c) => {
      const { ready, reason } = await readiness()
      return plain(c, ready ? 200 : 503, { ready, reason })
    }),
  }),
]

const accessOf = (tenant: HttpDependencies['tenant']): Route['access'] => (tenant === undefined ? 'health' : 'token')

const plain = (c: HttpContext, status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'X-Request-Id': c.get('requestId'),
      ...(status === 503 ? { 'Retry-After': '1' } : {}),
    },
  })
