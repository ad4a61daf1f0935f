/** MediaType: which request bodies are read at all. RFC 7644 §3.1, §8.1, RFC 9110 §15.5.16 */
import { ScimError } from '../scim/error.ts'

/** Throws 415 unless the body is uncompressed JSON in UTF-8. Other parameters are ignored. */
export const acceptMediaType = (contentType: string | undefined, contentEncoding: string | undefined): void => {
  const given = contentType ?? ''
  const mediaType = given.split(';', 1)[0]?.trim().toLowerCase()
  if (mediaType === undefined || !mediaTypes.includes(mediaType)) {
    throw refused(`The Content-Type of a body must be ${mediaTypes.join(' or ')}`, { Accept: mediaTypes.join(', ') })
  }
  for (const [, charset] of given.matchAll(/;\s*charset\s*=\s*"?([^\s;"]*)/gi)) {
    if (charset?.toLowerCase() !== 'utf-8') throw refused('The charset of a body must be UTF-8', {})
  }
  // Unpacked, a small body may be larger than any limit.
  if (contentEncoding !== undefined && contentEncoding.trim().toLowerCase() !== 'identity') {
    throw refused('The body must not be compressed', { 'Accept-Encoding': 'identity' })
  }
}

const mediaTypes: readonly string[] = ['application/scim+json', 'application/json']

const refused = (detail: string, headers: Readonly<Record<string, string>>) =>
  new ScimError(415, undefined, detail, { headers })
