/** Front: what a process with tenants answers where no service is: its health, and nothing that tells which tenants there are. */
import { Hono } from 'hono'
import { createAuthenticate } from '../auth/authenticate.ts'
import { notFound } from '../scim/error.ts'
import { credentialsOf } from './credentials.ts'
import type { HttpDependencies } from './dependencies.ts'
import { type Answer, createExchange } from './exchange.ts'
import { createOnError } from './on-error.ts'
import { plainPath } from './plain-path.ts'
import type { HttpEnv } from './respond.ts'
import { createDispatch } from './routes/dispatch.ts'
import { healthRoutes } from './routes/health.ts'

export interface FrontDependencies extends Pick<HttpDependencies, 'observe' | 'requestId' | 'limits' | 'readiness'> {
  /** Whether a path belongs to a tenant, there or not. */
  readonly isOfTenants: (path: string) => boolean
}

export const createFront = ({ isOfTenants, ...dependencies }: FrontDependencies): Hono<HttpEnv> => {
  const exchange = createExchange(dependencies)
  const dispatch = createDispatch({ ...dependencies, authenticate: nobody })

  const app = new Hono<HttpEnv>({ getPath: plainPath })
  for (const route of healthRoutes(dependencies)) app.all(route.path, exchange(route.path, dispatch(route)))
  const unknown: Answer = async (c) => {
    // As a tenant answers who has no token of its own.
    if (isOfTenants(c.req.path)) await nobody(credentialsOf(c))
    throw notFound('There is no such endpoint')
  }
  app.notFound(exchange('unknown', unknown))
  app.onError(createOnError(dependencies.observe))
  return app
}

/** No token is known here. */
const nobody = createAuthenticate([])
