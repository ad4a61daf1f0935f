/** parsePublicKeys: keys that signatures are checked with, from a JWK Set or PEM. RFC 7517 §5, RFC 7468 */
import { createPublicKey, type JsonWebKeyInput, type KeyObject } from 'node:crypto'
import type { JSONWebKeySet, JWK } from 'jose'

/** @throws Error that says what is wrong and quotes nothing: a private key may stand there by mistake */
export const parsePublicKeys = (text: string): JSONWebKeySet => {
  const keys = text.trimStart().startsWith('{') ? jwksOf(text) : pemBlocks(text).map(jwkOfPem)
  if (keys.length === 0) throw new Error('holds no key: expected a JWK Set, or public keys or certificates in PEM')
  return { keys: [...keys] }
}

/** The parts of a file that begin with `-----BEGIN`, with their lines of beginning and end. */
export const pemBlocks = (text: string): readonly string[] =>
  text.match(/-----BEGIN ([A-Z0-9 ]{1,40})-----[^-]*-----END \1-----/g) ?? []

const jwksOf = (text: string): readonly JWK[] => {
  const { keys } = asObject(parsed(text))
  if (!Array.isArray(keys)) throw new Error('is no JWK Set: it has no list of keys')
  return keys.map((key) => publicOnly(asObject(key)))
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('is no JSON')
  }
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Error('is no JWK Set: expected an object with a list of keys')
}

const publicOnly = (jwk: Readonly<Record<string, unknown>>): JWK => {
  if (jwk.kty === 'oct') throw new Error('holds a symmetric key: whoever checks tokens by it could make them, too')
  if ('d' in jwk) throw new Error('holds a private key: only the public one belongs here')
  readKey({ key: jwk as JsonWebKeyInput['key'], format: 'jwk' })
  return jwk as unknown as JWK
}

const jwkOfPem = (pem: string): JWK => {
  if (pem.includes('PRIVATE KEY-----')) throw new Error('holds a private key: only the public one belongs here')
  return readKey(pem).export({ format: 'jwk' }) as JWK
}

/** RFC 7518 §3.3: 2048 bits at least. */
const readKey = (input: string | JsonWebKeyInput): KeyObject => {
  const key = keyOf(input)
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (bits !== undefined && bits < 2048) throw new Error(`holds an RSA key of ${bits} bits: expected 2048 at least`)
  return key
}

const keyOf = (input: string | JsonWebKeyInput): KeyObject => {
  try {
    return createPublicKey(input)
  } catch {
    throw new Error('holds a key that cannot be read')
  }
}
