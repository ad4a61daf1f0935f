/** TokenHash: a token or client secret as the configuration keeps it, and the time for which it is good. */
import { hash, timingSafeEqual } from 'node:crypto'

/** What every hash begins with. */
export const prefix = 'sha256:'

/** `sha256:<base64url of the SHA-256>`; alone it is good for ever. Times in milliseconds since the epoch. */
export type TokenHash = string | ({ readonly hash: string } & Validity)

export interface Validity {
  readonly notBefore?: number
  readonly expires?: number
}

/** One that is configured, and whose it is. */
export interface Credential<Owner> extends Validity {
  readonly owner: Owner
  /** The first eight characters of the hash, for people to tell tokens apart. */
  readonly label: string
  readonly digest: Buffer
}

/** The hash alone. */
export const hashText = (token: TokenHash): string => (typeof token === 'string' ? token : token.hash)

/** @throws Error that names the client, never the hash, where the hash is malformed */
export const credentialOf = <Owner extends { readonly name: string }>(
  token: TokenHash,
  owner: Owner,
): Credential<Owner> => {
  const { hash: _, ...validity } = typeof token === 'string' ? { hash: token } : token
  const digest = parseHash(hashText(token), owner.name)
  return { ...validity, owner, label: digest.toString('base64url').slice(0, 8), digest }
}

/**
 * Finds the credential of a token at a cost that does not grow with their number: by the first eight bytes of its SHA-256,
 * then by all of it in constant time. Time tells at most which eight bytes of hashes are there; who knew all of a hash
 * would still have to invert SHA-256 of 256 random bits to have the token.
 */
export const createFind = <Owner>(
  credentials: readonly Credential<Owner>[],
): ((token: string) => Credential<Owner> | undefined) => {
  const byStart = Map.groupBy(credentials, ({ digest }) => startOf(digest))
  return (token) => {
    const presented = digestOf(token)
    return byStart.get(startOf(presented))?.find(({ digest }) => timingSafeEqual(digest, presented))
  }
}

/** SHA-256. */
export const digestOf = (token: string): Buffer => hash('sha256', token, 'buffer')

const startOf = (digest: Buffer): bigint => digest.readBigUInt64BE(0)

const parseHash = (text: string, client: string): Buffer => {
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url')
  // Printed again and compared: Buffer.from skips what is not base64url.
  if (bytes.length === 32 && prefix + bytes.toString('base64url') === text) return bytes
  throw new Error(`client ${client}: a token hash must be "sha256:" and 43 characters of base64url`)
}
