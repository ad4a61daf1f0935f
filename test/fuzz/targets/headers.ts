/** Headers: If-Match and If-None-Match, Prefer, Content-Type and Content-Encoding. RFC 9110 §8.8.3, §13.1; RFC 7240 §2 */
import fc from 'fast-check'
import { acceptMediaType } from '../../../src/http/media-type.ts'
import { preferredAnswer } from '../../../src/http/prefer.ts'
import { entityTag, matches, parsePrecondition, preconditionOf } from '../../../src/scim/resource/version.ts'
import { answer, isRefused, law, lawOfEquals, target } from '../target.ts'
import { anyCase, around } from '../texts.ts'

const version = fc
  .tuple(fc.constantFrom('1a', '20261122.5Z#x', ''), fc.constantFrom(undefined, 'd1', ''))
  .map(([content, derived]) => entityTag(content, derived))
const tag = around(fc.oneof(version, fc.constantFrom('"x"', '*', 'W/"a,b"', 'w/"x"', '"', 'W/')))
const tags = fc.option(
  fc
    .tuple(fc.array(tag, { maxLength: 4 }), fc.constantFrom(',', ', ', ' ,\t', ' '))
    .map(([all, comma]) => all.join(comma)),
  { nil: undefined },
)

export const preconditions = target({
  name: 'preconditions',
  files: ['src/scim/resource/version.ts'],
  inputs: fc.tuple(tags, tags, version, fc.constantFrom('content' as const, 'whole' as const)),
  check: ([ifMatch, ifNoneMatch, stored, part]) => {
    const [match, noneMatch] = [ifMatch, ifNoneMatch].map((header) => answer(() => parsePrecondition(header)))
    if (isRefused(match) || isRefused(noneMatch)) return
    const precondition = preconditionOf(match, noneMatch)
    if (precondition !== undefined)
      law(typeof matches(precondition, stored, part) === 'boolean', 'a precondition says yes or no')
    if (match?.kind === 'tags') lawOfEquals(parsePrecondition(match.tags.join(', ')), match, 'parse(print(x)) = x')
    lawOfEquals(parsePrecondition(stored), { kind: 'tags', tags: [stored] }, 'our own tags can be sent back')
  },
})

const preference = around(
  anyCase(
    fc.constantFrom(
      'return=minimal',
      'return="representation"',
      'return = minimal; x="a,b"',
      'respond-async',
      'wait=10',
      'return',
      'return=x',
      '"',
      'a="\\"',
    ),
  ),
)
const prefer = fc.option(
  fc.array(preference, { maxLength: 5 }).map((all) => all.join(', ')),
  { nil: undefined },
)

export const preferences = target({
  name: 'prefer',
  files: ['src/http/prefer.ts'],
  inputs: prefer,
  check: (header) => {
    law([undefined, 'minimal', 'representation'].includes(preferredAnswer(header)), 'two answers can be preferred')
    const all = ['respond-async', header, 'return=minimal'].filter((each) => each !== undefined && each !== '')
    preferredAnswer(all.join(','))
  },
})

const mediaType = fc.option(
  around(
    anyCase(
      fc.constantFrom(
        'application/scim+json',
        'application/json; charset=utf-8',
        'application/json;charset="latin1"',
        'text/plain',
        'application/json; x=y; charset=UTF-8',
      ),
    ),
  ),
  { nil: undefined },
)
const encoding = fc.option(around(fc.constantFrom('identity', 'gzip', ' Identity ', 'br, gzip', '')), {
  nil: undefined,
})

export const mediaTypes = target({
  name: 'media type',
  files: ['src/http/media-type.ts'],
  inputs: fc.tuple(mediaType, encoding),
  check: ([contentType, contentEncoding]) => {
    const refusal = answer(() => acceptMediaType(contentType, contentEncoding))
    if (isRefused(refusal)) law(refusal.status === 415, 'a body of another kind is 415')
    else law(/^\s*application\/(?:scim\+)?json\s*(?:;|$)/i.test(contentType ?? ''), 'only JSON is read')
  },
})
