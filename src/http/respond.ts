/** Respond: a result -> a Response. Headers are set by hand in one object, which the server sends without copying. */
import type { Context } from 'hono'
import type { Principal } from '../auth/principal.ts'
import type { Stored } from '../operations/operations.ts'
import { errorMessage, type ScimError } from '../scim/error.ts'
import { applied, preferredAnswer } from './prefer.ts'

/**
 * `startedAt`: milliseconds of `performance.now()`. `principal` is unset on public routes. `ignored`: names of attributes
 * that a request gives and nothing here stores.
 */
export interface HttpEnv {
  Variables: { requestId: string; startedAt: number; principal: Principal; ignored?: readonly string[] }
}
export type HttpContext = Context<HttpEnv>

type Headers = Readonly<Record<string, string>>

/** `application/scim+json` for everything that SCIM says. RFC 7644 §3.1, §8.1 */
export const respond = (c: HttpContext, status: number, body: unknown, headers?: Headers): Response =>
  respondText(c, status, JSON.stringify(body), headers)

/** The same for JSON that was printed once and for all. */
export const respondText = (c: HttpContext, status: number, body: string, headers?: Headers): Response =>
  respondBytes(c, status, body.length < longText ? body : Buffer.from(body), headers)

/** The same for JSON that was printed as bytes. */
export const respondBytes = (
  c: HttpContext,
  status: number,
  body: string | Buffer<ArrayBuffer>,
  headers?: Headers,
): Response =>
  new Response(body, {
    status,
    headers: {
      'Content-Type': 'application/scim+json',
      // To be kept only by the client itself, and asked again with its ETag each time.
      'Cache-Control': 'private, no-cache',
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': c.get('requestId'),
      ...headers,
    },
  })

/** From this length on Node would copy a text three times on its way out; bytes go as they are. */
const longText = 1024 * 1024

/** A resource with its ETag, and Location as the samples of RFC 7644 §3.3, §3.4.1 and §3.5.1 have it. */
export const respondStored = (c: HttpContext, status: 200 | 201, { resource, location, version }: Stored): Response =>
  respond(c, status, resource, version === undefined ? { Location: location } : { Location: location, ETag: version })

/** What a POST or PUT has stored; without a body where the client prefers so. RFC 7644 §3.3, §3.5.1, RFC 7240 §4.2 */
export const respondWritten = (c: HttpContext, status: 200 | 201, stored: Stored): Response => {
  const answer = preferredAnswer(c.req.header('Prefer'))
  const shown =
    answer === 'minimal' ? respondNoContent(c, stored, status === 201 ? 201 : 204) : respondStored(c, status, stored)
  return answer === undefined ? shown : applied(shown, answer)
}

/** 304: the client has it. RFC 7644 §3.14, RFC 9110 §15.4.5 */
export const respondNotModified = (c: HttpContext, version: string): Response =>
  new Response(null, {
    status: 304,
    headers: { ETag: version, 'Cache-Control': 'private, no-cache', 'X-Request-Id': c.get('requestId') },
  })

/** 204: of DELETE, or of a write whose result is not shown, with its version. RFC 7644 §3.6, §3.5.2 */
export const respondNoContent = (
  c: HttpContext,
  stored?: Pick<Stored, 'location' | 'version'>,
  status: 201 | 204 = 204,
): Response =>
  new Response(null, {
    status,
    headers: {
      'Cache-Control': 'no-store',
      'X-Request-Id': c.get('requestId'),
      ...(stored === undefined ? {} : { Location: stored.location }),
      ...(stored?.version === undefined ? {} : { ETag: stored.version }),
    },
  })

/** The Error message of RFC 7644 §3.12 with the headers that belong to it. */
export const respondError = (c: HttpContext, { status, scimType, message, headers }: ScimError): Response =>
  respond(c, status, errorMessage(status, scimType, message), { ...headers, 'Cache-Control': 'no-store' })
