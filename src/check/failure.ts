/** failureOf: why there is no answer from a directory, in words that name no DN and no value. */
import { causesOf, certificateCode, codesOf } from '../directory/causes.ts'
import { resultCodeName } from '../ldap/result-code.ts'

export interface Failure {
  /** `refused`: the server is there and does not take the account. `limit`: it would not give all. */
  readonly kind: 'unreachable' | 'certificate' | 'refused' | 'forbidden' | 'limit' | 'other'
  /** `connect ECONNREFUSED 127.0.0.1:389`, `invalidCredentials (49)`. */
  readonly words: string
  /** The LDAP result code, where the server gave one. */
  readonly code?: number
}

/** Codes and messages are looked for in the error and in its causes. */
export const failureOf = (error: unknown): Failure => {
  const chain = causesOf(error)
  const codes = codesOf(chain)
  const code = codes.find((each) => typeof each === 'number')
  if (code !== undefined) return { kind: kinds.get(code) ?? 'other', words: `${resultCodeName(code)} (${code})`, code }
  const certificate = certificateCode(codes)
  if (certificate !== undefined) return { kind: 'certificate', words: `${certificate}: ${lastMessage(chain)}` }
  return { kind: 'unreachable', words: lastMessage(chain) }
}

/** RFC 4511 §4.1.9: what keeps an account out, what it may not do, and what cuts an answer. */
const kinds: ReadonlyMap<number, Failure['kind']> = new Map([
  ...[7, 8, 13, 48, 49, 53].map((code) => [code, 'refused'] as const),
  ...[32, 50].map((code) => [code, 'forbidden'] as const),
  ...[3, 4, 11].map((code) => [code, 'limit'] as const),
])

const lastMessage = (chain: readonly Error[]): string => chain.at(-1)?.message ?? 'no answer'
