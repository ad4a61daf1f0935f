/** growthCases: long texts made to be slow to read, and the readers that get them. */

import { acceptMediaType } from '../../src/http/media-type.ts'
import { preferredAnswer } from '../../src/http/prefer.ts'
import { type Dn, InvalidDn, normaliseDn, parentOf, parseDn } from '../../src/ldap/dn.ts'
import { fromGeneralizedTime, toGeneralizedTime } from '../../src/ldap/generalized-time.ts'
import { InvalidFilter, parseFilter as parseLdapFilter } from '../../src/ldap/parse-filter.ts'
import { parseReferralUrl } from '../../src/ldap/referral-url.ts'
import { parseLdapUrl } from '../../src/ldap/url.ts'
import { ScimError } from '../../src/scim/error.ts'
import { parseDateTime } from '../../src/scim/filter/date-time.ts'
import { lex } from '../../src/scim/filter/lexer.ts'
import { parseFilter } from '../../src/scim/filter/parse.ts'
import { parsePath } from '../../src/scim/path/path.ts'
import { canonicalBase64 } from '../../src/scim/resource/base64.ts'
import { parsePrecondition } from '../../src/scim/resource/version.ts'
import { requestedQuery } from '../../src/scim/search/parameters.ts'
import { createDialect } from '../../src/tolerance/dialect.ts'
import { userType } from '../scim/schema/sample-types.ts'

/** Whatever it makes of the text: an error of a client counts as an answer. */
type Reader = (text: string) => unknown

/** Rewrites whatever its length. */
const tolerant = createDialect(
  { wire: 'tolerant', tolerances: { createUnmatched: true, unmappedPaths: true } },
  { filterLength: 1e9, patchOperations: 5_000 },
)
const unlimited = { maxLength: 1e9, maxDepth: 50, maxNodes: 1e9 }

export const readers: Readonly<Record<string, Reader>> = {
  'the lexer of filters': lex,
  'the parser of filters': (text) => parseFilter(text, unlimited),
  'the parser of paths': (text) => parsePath(text, unlimited),
  'the tolerant reader of filters': (text) => tolerant.filter(text, [userType]),
  'the tolerant reader of queries': (text) => tolerant.query(text),
  'the tolerant reader of paths': (text) =>
    tolerant.patch({ Operations: [{ op: 'replace', path: text, value: text }] }, userType),
  'the tolerant reader of bodies': (text) => tolerant.resource({ [text]: text, emails: text, manager: text }, userType),
  'the parameters of a URL': (text) => requestedQuery(new URLSearchParams(text)),
  'the reader of preconditions': parsePrecondition,
  'the reader of preferences': preferredAnswer,
  'the reader of media types': (text) => acceptMediaType(`application/json;${text}`, undefined),
  'the parser of DNs': parseDn,
  'the key of DNs': normaliseDn,
  'the superior of DNs': (text) => parentOf(text as Dn),
  'the parser of LDAP filters': parseLdapFilter,
  'the parser of LDAP URLs': parseLdapUrl,
  'the parser of referrals': parseReferralUrl,
  'the reader of generalized time': fromGeneralizedTime,
  'the printer of generalized time': toGeneralizedTime,
  'the reader of instants': parseDateTime,
  'the reader of base64': canonicalBase64,
}

/** True: it answered or refused. */
export const isRead = (read: Reader, text: string): boolean => {
  try {
    read(text)
    return true
  } catch (error) {
    return error instanceof ScimError || error instanceof InvalidDn || error instanceof InvalidFilter
  }
}

const starts = [
  '',
  'a eq "',
  'emails[type eq "',
  '(cn=',
  'uid=',
  'ldap:///',
  'W/"',
  'return="',
  '20261122',
  '2026-11-22T01:02:03.',
  'charset="',
  'filter=',
]
const repeated = [
  ...[
    'a',
    ' ',
    '"',
    '\\',
    '\\"',
    '\n',
    '(',
    ')',
    '[',
    ']',
    '[a',
    '.',
    ',',
    ', ',
    '+',
    '=',
    'a=',
    'a=b,',
    'a=b+',
    '\\20',
    '\\c3\\a9',
    '#00',
  ],
  ...[
    'not (',
    'a and ',
    'a eq 1 or ',
    'a pr and ',
    ' eq ',
    '*',
    '*a',
    '(&',
    '(!',
    '(a=b)',
    '\\2a',
    '?',
    '%',
    '%41',
    '%00',
    ';',
    '; charset=',
    ';a="',
    '&a=',
    '0',
    '00',
    '.0',
  ],
  ...[
    'W/"a",',
    '"",',
    'a="b",',
    'return,',
    'ü',
    '\ud800',
    '😀',
    '\u0301',
    '\u00a0',
    '\t',
    '$',
    ':',
    'urn:',
    '-',
    '/',
    '//',
    '{',
    '}',
    "'",
  ],
]
const ends = ['', '!', '"', '\n"', ']', ')', 'x"y', '\\', '=']

/** Of about that many characters. */
export const hostileTexts = (length: number): readonly string[] =>
  starts.flatMap((start) =>
    repeated.flatMap((piece) => ends.map((end) => start + piece.repeat(Math.ceil(length / piece.length)) + end)),
  )
