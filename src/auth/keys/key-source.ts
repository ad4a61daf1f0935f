/** KeySource: the keys that may have signed a token, by its header. Keys come from the configuration, never from the token. */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'

/**
 * Throws jose's JWKSNoMatchingKey where there is none, JWKSMultipleMatchingKeys where several may be meant, and
 * ScimError 503 where keys cannot be had.
 */
export type KeySource = JWTVerifyGetKey

/** Keys that stay what they are. Where none has an id (PEM has no place for one) that of the token says nothing. */
export const localKeys = (keys: JSONWebKeySet): KeySource => {
  const find = createLocalJWKSet(keys)
  if (keys.keys.some(({ kid }) => kid !== undefined)) return find
  return ({ kid: _, ...header }, token) => find(header, { ...token, header: undefined })
}

/** Whether the keys are there, and the one that is asked for is not among them. */
export const isUnknownKey = (thrown: unknown): boolean => thrown instanceof errors.JWKSNoMatchingKey
