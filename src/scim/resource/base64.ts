/** canonicalBase64: the one spelling of binary data. RFC 7643 §2.3.6, RFC 4648 §4, §5 */

/**
 * Base64 with padding, as it is stored and shown; undefined where the text is none. Padding may be left out, and the
 * URL-safe alphabet is taken too: either stands for the same octets. Of one character's surplus bits nothing is kept.
 */
export const canonicalBase64 = (text: string): string | undefined =>
  isBase64(text) ? Buffer.from(text, 'base64').toString('base64') : undefined

/** Either alphabet, padded rightly or not at all. Scans only: values are megabytes long. */
const isBase64 = (text: string): boolean => {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const digits = text.slice(0, text.length - padding)
  if (digits.length % 4 === 1 || (padding > 0 && text.length % 4 !== 0)) return false
  return !/[^A-Za-z0-9+/]/.test(digits) || !/[^A-Za-z0-9_-]/.test(digits)
}
