import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultFilterLimits } from '../../../src/scim/filter/parse.ts'
import { cursorKeys, type Place, parseCursor, printCursor } from '../../../src/scim/search/cursor.ts'
import { cursorContext } from '../../../src/scim/search/cursor-context.ts'
import { queryFromParameters } from '../../../src/scim/search/parameters.ts'
import { people } from '../filter/people.ts'
import { refusal } from '../resource/refusal.ts'

const keys = cursorKeys(new Uint8Array(32).fill(7))
const expires = 1_800_000_000_000
const context = 'context'
const print = (place: Place) => printCursor(place, { keys, context, expires })
const parse = (text: string, over: object = {}) => parseCursor(text, { keys, context, now: expires - 1, ...over })

const id = '2819c223-7f76-453a-919d-413861904646'
const direction = fc.constantFrom('next' as const, 'previous' as const)
const sortKey = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 256 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.boolean(),
  fc.record({ seconds: fc.integer(), fraction: fc.stringMatching(/^\d{0,9}$/) }),
)
const place: fc.Arbitrary<Place> = fc.oneof(
  fc.record({ direction }),
  fc.record({ direction, position: fc.record({ id: fc.string() }) }),
  fc.record({ direction, position: fc.record({ id: fc.uuid(), key: sortKey }) }),
  fc.record({ direction, position: fc.record({ id: fc.uuid() }), snapshot: fc.string(), count: fc.nat() }),
)

describe('cursors, RFC 9865 §2', () => {
  it('read as what was printed, on every replica that has the key', () => {
    const replica = cursorKeys(new Uint8Array(32).fill(7))
    fc.assert(
      fc.property(place, (each) => {
        expect(parse(print(each), { keys: replica })).toEqual(each)
      }),
    )
  })

  it('hold nothing but unreserved characters of RFC 3986, and no more than 4096', () => {
    const longest = print({ direction: 'next', position: { id, key: '\u0001'.repeat(10_000) } })

    expect(longest).toMatch(/^[\w-]{1000,4096}$/)
    expect(print({ direction: 'previous', position: { id } })).toMatch(/^[\w-]{50,130}$/)
  })

  it('show nothing of the place: a sort key is a value of an attribute', () => {
    const cursor = print({ direction: 'next', position: { id, key: 'Lovelace' } })
    const bytes = Buffer.from(cursor, 'base64url').toString('latin1')

    expect(bytes).not.toContain('Lovelace')
    expect(bytes).not.toContain(id)
  })

  it('cut a long key, as the order of the list does', () => {
    const cursor = print({ direction: 'next', position: { id, key: 'x'.repeat(300) } })

    expect(parse(cursor).position?.key).toBe('x'.repeat(256))
  })

  it('an empty one is the first page', () => {
    expect(parse('')).toEqual({ direction: 'next' })
  })
})

describe('cursors that are refused, RFC 9865 §2.1, §5.2', () => {
  const cursor = print({ direction: 'next', position: { id } })
  const invalid = '400 invalidCursor: This list has no such cursor: leave it empty to begin anew'

  it.each([
    ['gone'],
    [' '],
    [`${cursor} `],
    [`${cursor}=`],
    [cursor.slice(0, -1)],
    [`${cursor}A`],
    [cursor.slice(0, 20)],
    [cursor.replaceAll('_', '/').replaceAll('-', '+').concat('/')],
    ['A'],
    ['AQ'],
    [`AQ${'A'.repeat(60)}`],
    ['x'.repeat(1_000_000)],
    ['\u{1F600}'],
  ])('%.40j', (text) => {
    expect(refusal(() => parse(text))).toBe(invalid)
  })

  it('any character changed', () => {
    for (let at = 0; at < cursor.length; at++) {
      const other = cursor[at] === 'B' ? 'C' : 'B'

      expect(refusal(() => parse(cursor.slice(0, at) + other + cursor.slice(at + 1)))).toBe(invalid)
    }
  })

  it("another caller's, another list's and another key's in the same words, expired or not", () => {
    const other = cursorKeys(new Uint8Array(32).fill(8))

    expect(refusal(() => parse(cursor, { context: 'other' }))).toBe(invalid)
    expect(refusal(() => parse(cursor, { keys: other }))).toBe(invalid)
    expect(refusal(() => parse(cursor, { context: 'other', now: expires + 1 }))).toBe(invalid)
  })

  it('expired ones, from the moment on', () => {
    const expired = '400 expiredCursor: The cursor has expired: leave it empty to begin anew'

    expect(refusal(() => parse(cursor, { now: expires }))).toBe(expired)
    expect(refusal(() => parse(cursor, { now: expires - 1 }))).toBe('done')
  })

  it('a secret of fewer than 32 bytes makes no keys', () => {
    expect(() => cursorKeys(new Uint8Array(31))).toThrow('32 bytes')
  })
})

describe('cursorContext, RFC 9865 §2, §5.2', () => {
  const limits = { defaultCount: 100, maxResults: 1000, filter: defaultFilterLimits }
  const of = (parameters: string, caller: readonly string[] = ['tenant', 'client']) =>
    cursorContext(caller, [
      { resourceType: people, query: queryFromParameters(new URLSearchParams(parameters), people, limits) },
    ])

  it.each([
    ['filter=userName sw "J"&cursor&count=10', 'filter=username SW "J"&cursor=x&count=5'],
    ['sortBy=name.familyName', 'sortBy=NAME.FAMILYNAME&sortOrder=ascending&attributes=id'],
    ['', 'cursor=&excludedAttributes=emails'],
  ])('%s asks the same as %s', (one, other) => {
    expect(of(one)).toBe(of(other))
  })

  it.each([
    ['', 'filter=userName pr'],
    ['filter=userName eq "J"', 'filter=userName eq "j"'],
    ['sortBy=userName', 'sortBy=userName&sortOrder=descending'],
    ['sortBy=emails.type', 'sortBy=emails.value'],
    ['', 'sortBy=userName'],
  ])('%j does not ask the same as %j', (one, other) => {
    expect(of(one)).not.toBe(of(other))
  })

  it('tells callers and types apart, however their names are cut', () => {
    const groups = { ...people, name: 'Group' }

    expect(of('', ['a', 'bc'])).not.toBe(of('', ['ab', 'c']))
    expect(cursorContext([], [{ resourceType: people, query: {} }])).not.toBe(
      cursorContext([], [{ resourceType: groups, query: {} }]),
    )
  })
})
