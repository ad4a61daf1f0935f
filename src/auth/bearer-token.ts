/** BearerTokens: static tokens of the configured clients, stored as hashes. RFC 6750 */
import { refuseOutside } from './authenticate.ts'
import { type CallingClient, type Principal, principalOf } from './principal.ts'
import { type Credential, createFind, credentialOf, digestOf, prefix, type TokenHash } from './token-hash.ts'
import { type TellUse, untold } from './token-use.ts'

export interface TokenClient extends CallingClient {
  /** Several while tokens are being exchanged. */
  readonly tokenHashes: readonly TokenHash[]
}

/** Whose token that is, or undefined. Throws AuthenticationError where it is known and not good now. */
export type BearerTokens = (token: string) => Principal | undefined

export interface BearerTokenOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  readonly tellUse?: TellUse
}

/**
 * The hash of a token as it stands in the configuration.
 *
 * One round of SHA-256 without a salt: a token is 256 random bits, so there is nothing to guess or to precompute,
 * and a slow password hash would only let strangers spend our CPU with wrong tokens.
 */
export const hashToken = (token: string): string => prefix + digestOf(token).toString('base64url')

/**
 * Looks tokens up among all clients. Throws where a hash is malformed or belongs to two clients; the error names
 * the client, never the hash.
 */
export const createBearerTokens = (
  clients: readonly TokenClient[],
  { now = Date.now, tellUse = untold }: BearerTokenOptions = {},
): BearerTokens => {
  const credentials = clients.flatMap(credentialsOf)
  refuseSharedTokens(credentials)
  const find = createFind(credentials)

  return (token) => {
    const credential = find(token)
    if (credential === undefined) return undefined
    refuseOutside(credential, now())
    tellUse(credential)
    return credential.owner.principal
  }
}

interface Owner {
  readonly name: string
  readonly principal: Principal
}

const credentialsOf = (client: TokenClient): readonly Credential<Owner>[] => {
  const owner = { name: client.name, principal: principalOf(client) }
  return client.tokenHashes.map((hash) => credentialOf(hash, owner))
}

const refuseSharedTokens = (credentials: readonly Credential<Owner>[]): void => {
  const owners = new Map<string, string>()
  for (const { digest, owner } of credentials) {
    const key = digest.toString('base64url')
    const other = owners.get(key)
    if (other !== undefined && other !== owner.name) {
      throw new Error(`clients ${other} and ${owner.name} have the same token`)
    }
    owners.set(key, owner.name)
  }
}
