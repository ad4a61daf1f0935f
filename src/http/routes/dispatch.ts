/** Dispatch: the checks before an endpoint, in an order that tells a stranger nothing: 401, 414, 405, 415, 413, 400. */
import { ScimError } from '../../scim/error.ts'
import { bodyLimit, readJson } from '../body.ts'
import { credentialsOf } from '../credentials.ts'
import type { HttpDependencies } from '../dependencies.ts'
import type { Answer } from '../exchange.ts'
import { allowOf, endpointOf, type Route } from './route.ts'

/** The answer of a route to any method. */
export const createDispatch =
  ({ authenticate, limits }: Pick<HttpDependencies, 'authenticate' | 'limits'>) =>
  (route: Route): Answer => {
    const allow = allowOf(route)
    const usual = bodyLimit(limits.bodyBytes)
    return async (c) => {
      if (route.access === 'token') c.set('principal', await authenticate(credentialsOf(c)))
      if (c.req.url.length > limits.urlLength) throw tooLong(limits.urlLength)

      const endpoint = endpointOf(route, c.req.method)
      if (endpoint === undefined) throw methodNotAllowed(allow)
      if (endpoint.body === 'none') return endpoint.answer(c)
      return endpoint.answer(c, await readJson(c, endpoint.limit ?? usual))
    }
  }

const tooLong = (limit: number): ScimError =>
  new ScimError(414, undefined, `A URL may have ${limit} characters at most`)

const methodNotAllowed = (allow: string): ScimError =>
  new ScimError(405, undefined, `This endpoint has these methods: ${allow}`, { headers: { Allow: allow } })
