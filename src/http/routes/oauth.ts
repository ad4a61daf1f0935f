/** OauthRoutes: the token endpoint and what others need to know of it; not SCIM, and at paths of their own. RFC 6749 §3.2, RFC 8414 */
import { OAuthError } from '../../auth/oauth/oauth-error.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { readForm } from '../form.ts'
import type { HttpContext } from '../respond.ts'
import { bodiless, type Route, route } from './route.ts'

type Dependencies = Pick<HttpDependencies, 'authorizationServer' | 'observe'>

/** None without an authorization server. */
export const oauthRoutes = ({ authorizationServer: server, observe }: Dependencies): readonly Route[] => {
  if (server === undefined) return []
  const grant = async (c: HttpContext): Promise<Response> => {
    const form = await readForm(c)
    return answer(c, await server.grant({ authorization: c.req.header('Authorization'), form }), { headers: unkept })
  }
  const refusal = (c: HttpContext, error: OAuthError): Response => {
    const { code, message, status, headers, reason } = error
    if (reason !== undefined) observe({ kind: 'denied', requestId: c.get('requestId'), reason })
    return answer(c, { error: code, error_description: message }, { status, headers: { ...unkept, ...headers } })
  }
  const tokenEndpoint = bodiless(async (c) => {
    try {
      return await grant(c)
    } catch (error) {
      if (error instanceof OAuthError) return refusal(c, error)
      throw error
    }
  })
  return [
    route(server.paths.token, 'public', { POST: tokenEndpoint }),
    route(server.paths.jwks, 'public', { GET: bodiless((c) => answer(c, server.jwks, { headers: kept })) }),
    ...server.paths.metadata.map((path) =>
      route(path, 'public', { GET: bodiless((c) => answer(c, server.metadata, { headers: kept })) }),
    ),
  ]
}

/** RFC 6749 §5.1 */
const unkept = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }
const kept = { 'Cache-Control': 'public, max-age=300' }

const answer = (
  c: HttpContext,
  body: unknown,
  { status = 200, headers }: { readonly status?: number; readonly headers: Readonly<Record<string, string>> },
): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: {
      'Content-Type': 'application/json',
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': c.get('requestId'),
      ...headers,
    },
  })
