/** Callers: the options by which clients prove who they are. docs/authentication.md */
import * as v from 'valibot'
import { signatureAlgorithms } from '../auth/keys/algorithms.ts'
import { isLoopback } from './loopback.ts'
import { parseTime, parseTokenRow } from './token.ts'
import { flag, integer, milliseconds, text, texts, tokenHash } from './values.ts'

/** A server that tokens are checked at. */
const authorityUrl = v.pipe(
  text,
  v.check(isAuthorityUrl, 'expected a URL with https:// (http:// to this machine alone), without a user in it'),
)

const issuerUrl = v.pipe(
  text,
  v.check(
    (url) => isAuthorityUrl(url) && /^[^?#]*$/.test(url) && /^(?:\/[\w.~-]+)*\/?$/.test(new URL(url).pathname),
    'expected a URL such as https://scim.example.com, without a query',
  ),
  v.transform((url) => url.replace(/\/$/, '')),
)

const time = v.pipe(
  v.string('expected a time'),
  v.check((written) => parseTime(written) !== undefined, 'expected a time such as 2027-01-01T00:00:00Z'),
  v.transform((written) => parseTime(written) as number),
)

const tokenText = v.pipe(
  v.string('expected a text'),
  v.check(
    (row) => parseTokenRow(row) !== undefined,
    'expected the hash that `scimdap token new` prints ("sha256:" and 43 characters), never the token itself',
  ),
  v.transform((row) => parseTokenRow(row) ?? row),
)

const timedToken = v.strictObject({ hash: tokenHash, notBefore: v.optional(time), expires: v.optional(time) })

/** Hashes, with the time for which each is good. */
export const tokenRows = v.optional(
  v.array(
    v.union(
      [tokenText, timedToken],
      'expected the hash that `scimdap token new` prints, or { hash, notBefore, expires }',
    ),
    'expected a list of token hashes',
  ),
  [],
)

const oneOrMore = (expected: string) => v.union([text, v.pipe(texts, v.minLength(1, expected))], expected)

const claims = v.record(
  text,
  oneOrMore('expected the value that the claim must have, or a list of values'),
  'expected names of claims, each with its value',
)

const rules = {
  requires: v.optional(claims),
  person: v.optional(
    v.strictObject({
      claim: text,
      attribute: v.pipe(
        text,
        v.regex(
          /^(?:urn:[\w.:-]+:)?[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)?$/,
          'expected a SCIM attribute, such as userName',
        ),
      ),
    }),
  ),
}

const audience = oneOrMore('expected the audience that tokens must name, or a list of which they must name one')

export const callerSettings = {
  oauth: v.optional(
    v.strictObject(
      {
        enabled: flag(false),
        issuer: v.optional(issuerUrl),
        tokenSeconds: integer(900, [30, 86_400]),
        signingKeyFile: v.optional(text),
      },
      'expected options below it',
    ),
    {} as never,
  ),
  jwt: v.optional(
    v.array(
      v.strictObject({
        issuer: text,
        audience,
        jwksUri: v.optional(authorityUrl),
        jwksFile: v.optional(text),
        algorithms: v.optional(
          v.pipe(
            v.array(
              v.picklist(signatureAlgorithms, `expected one of ${signatureAlgorithms.join(', ')}`),
              'expected a list of algorithms',
            ),
            v.minLength(1, 'expected at least one algorithm'),
          ),
          ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'],
        ),
        clockSkewSeconds: integer(60, [0, 300]),
        ...rules,
      }),
      'expected a list of issuers',
    ),
    [],
  ),
  introspection: v.optional(
    v.strictObject({
      url: authorityUrl,
      clientId: text,
      clientSecret: v.optional(text),
      clientSecretFile: v.optional(text),
      cacheSeconds: integer(60, [0, 3_600]),
      timeoutMs: milliseconds(5_000, 100),
      questionsPerSecond: integer(50, [1, 10_000]),
      issuer: v.optional(text),
      audience: v.optional(audience),
      ...rules,
    }),
  ),
}

/** Of a client, besides its tokens. */
export const clientCallerSettings = {
  oauth: v.optional(
    v.strictObject({
      clientId: v.optional(
        v.pipe(text, v.regex(/^[\x21-\x7e]{1,256}$/, 'expected at most 256 letters, digits and signs')),
      ),
      secrets: tokenRows,
      secretFile: v.optional(text),
      jwksUri: v.optional(authorityUrl),
      keysFile: v.optional(text),
    }),
  ),
  jwt: v.optional(v.strictObject({ issuer: text, claims })),
  introspection: v.optional(v.strictObject({ claims })),
}

function isAuthorityUrl(written: string): boolean {
  if (!URL.canParse(written)) return false
  const { protocol, hostname, username, password, hash } = new URL(written)
  if (username !== '' || password !== '' || hash !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}
