/** Dispatch: the checks before an endpoint, in an order that tells a stranger nothing: 503, 401, 429, 414, 405, 415, 413, 400. */
import { ScimError } from '../../scim/error.ts'
import { createAdmission, unlimited } from '../admission.ts'
import { bodyLimit, readJson } from '../body.ts'
import { credentialsOf } from '../credentials.ts'
import type { HttpDependencies } from '../dependencies.ts'
import type { Answer } from '../exchange.ts'
import { allowOf, endpointOf, type Route } from './route.ts'

/** The answers of routes to any method. */
export const createDispatch = ({
  authenticate,
  limits,
  observe,
}: Pick<HttpDependencies, 'authenticate' | 'limits' | 'observe'>) => {
  const admission = createAdmission(limits.admission, observe)
  return (route: Route): Answer => {
    const allow = allowOf(route)
    const usual = bodyLimit(limits.bodyBytes)
    return async (c) => {
      // Not given back when the time of the request is over, but when its work is.
      const visit = route.access === 'health' ? unlimited : admission.enter()
      try {
        if (route.access === 'token') {
          const principal = await authenticate(credentialsOf(c))
          c.set('principal', principal)
          await visit.as(principal.client)
        }
        if (c.req.url.length > limits.urlLength) throw tooLong(limits.urlLength)

        const endpoint = endpointOf(route, c.req.method)
        if (endpoint === undefined) throw methodNotAllowed(allow)
        if (endpoint.body === 'none') return await endpoint.answer(c)
        return await endpoint.answer(c, await readJson(c, { size: endpoint.limit ?? usual, json: limits.json }))
      } finally {
        visit.leave()
      }
    }
  }
}

const tooLong = (limit: number): ScimError =>
  new ScimError(414, undefined, `A URL may have ${limit} characters at most`)

const methodNotAllowed = (allow: string): ScimError =>
  new ScimError(405, undefined, `This endpoint has these methods: ${allow}`, { headers: { Allow: allow } })
