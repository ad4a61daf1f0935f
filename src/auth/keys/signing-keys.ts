/** SigningKeys: what our own access tokens are signed with: elliptic curves only, since they are short and fast. RFC 7518 §3.4, RFC 8037 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { JSONWebKeySet, JWK } from 'jose'
import { pemBlocks } from './public-keys.ts'

export interface SigningKey {
  readonly kid: string
  readonly algorithm: 'ES256' | 'ES384' | 'EdDSA'
  readonly privateKey: KeyObject
  readonly publicKey: JWK
}

/**
 * The keys of a file of one or several in PEM: the first signs, all are published and taken.
 * @throws Error that says what is wrong, and quotes nothing
 */
export const parseSigningKeys = (text: string): readonly [SigningKey, ...SigningKey[]] => {
  const [first, ...others] = pemBlocks(text).map((pem) => signingKeyOf(privateKeyOf(pem)))
  if (first === undefined) throw new Error('holds no private key in PEM')
  return [first, ...others]
}

/** One that is nowhere else. */
export const makeSigningKey = (): SigningKey =>
  signingKeyOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)

/** What others check our tokens with. */
export const publishedKeys = (keys: readonly SigningKey[]): JSONWebKeySet => ({
  keys: keys.map(({ publicKey }) => publicKey),
})

const privateKeyOf = (pem: string): KeyObject => {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new Error('holds a private key that cannot be read, or that is encrypted')
  }
}

const signingKeyOf = (privateKey: KeyObject): SigningKey => {
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' })
  const algorithm = algorithms[jwk.crv ?? '']
  if (algorithm === undefined) throw new Error('holds a private key that is none of P-256, P-384 and Ed25519')
  const kid = thumbprint(jwk)
  return { kid, algorithm, privateKey, publicKey: { ...(jwk as JWK), kid, alg: algorithm, use: 'sig' } }
}

const algorithms: Readonly<Record<string, SigningKey['algorithm']>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  Ed25519: 'EdDSA',
}

/** RFC 7638 §3: the required members in the order of their names; RFC 8037 §2 has no `y`. */
const thumbprint = ({ crv, kty, x, y }: { crv?: string; kty?: string; x?: string; y?: string }): string =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
