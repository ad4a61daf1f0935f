/** SessionLost, and how answers and broken connections become a DirectoryError. RFC 4511 §4.1.9 */
import { DirectoryError } from '../directory.ts'
import type { LdapResponse } from './message.ts'

/** A request that got no answer. `sent`: the server may have carried it out. Never leaves the pool. */
export class SessionLost extends Error {
  readonly sent: boolean

  constructor(sent: boolean, cause: unknown) {
    super(sent ? 'the session was lost before the answer came' : 'the session was lost before sending', { cause })
    this.name = 'SessionLost'
    this.sent = sent
  }
}

/** The server was silent for as long as one waits for it. */
export class NoAnswer extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${Math.round(milliseconds)} ms`)
    this.name = 'NoAnswer'
  }
}

const referralCode = 10

/** The server has not done it: what was asked for is at one of these, given as URLs. RFC 4511 §4.1.10 */
export class Referral extends DirectoryError {
  readonly urls: readonly string[]

  constructor(urls: readonly string[], diagnostic: string) {
    super(referralCode, `LDAP result ${referralCode}`, { diagnostic })
    this.urls = urls
  }
}

/** unavailable: the server has not done it, since it is busy with stopping. */
const stopping = 52

/** @throws DirectoryError with the server's result code unless that is success */
export const mustSucceed = (response: LdapResponse, referral: readonly string[] = []): void => {
  if (response.status === 0) return
  if (response.status === referralCode) throw new Referral(referral, response.errorMessage)
  if (response.status === stopping) throw new SessionLost(false, resultError(response))
  throw resultError(response)
}

export const resultError = ({ status, errorMessage }: LdapResponse): DirectoryError =>
  new DirectoryError(status, `LDAP result ${status}`, { diagnostic: errorMessage })

export const unavailable = (why: string, cause?: unknown): DirectoryError =>
  new DirectoryError('unavailable', `the directory is unavailable: ${why}`, { cause })

export const unknownOutcome = (cause: unknown): DirectoryError =>
  new DirectoryError('unknown-outcome', 'the connection was lost while a write was under way', { cause })

/** The same failure, told of the write of several that it belongs to. */
export const ofWrite = (error: unknown, index: number, note = ''): unknown =>
  error instanceof DirectoryError
    ? new DirectoryError(error.code, `write ${index}: ${error.message}${note}`, {
        cause: error,
        index,
        ...(error.diagnostic === undefined ? {} : { diagnostic: error.diagnostic }),
      })
    : error
