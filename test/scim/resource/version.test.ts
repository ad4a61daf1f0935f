import { describe, expect, it } from 'vitest'
import { ScimError } from '../../../src/scim/error.ts'
import { entityTag, matches, type Precondition, parsePrecondition } from '../../../src/scim/resource/version.ts'

const parse = (header: string): Precondition => parsePrecondition(header) as Precondition

describe('RFC 9110 §13.1: If-Match and If-None-Match', () => {
  it('has no precondition without a header', () => {
    expect(parsePrecondition(undefined)).toBeUndefined()
  })

  it.each([
    ['W/"a"', ['W/"a"']],
    ['"a"', ['"a"']],
    ['W/"a", "b"', ['W/"a"', '"b"']],
    [' , "a" ,\t, W/"b",', ['"a"', 'W/"b"']],
    ['"a,b","c"', ['"a,b"', '"c"']],
    ['"*"', ['"*"']],
    ['""', ['""']],
  ])('reads %j', (header, tags) => {
    expect(parse(header)).toEqual({ kind: 'tags', tags })
  })

  it.each(['', ' ', ',', 'a', 'w/"a"', 'W/a', '"a', '"a" "b"', '*, "a"', '**', '"a b"', 'W/ "a"', '"\u0100"'])(
    'refuses %j',
    (header) => {
      expect(() => parsePrecondition(header)).toThrowError(ScimError)
      expect(() => parsePrecondition(header)).toThrowError(/takes \* or a list/)
    },
  )

  it('reads and refuses long headers in linear time', () => {
    const started = performance.now()

    expect(parse(`"a"${',"b"'.repeat(100_000)}`)).toMatchObject({ kind: 'tags' })
    expect(() => parse(`${' \t'.repeat(500_000)}x`)).toThrowError(ScimError)
    expect(() => parse(`"${'a'.repeat(1_000_000)}`)).toThrowError(ScimError)

    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('RFC 7644 §3.14: comparison of versions', () => {
  it('takes * for any version', () => {
    expect(matches(parse('*'), 'W/"a"', 'content')).toBe(true)
    expect(matches(parse(' * '), 'W/"a.b"', 'whole')).toBe(true)
  })

  it('compares weakly, and with any tag of the list', () => {
    expect(matches(parse('"x", "a"'), 'W/"a"', 'whole')).toBe(true)
    expect(matches(parse('"x", "A"'), 'W/"a"', 'whole')).toBe(false)
  })

  it.each([
    ['W/"a.b"', 'W/"a.c"', true, false],
    ['W/"a.b"', 'W/"a"', true, false],
    ['W/"a"', 'W/"a.c"', true, false],
    ['W/"a.b"', 'W/"a.b"', true, true],
    ['W/"a.b"', 'W/"ab.b"', false, false],
    ['W/"a.b.c"', 'W/"a.b"', true, false],
    ['W/""', 'W/"a"', false, false],
  ])('%s against %s: content %s, whole %s', (header, version, content, whole) => {
    expect(matches(parse(header), version, 'content')).toBe(content)
    expect(matches(parse(header), version, 'whole')).toBe(whole)
  })

  it('makes tags whose content has no dot, so that a change within a second is seen', () => {
    const [first, second] = ['20240101000000.000001Z#000000#000#000000', '20240101000000.000002Z#000000#000#000000']

    expect(entityTag(first)).toBe('W/"20240101000000_000001Z#000000#000#000000"')
    expect(matches(parse(entityTag(first)), entityTag(second), 'content')).toBe(false)
    expect(entityTag('c', 'd')).toBe('W/"c.d"')
    expect(parse(entityTag(first, 'd'))).toMatchObject({ kind: 'tags' })
  })
})
