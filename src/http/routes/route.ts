/** Route: a path, who may come, and what each method does there. */
import { type OperationName, offers, type ResourceType } from '../../scim/schema/resource-type.ts'
import type { BodyLimit } from '../body.ts'
import type { HttpContext } from '../respond.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Endpoint =
  | { readonly body: 'none'; readonly answer: (c: HttpContext) => Response | Promise<Response> }
  | {
      readonly body: 'json'
      readonly answer: (c: HttpContext, body: unknown) => Response | Promise<Response>
      /** undefined: that of all bodies. */
      readonly limit?: BodyLimit
    }

export interface Route {
  /** Hono's pattern, below the base path; of health routes, below the root. */
  readonly path: string
  /** health: without a token, and also where the gateway admits nobody. */
  readonly access: 'public' | 'token' | 'health'
  /** A Map, since a method is a client's text. */
  readonly endpoints: ReadonlyMap<string, Endpoint>
}

export const route = (
  path: string,
  access: Route['access'],
  endpoints: Readonly<Partial<Record<Method, Endpoint>>>,
): Route => ({ path, access, endpoints: new Map(Object.entries(endpoints)) })

/** Those of the endpoints that are served for the resource type. */
export const offered = (
  resourceType: ResourceType,
  endpoints: Readonly<Partial<Record<Method, readonly [OperationName, Endpoint]>>>,
): Readonly<Partial<Record<Method, Endpoint>>> =>
  Object.fromEntries(
    Object.entries(endpoints).flatMap(([method, [operation, endpoint]]) =>
      offers(resourceType, operation) ? [[method, endpoint]] : [],
    ),
  )

/** An endpoint that reads no body, whatever the client sends. */
export const bodiless = (answer: (c: HttpContext) => Response | Promise<Response>): Endpoint => ({
  body: 'none',
  answer,
})

/** An endpoint that takes JSON. */
export const withBody = (
  answer: (c: HttpContext, body: unknown) => Response | Promise<Response>,
  limit?: BodyLimit,
): Endpoint => ({
  body: 'json',
  answer,
  ...(limit === undefined ? {} : { limit }),
})

/** The endpoint of a method; HEAD is GET without its body, which the framework leaves out. RFC 9110 §9.3.2 */
export const endpointOf = ({ endpoints }: Route, method: string): Endpoint | undefined =>
  endpoints.get(method === 'HEAD' ? 'GET' : method)

/** The value of `Allow`. RFC 9110 §10.2.1 */
export const allowOf = ({ endpoints }: Route): string =>
  [...endpoints.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')

/**
 * The query of a request's URL, which is not decoded before; `soften` may rewrite it. Unknown parameters are ignored:
 * RFC 7644 §3.4.2
 */
export const parametersOf = (
  { req: { url } }: HttpContext,
  soften: (query: string) => string = (query) => query,
): URLSearchParams => {
  const start = url.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : soften(url.slice(start + 1)))
}
