/** BearerTokens: static tokens of the configured clients, stored as hashes. RFC 6750 */
import { hash, timingSafeEqual } from 'node:crypto'
import type { Grant } from '../operations/scope.ts'
import type { Principal } from './principal.ts'

export interface TokenClient {
  readonly name: string
  /** `sha256:<base64url of the SHA-256 of the token>`; several while tokens are being exchanged. */
  readonly tokenHashes: readonly string[]
  readonly access: 'read' | 'write'
  /** The person whose tokens these are; undefined: a machine's. */
  readonly userName?: string
}

/** Whose token that is, or undefined. */
export type BearerTokens = (token: string) => Principal | undefined

/**
 * The hash of a token as it stands in the configuration.
 *
 * One round of SHA-256 without a salt: a token is 256 random bits, so there is nothing to guess or to precompute,
 * and a slow password hash would only let strangers spend our CPU with wrong tokens.
 */
export const hashToken = (token: string): string => prefix + digest(token).toString('base64url')

/**
 * Looks tokens up among all clients. Throws where a hash is malformed or belongs to two clients; the error names
 * the client, never the hash.
 */
export const createBearerTokens = (clients: readonly TokenClient[]): BearerTokens => {
  const candidates = clients.flatMap(candidatesOf)
  refuseSharedTokens(candidates)

  return (token) => {
    const presented = digest(token)
    let found: Principal | undefined
    // Every candidate is compared, and each in constant time: how long it takes tells nothing about which is near.
    for (const { expected, principal } of candidates) {
      if (timingSafeEqual(expected, presented)) found = principal
    }
    return found
  }
}

interface Candidate {
  readonly expected: Buffer
  readonly principal: Principal
}

const prefix = 'sha256:'
/** What `access` allows. */
export const grantOf = (access: TokenClient['access']): Grant => grants[access]

const grants: Readonly<Record<TokenClient['access'], Grant>> = {
  read: { read: true, write: false },
  write: { read: true, write: true },
}

const digest = (token: string): Buffer => hash('sha256', token, 'buffer')

const candidatesOf = ({ name, tokenHashes, access, userName }: TokenClient): readonly Candidate[] => {
  const principal: Principal = {
    client: name,
    grant: grants[access],
    ...(userName === undefined ? {} : { person: { kind: 'attribute', attribute: 'userName', value: userName } }),
  }
  return tokenHashes.map((text) => ({ expected: parseHash(text, name), principal }))
}

const parseHash = (text: string, client: string): Buffer => {
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url')
  // Printed again and compared: Buffer.from skips what is not base64url.
  if (bytes.length === 32 && prefix + bytes.toString('base64url') === text) return bytes
  throw new Error(`client ${client}: a token hash must be "sha256:" and 43 characters of base64url`)
}

const refuseSharedTokens = (candidates: readonly Candidate[]): void => {
  const owners = new Map<string, string>()
  for (const { expected, principal } of candidates) {
    const key = expected.toString('base64url')
    const owner = owners.get(key)
    if (owner !== undefined && owner !== principal.client) {
      throw new Error(`clients ${owner} and ${principal.client} have the same token`)
    }
    owners.set(key, principal.client)
  }
}
