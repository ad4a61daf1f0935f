/** peekIssuer: whose token it says that it is, before anything is believed: only to choose who shall judge it. */

/** undefined: no JWT that is signed, or none that names an issuer. */
export const peekIssuer = (token: string): string | undefined => {
  const [, payload, signature, ...more] = token.split('.')
  if (!payload || signature === undefined || more.length > 0 || !looksLikeJwt(token)) return undefined
  const iss = objectIn(payload)?.iss
  return typeof iss === 'string' ? iss : undefined
}

/** Signed or encrypted: its header is JSON. Opaque tokens may have dots, too; that of RFC 6750 §2.1 has two. */
export const looksLikeJwt = (token: string): boolean =>
  /^[\w-]+(?:\.[\w-]*){2,4}$/.test(token) && objectIn(token.slice(0, token.indexOf('.'))) !== undefined

const objectIn = (part: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
