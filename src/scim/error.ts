/** ScimError: what a client can cause, one constructor for each name of RFC 7644 §3.12, Table 9, and RFC 9865 §2.1. */
import { urn } from './urn.ts'

export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount'

/** Thrown by the core and by operations. `detail` is for the client: no DN, no diagnostic of the directory. */
export class ScimError extends Error {
  readonly status: number
  readonly scimType: ScimType | undefined
  /** Response headers that belong to the error, e.g. `Retry-After`, `Allow`. */
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    scimType: ScimType | undefined,
    detail: string,
    options: { cause?: unknown; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail, 'cause' in options ? { cause: options.cause } : {})
    this.name = 'ScimError'
    this.status = status
    this.scimType = scimType
    this.headers = options.headers ?? {}
  }
}

type Make = (detail: string, cause?: unknown) => ScimError

const make =
  (status: number, scimType?: ScimType): Make =>
  (detail, cause) =>
    new ScimError(status, scimType, detail, { cause })

export const invalidFilter = make(400, 'invalidFilter')
export const tooMany = make(400, 'tooMany')
export const mutability = make(400, 'mutability')
export const invalidSyntax = make(400, 'invalidSyntax')
export const invalidPath = make(400, 'invalidPath')
export const noTarget = make(400, 'noTarget')
export const invalidValue = make(400, 'invalidValue')
export const invalidCursor = make(400, 'invalidCursor')
export const expiredCursor = make(400, 'expiredCursor')
export const invalidCount = make(400, 'invalidCount')
export const uniqueness = make(409, 'uniqueness')
export const conflict = make(409)
export const forbidden = make(403)
export const notFound = make(404)
export const methodNotAllowed = make(405)
export const preconditionFailed = make(412)
export const payloadTooLarge = make(413)
export const notImplemented = make(501)

/** The same error with more to say; `cause` is the error itself unless given. */
export const withDetail = (error: ScimError, detail: string, cause: unknown = error): ScimError =>
  new ScimError(error.status, error.scimType, detail, { cause, headers: error.headers })

/** 503 with `Retry-After` in seconds. */
export const unavailable = (detail: string, retryAfter: number, cause?: unknown): ScimError =>
  new ScimError(503, undefined, detail, { cause, headers: { 'Retry-After': String(retryAfter) } })

/** 429 with `Retry-After` in seconds. RFC 6585 §4 */
export const tooManyRequests = (detail: string, retryAfter: number): ScimError =>
  new ScimError(429, undefined, detail, { headers: { 'Retry-After': String(retryAfter) } })

/** The Error message of RFC 7644 §3.12; `status` is a string there. */
export const errorMessage = (status: number, scimType: ScimType | undefined, detail: string) => ({
  schemas: [urn.error],
  status: String(status),
  ...(scimType === undefined ? {} : { scimType }),
  detail,
})
