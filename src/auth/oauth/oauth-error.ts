/** OAuthError: what the token endpoint answers where it gives no token. RFC 6749 §5.2, RFC 8707 §2 */
import type { DenialReason } from '../../observe/observation.ts'

export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'temporarily_unavailable'

/** `message` is for the client: no value of its own request is in it. */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** For the log, where somebody is refused for who it is. */
  readonly reason: DenialReason | undefined

  constructor(code: OAuthErrorCode, description: string, details: Partial<Details> = {}) {
    super(description)
    this.name = 'OAuthError'
    this.code = code
    this.status = details.status ?? 400
    this.headers = details.headers ?? {}
    this.reason = details.reason
  }
}

interface Details {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly reason: DenialReason
}

export const invalidRequest = (description: string): OAuthError => new OAuthError('invalid_request', description)

/** One answer for whoever is unknown and whoever cannot prove it. `isBasic`: it tried by the Authorization header. */
export const invalidClient = (isBasic: boolean, reason: DenialReason = 'invalid-client'): OAuthError =>
  new OAuthError('invalid_client', 'Which client this is was not proved', {
    status: 401,
    reason,
    ...(isBasic && { headers: { 'WWW-Authenticate': 'Basic realm="scimdap", charset="UTF-8"' } }),
  })
