/** Http: the whole HTTP surface as a Hono application. RFC 7644 §3 */
import { Hono } from 'hono'
import { notFound } from '../scim/error.ts'
import { credentialsOf } from './credentials.ts'
import type { HttpDependencies } from './dependencies.ts'
import { type Answer, createExchange } from './exchange.ts'
import { createOnError } from './on-error.ts'
import { plainPath, withSingleSlashes } from './plain-path.ts'
import type { HttpEnv } from './respond.ts'
import { createDispatch } from './routes/dispatch.ts'
import { createRouteTable } from './routes/table.ts'

/** Throws where `publicUrl` is not an absolute http(s) URL with a plain path and no trailing slash. */
export const createHttp = (dependencies: HttpDependencies): Hono<HttpEnv> => {
  const base = basePathOf(dependencies.publicUrl)
  const exchange = createExchange(dependencies)
  const dispatch = createDispatch(dependencies)
  const table = createRouteTable(dependencies)

  const app = new Hono<HttpEnv>({ getPath: plainPath })
  const above = dependencies.tenant?.path
  for (const route of table.health) app.all((above ?? '') + route.path, exchange(route.path, dispatch(route)))
  for (const route of table.oauth) app.all(route.path, exchange(route.path, dispatch(route)))
  for (const route of table.scim) app.all(withSingleSlashes(base + route.path), exchange(route.path, dispatch(route)))
  app.notFound(exchange('unknown', unknownRoute(above ?? base, dependencies)))
  // An exchange answers for its errors itself; this is for a fault in the exchange.
  app.onError(createOnError(dependencies.observe))
  return app
}

/** Below the base path a stranger learns nothing, not even which routes there are. */
const unknownRoute =
  (base: string, { authenticate }: Pick<HttpDependencies, 'authenticate'>): Answer =>
  async (c) => {
    if (c.req.path === base || c.req.path.startsWith(`${base}/`)) {
      c.set('principal', await authenticate(credentialsOf(c)))
    }
    throw notFound('There is no such endpoint')
  }

const basePathOf = (publicUrl: string): string => {
  const { protocol, pathname, search, hash, username } = new URL(publicUrl)
  const path = pathname === '/' ? '' : pathname
  const isPlain = /^(?:\/[\w.~-]+)*$/.test(path) && search + hash + username === '' && !publicUrl.endsWith('/')
  if (isPlain && /^https?:$/.test(protocol)) return path
  throw new Error('publicUrl must be http(s)://host[:port][/path], without a slash at its end')
}
