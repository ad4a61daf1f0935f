/** peekIssuer: whose token it says that it is, before anything is believed: only to choose who shall judge it. */

/** undefined: no JWT, or none that names an issuer. */
export const peekIssuer = (token: string): string | undefined => {
  const [header, payload, signature, ...more] = token.split('.')
  if (!header || !payload || signature === undefined || more.length > 0) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    if (typeof claims !== 'object' || claims === null || !('iss' in claims)) return undefined
    return typeof claims.iss === 'string' ? claims.iss : undefined
  } catch {
    return undefined
  }
}

/** Three parts: a JWT or what pretends to be one. */
export const looksLikeJwt = (token: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)
