/** Kinds of values that several options share. Every message begins with "expected" and quotes no value. */
import * as v from 'valibot'

export const text = v.pipe(v.string('expected a text'), v.nonEmpty('expected a text that is not empty'))

export const flag = (preset: boolean) => v.optional(v.boolean('expected true or false'), preset)

export const wholeNumber = ([least, most]: readonly [number, number]) => {
  const expected = `expected a whole number from ${least} to ${most}`
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(least, expected), v.maxValue(most, expected))
}

export const integer = (preset: number, range: readonly [number, number]) => v.optional(wholeNumber(range), preset)

const aDay = 86_400_000

export const milliseconds = (preset: number, least = 1) => integer(preset, [least, aDay])

export const choice = <const Words extends readonly string[]>(words: Words) =>
  v.picklist(words, `expected one of ${words.join(', ')}`)

export const texts = v.array(text, 'expected a list of texts')

/** The URL of an LDAP server: nothing but scheme, host and port, or the path of a socket behind ldapi. RFC 4516 */
export const ldapUrl = v.pipe(
  text,
  v.check(isLdapUrl, 'expected ldap://host[:port], ldaps://host[:port] or ldapi://%2Fpath%2Fof%2Fsocket'),
)

/** `sha256:` and 32 bytes in base64url, whose last character carries four bits. */
export const tokenHash = v.pipe(
  v.string('expected a text'),
  v.regex(
    /^sha256:[\w-]{42}[AEIMQUYcgkosw048]$/,
    'expected the hash that `scimdap token new` prints ("sha256:" and 43 characters), never the token itself',
  ),
)

/** Where clients reach the service; without a path, `/scim/v2` is meant. No slash at the end of the result. */
export const publicUrl = v.pipe(
  text,
  v.check(isPublicUrl, ({ input }) => expectedUrl(input)),
  v.transform(withBasePath),
)

export const basePath = '/scim/v2'

function isLdapUrl(url: string): boolean {
  if (/^ldapi:\/\/(?:[\w.~-]|%[0-9a-f]{2})+\/?$/i.test(url)) return true
  return /^ldaps?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?\/?$/i.test(url) && URL.canParse(url)
}

function isPublicUrl(url: string): boolean {
  return /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:\/[\w.~-]+)*\/?$/i.test(url) && URL.canParse(url)
}

function expectedUrl(url: string): string {
  const expected = 'expected an absolute URL such as https://scim.example.com/scim/v2'
  if (!/^https?:\/\//i.test(url)) return `${expected} (it begins with https:// or http://)`
  if (/[?#]/.test(url)) return `${expected}, without a query or a fragment (? or #)`
  if (/^[^/]*\/\/[^/]*@/.test(url)) return `${expected}, without a user or a password in it`
  if (/\/\/./.test(url.slice(url.indexOf('//') + 2))) return `${expected}, without an empty segment (//) in its path`
  return `${expected}: host, port and segments of letters, digits, dots, hyphens, underscores and tildes`
}

function withBasePath(url: string): string {
  const { origin, pathname } = new URL(url)
  return pathname === '/' ? origin + basePath : origin + pathname.replace(/\/$/, '')
}
