/** OnError: whatever was thrown -> the Error message of RFC 7644 §3.12. */
import { STATUS_CODES } from 'node:http'
import { HTTPException } from 'hono/http-exception'
import { AuthenticationError } from '../auth/authenticate.ts'
import type { Observe } from '../observe/observation.ts'
import { ScimError, unavailable } from '../scim/error.ts'
import { type HttpContext, respondError } from './respond.ts'

export type OnError = (thrown: unknown, c: HttpContext) => Response

export const createOnError = (observe: Observe): OnError => {
  const errorOf = createErrorOf(observe)
  return (thrown, c) => respondError(c, errorOf(thrown, c.get('requestId')))
}

/** Tells the client what it can act on, and the operator the rest. */
export const createErrorOf =
  (observe: Observe) =>
  (thrown: unknown, requestId: string): ScimError => {
    const error = asScimError(thrown, requestId)
    if (error.status === 401 || error.status === 403) {
      observe({ kind: 'denied', requestId, reason: reasonOf(error) })
    }
    // 501 and 503 are answers, not defects. Everything else from 500 on is somebody's to mend.
    if (error.status >= 500 && error.status !== 501 && error.status !== 503) {
      observe({ kind: 'unexpected', requestId, cause: thrown })
    }
    return error
  }

/** The detail of what we did not expect is ours alone: its message may quote a DN or a value. */
const asScimError = (thrown: unknown, requestId: string): ScimError => {
  if (thrown instanceof ScimError) return thrown
  if (thrown instanceof HTTPException) return new ScimError(thrown.status, undefined, nameOf(thrown.status))
  if (isTimeout(thrown)) return unavailable('The request took too long', 1, thrown)
  return new ScimError(500, undefined, `Internal error; the operator finds it under request id ${requestId}`)
}

const isTimeout = (thrown: unknown): boolean =>
  thrown instanceof Error && (thrown.name === 'AbortError' || thrown.name === 'TimeoutError')

const nameOf = (status: number): string => STATUS_CODES[status] ?? 'Error'

const reasonOf = (error: ScimError) => (error instanceof AuthenticationError ? error.reason : 'forbidden')
