import fc from 'fast-check'
import { FilterParser, PagedResultsControl, SearchRequest } from 'ldapts'
import { describe, expect, it } from 'vitest'
import { BerOut } from '../../src/directory/ldapts/ber-out.ts'
import { encodeRequest, messageIdOf } from '../../src/directory/ldapts/message.ts'
import { readPlainSuccess } from '../../src/directory/ldapts/plain-success.ts'
import { SearchMessage } from '../../src/directory/ldapts/search-message.ts'
import { equal, printFilter } from '../../src/ldap/filter.ts'
import { ldapFilterTree } from '../fuzz/targets/ldap-filter.ts'
import { answer } from './fake-server.ts'

/** As ldapts reads it of our text: RFC 4526 has filters of no parts, which it does not know. */
const parsed = (text: string) =>
  FilterParser.parseString(text.replaceAll('(&)', '(objectClass=*)').replaceAll('(|)', '(!(objectClass=*))'))

const controls = () => [new PagedResultsControl({ critical: true, value: { size: 500, cookie: Buffer.from('next') } })]

const asked = fc.record({
  base: fc.constantFrom('', 'dc=example,dc=com', 'ou=Größe,dc=example', `cn=${'x'.repeat(300)},dc=example`),
  scope: fc.constantFrom('base' as const, 'one' as const, 'sub' as const),
  filter: ldapFilterTree,
  types: fc.array(fc.constantFrom('uid', 'cn;lang-de', 'entryUUID', 'jpegPhoto'), { maxLength: 40 }),
  sizeLimit: fc.constantFrom(0, 1, 127, 128, 255, 256, 40_000, 2 ** 31 - 1),
  timeLimit: fc.nat(100_000),
  number: fc.nat(0x0fff_fff0),
  isPaged: fc.boolean(),
})

describe('RFC 4511 §4.5.1: a search over the wire', () => {
  it('is the bytes that ldapts makes of it', () => {
    fc.assert(
      fc.property(asked, ({ sizeLimit, timeLimit, number, isPaged, ...request }) => {
        const ours = new SearchMessage(request, { sizeLimit, timeLimit })
        const theirs = new SearchRequest({
          ...{ messageId: -1, baseDN: request.base, scope: request.scope, sizeLimit, timeLimit },
          filter: parsed(printFilter(request.filter)),
          attributes: request.types.length === 0 ? ['1.1'] : request.types,
        })
        if (isPaged) ours.controls = controls()
        if (isPaged) theirs.controls = controls()
        const id = messageIdOf(number + 1)

        expect(encodeRequest(id, ours).toString('hex')).toBe(wholeOf(theirs, id))
      }),
      { numRuns: 2_000 },
    )
  })

  it('has the same bytes at every length where a length is written otherwise', () => {
    const lengths = [0, 1, 90, 127, 128, 255, 256, 65_535, 65_536, 1_000_000].flatMap((at) =>
      [-30, -4, -2, -1, 0, 1, 2].map((by) => Math.max(0, at + by)),
    )
    for (const length of lengths) {
      const filter = equal('cn', 'ä'.repeat(length / 2) + 'x'.repeat(length % 2))
      const message = new SearchMessage({ base: '', scope: 'sub', filter, types: ['cn'] })
      const theirs = new SearchRequest({
        ...{ messageId: -1, baseDN: '', timeLimit: 0, attributes: ['cn'] },
        filter: parsed(printFilter(filter)),
      })
      expect(encodeRequest(7, message).equals(Buffer.from(wholeOf(theirs, 7), 'hex'))).toBe(true)
    }
  })

  it('is refused before it is sent where it is longer than any message may be, and the next one is whole', () => {
    const long = new SearchMessage({ base: '', scope: 'sub', filter: equal('cn', 'x'.repeat(0x100_0000)), types: [] })
    expect(() => encodeRequest(1, long)).toThrow('longer')

    const out = new BerOut()
    out.text(4, 'x')
    expect(out.take().toString('hex')).toBe('040178')
    const short = new SearchMessage({ base: '', scope: 'base', filter: equal('a', 'b'), types: [] })
    expect(encodeRequest(1, short).toString('hex')).toBe(
      `3025${'020101'}6320${'0400'}${'0a0100'}${'0a0100'}${'020100'}${'020100'}${'010100'}${'a306040161040162'}${'3005'}${'0403312e31'}`,
    )
  })
})

describe('RFC 4511 §4.5.2: the end of a search', () => {
  it('is plain where it is success and nothing else', () => {
    for (const id of [1, 127, 128, 70_000]) expect(readPlainSuccess(answer(id, 0x65))).toBe(id)
    expect(readPlainSuccess(answer(5, 0x65, 3))).toBeUndefined()
    expect(readPlainSuccess(answer(5, 0x65, 0, 'cookie'))).toBeUndefined()
    // The same bytes at the end of something else.
    expect(readPlainSuccess(Buffer.concat([answer(5, 0x67), answer(5, 0x65)]))).toBeUndefined()
    const inValue = Buffer.concat([Buffer.from([0x30, 14, 2, 1, 5, 4, 9]), answer(5, 0x65).subarray(-9)])
    expect(readPlainSuccess(inValue)).toBeUndefined()
  })
})

const wholeOf = (request: SearchRequest, id: number): string => {
  request.messageId = id
  return (request as unknown as { write(): Buffer }).write().toString('hex')
}
