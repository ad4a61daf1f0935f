/** Token: a bearer token in clear, only ever on its way to being a hash. RFC 6750 §2.1 */
import { hashToken } from '../auth/bearer-token.ts'

/** A new token of 256 bits and the hash to configure; `random` gives so many random bytes. */
export const createToken = (random: (bytes: number) => Buffer): { readonly token: string; readonly hash: string } => {
  const token = random(32).toString('base64url')
  return { token, hash: hashToken(token) }
}

/**
 * The hashes in the text of a token file: a token or a hash on each line; empty lines and lines that begin with #
 * are skipped. undefined: a line is neither.
 */
export const hashesIn = (text: string): readonly string[] | undefined => {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  if (lines.length === 0 || !lines.every((line) => isHash(line) || isToken(line))) return undefined
  return lines.map((line) => (isHash(line) ? line : hashToken(line)))
}

const isHash = (line: string): boolean => /^sha256:[\w-]{42}[AEIMQUYcgkosw048]$/.test(line)

/** b64token; eight characters are no good token, fewer are none. A broken hash has a colon, so is no token. */
const isToken = (line: string): boolean => line.length >= 8 && /^[\w.~+/-]+=*$/.test(line)
