/** Token: a bearer token in clear, only ever on its way to being a hash; and the rows that hashes are written in. RFC 6750 §2.1 */
import { hashToken } from '../auth/bearer-token.ts'
import type { TokenHash } from '../auth/token-hash.ts'

/** A new token of 256 bits and the hash to configure; `random` gives so many random bytes. */
export const createToken = (random: (bytes: number) => Buffer): { readonly token: string; readonly hash: string } => {
  const token = random(32).toString('base64url')
  return { token, hash: hashToken(token) }
}

/**
 * The hashes in the text of a token file: a token or a hash on each line, its times behind it; empty lines and lines that begin with #
 * are skipped. undefined: a line is neither.
 */
export const hashesIn = (text: string): readonly TokenHash[] | undefined => {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const hashes = lines.map((line) => rowOf(line, isToken))
  return lines.length === 0 || hashes.includes(undefined) ? undefined : (hashes as readonly TokenHash[])
}

/** `sha256:…`, or `sha256:… notBefore=2026-12-01 expires=2027-01-01T00:00:00Z`; undefined: it is neither. */
export const parseTokenRow = (row: string): TokenHash | undefined => rowOf(row, () => false)

/** Milliseconds since the epoch of an RFC 3339 time, or of the beginning of a day in UTC; undefined: it is neither. */
export const parseTime = (written: string): number | undefined => {
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(written)) return undefined
  const time = Date.parse(written)
  // 30 February would be 2 March.
  const day = Number(written.slice(8, 10))
  const isDay = new Date(`${written.slice(0, 10)}T00:00:00Z`).getUTCDate() === day
  return Number.isNaN(time) || !isDay ? undefined : time
}

const rowOf = (row: string, isClear: (word: string) => boolean): TokenHash | undefined => {
  const [word = '', ...settings] = row.split(/ +/)
  const hash = isHash(word) ? word : isClear(word) ? hashToken(word) : undefined
  if (hash === undefined || settings.length === 0) return hash
  const times: { notBefore?: number; expires?: number } = {}
  for (const setting of settings) {
    const [, name, written = ''] = /^(notBefore|expires)=(.*)$/.exec(setting) ?? []
    const time = parseTime(written)
    if ((name !== 'notBefore' && name !== 'expires') || time === undefined || name in times) return undefined
    times[name] = time
  }
  return { hash, ...times }
}

const isHash = (line: string): boolean => /^sha256:[\w-]{42}[AEIMQUYcgkosw048]$/.test(line)

/** b64token; eight characters are no good token, fewer are none. A broken hash has a colon, so is no token. */
const isToken = (line: string): boolean => line.length >= 8 && /^[\w.~+/-]+=*$/.test(line)
