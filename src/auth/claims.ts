/** Claims: which of the configured clients, and which person, the claims of a token mean. RFC 7519 §4, RFC 8693 §4.2 */
import type { Person } from '../operations/scope.ts'
import { insufficientScope, invalidToken } from './authenticate.ts'
import { type CallingClient, type Principal, principalOf } from './principal.ts'

/** Names of claims, and the value that each must have; of several values each. */
export type WantedClaims = Readonly<Record<string, string | readonly string[]>>

/** A client that is known by what a server says of its tokens. */
export interface ClaimedClient extends CallingClient {
  readonly claims: WantedClaims
}

/** A claim whose value is that of a SCIM attribute of a person. */
export interface PersonClaim {
  readonly claim: string
  readonly attribute: string
}

export interface ClaimRules {
  /** What every token of this server must say, whoever it is for. */
  readonly requires: WantedClaims
  readonly person?: PersonClaim | undefined
  readonly clients: readonly ClaimedClient[]
}

export type Claims = Readonly<Record<string, unknown>>

/** Throws 403 where a right is missing, AuthenticationError where it is none of the clients, or not one alone. */
export const principalOfClaims = (claims: Claims, { requires, person, clients }: ClaimRules): Principal => {
  const [client, another] = clients.filter((each) => hasAll(claims, each.claims))
  if (client === undefined || another !== undefined) throw invalidToken('unknown-client')
  if (!hasAll(claims, requires)) throw insufficientScope()
  const principal = principalOf(client)
  const named = person === undefined ? undefined : personOf(claims, person)
  return named === undefined ? principal : { ...principal, person: named }
}

export const hasAll = (claims: Claims, wanted: WantedClaims): boolean =>
  Object.entries(wanted).every(([name, value]) => {
    const held = wordsOf(name, claimOf(claims, name))
    return [value].flat().every((each) => held.includes(each))
  })

/** A token without the claim is a machine's; one whose claim cannot be anybody's is refused rather than taken for one. */
const personOf = (claims: Claims, { claim, attribute }: PersonClaim): Person | undefined => {
  const value = claimOf(claims, claim)
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !/^(?! *$)[^\p{Cc}\p{Cs}]{1,1024}$/u.test(value)) throw invalidToken('invalid-token')
  return { kind: 'attribute', attribute, value }
}

/** By its name; or, as Keycloak has `realm_access.roles`, by the names on the way to it. */
const claimOf = (claims: Claims, name: string): unknown => {
  if (Object.hasOwn(claims, name)) return claims[name]
  let value: unknown = claims
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Claims)[step]
  }
  return value
}

/** `scope` and Entra's `scp` are words in one text. RFC 6749 §3.3 */
const wordsOf = (name: string, value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value
  if (typeof value !== 'string') return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : []
  return name === 'scope' || name === 'scp' ? value.split(' ') : [value]
}
