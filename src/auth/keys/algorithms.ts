/** SignatureAlgorithms: signatures that only the holder of a private key can make: neither `none` nor anything with a shared secret. RFC 8725 §3.1 */

export const signatureAlgorithms = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
] as const

export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]
