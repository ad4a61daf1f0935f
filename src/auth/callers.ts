/** createCallers: every way in which a request may show who calls, and what holds where it shows two. RFC 7644 §2 */
import type { X509Certificate } from 'node:crypto'
import { forbidden } from '../scim/error.ts'
import { type Authenticate, AuthenticationError } from './authenticate.ts'
import { basicChallenge, isBasic } from './basic.ts'
import { isValidAt, type OwnerOf } from './certificates.ts'
import type { Credentials } from './credentials.ts'
import { unfit } from './forwarded-certificate.ts'
import type { Principal } from './principal.ts'

/** Of a client of the configuration. */
export interface CallerRules {
  readonly client: string
  /** Whoever shows its certificate and nothing else; undefined: it has none. */
  readonly byCertificate?: Principal | undefined
  /** A token or a password is not enough without a certificate, nor the other way round. */
  readonly needsBoth: boolean
  /** The directory is to see the person who calls; undefined: the gateway. */
  readonly actsAt?: 'me' | 'all' | undefined
}

export interface CallersOptions {
  readonly bearer: Authenticate
  /** undefined: no such logins. */
  readonly basic?: Authenticate | undefined
  /** undefined: no client has a certificate. */
  readonly certificates?:
    | {
        readonly shownBy: (credentials: Credentials) => X509Certificate | undefined
        readonly ownerOf: OwnerOf
      }
    | undefined
  readonly rules: readonly CallerRules[]
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/**
 * A token or a password goes before a certificate, and both together must be of one client. A certificate of nobody's
 * is no hindrance to a token: proxies and meshes give one to everybody.
 */
export const createCallers = ({ bearer, basic, certificates, rules, now }: CallersOptions): Authenticate => {
  const ruleOf = new Map(rules.map((rule) => [rule.client, rule]))
  const challenged = basic === undefined ? bearer : challengingBoth(bearer)

  const ownerIn = (credentials: Credentials): string | undefined => {
    const certificate = certificates?.shownBy(credentials)
    if (certificates === undefined || certificate === undefined) return undefined
    // TLS has looked when the connection began, a proxy has looked at another time: it ends in between.
    if (!isValidAt(certificate, now())) throw unfit('certificate-not-valid-now')
    return certificates.ownerOf(certificate)
  }
  return async (credentials) => {
    const owner = ownerIn(credentials)
    const { authorization } = credentials
    if (authorization === undefined && owner !== undefined) {
      const rule = ruleOf.get(owner)
      // As if it had shown nothing: the answer says what is missing.
      if (rule?.byCertificate === undefined || rule.needsBoth) return challenged(credentials)
      return acting(rule.byCertificate, rule)
    }
    const principal = await (basic !== undefined && isBasic(authorization) ? basic : challenged)(credentials)
    const rule = ruleOf.get(principal.client)
    if (owner !== undefined && owner !== principal.client) throw unfit('certificate-of-another')
    if (owner === undefined && rule?.needsBoth === true) throw unfit('certificate-missing')
    return acting(principal, rule)
  }
}

/** A machine's token at a client that acts as people is nobody's: it never gets the rights of the gateway instead. */
const acting = (principal: Principal, rule: CallerRules | undefined): Principal => {
  if (rule?.actsAt === undefined || principal.acting !== undefined) return principal
  const { person } = principal
  if (person === undefined) throw forbidden('This client acts as people, and these credentials are of nobody')
  return { ...principal, acting: { person, by: { kind: 'proxied' }, endpoints: rule.actsAt } }
}

/** RFC 9110 §11.6.1: several challenges in one header. */
const challengingBoth =
  (bearer: Authenticate): Authenticate =>
  (credentials) =>
    bearer(credentials).catch((thrown: unknown) => {
      if (!(thrown instanceof AuthenticationError)) throw thrown
      const { reason, message, headers } = thrown
      throw new AuthenticationError(reason, message, `${headers['WWW-Authenticate']}, ${basicChallenge}`)
    })
