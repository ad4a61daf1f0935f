import { describe, expect, it } from 'vitest'
import { defaultFilterLimits, parseFilter } from '../../../src/scim/filter/parse.ts'
import { parsePath } from '../../../src/scim/path/path.ts'

const roomy = { maxLength: 10_000_000, maxDepth: 50, maxNodes: 200 }

describe('RFC 7644 §7: hostile filters cost no more than their length', () => {
  it('refuses an unterminated string of newlines, on which the tokenizer of the package hangs', () => {
    expect(() => parseFilter(`userName eq "${'\n'.repeat(40)}`)).toThrow('Unterminated string')
    expect(() => parseFilter(`userName eq "${'\n'.repeat(1_000_000)}`, roomy)).toThrow('Unterminated string')
    expect(() => parseFilter(`userName eq "${'\\"'.repeat(500_000)}`, roomy)).toThrow('Unterminated string')
  })

  it('refuses 100,000 parentheses by length, and by depth where the length is allowed', () => {
    const nested = `${'('.repeat(100_000)}id pr${')'.repeat(100_000)}`

    expect(() => parseFilter(nested)).toThrow('longer than 8192')
    expect(() => parseFilter(nested, roomy)).toThrow('nests deeper than 50')
    expect(() => parseFilter('not ('.repeat(100_000), roomy)).toThrow('nests deeper than 50')
    expect(() => parseFilter('not '.repeat(100_000), roomy)).toThrow('"not" without parentheses')
    expect(() => parseFilter('a['.repeat(100_000), roomy)).toThrow('do not nest')
  })

  it('refuses a megabyte of anything', () => {
    for (const text of ['a', '.', ':', '"', '1', ' ', 'id pr or ', '\u{1F600}']) {
      const megabyte = text.repeat(1_000_000 / text.length)
      expect(() => parseFilter(megabyte)).toThrow('longer than 8192')
      expect(() => parseFilter(megabyte, roomy)).toThrow(/character|nodes/)
      expect(() => parsePath(`emails[${megabyte}]`)).toThrow('longer than 8192')
    }
  })

  it('counts nodes: comparisons, logical operators, value paths', () => {
    const alternatives = (count: number) => Array.from({ length: count }, () => 'id pr').join(' or ')

    expect(parseFilter(alternatives(199))).toMatchObject({ kind: 'or' })
    expect(() => parseFilter(alternatives(200))).toThrow('more than 200 nodes')
    expect(() => parseFilter('emails[type pr]', { ...roomy, maxNodes: 1 })).toThrow('more than 1 nodes')
  })

  it('accepts what is just within the limits', () => {
    const { maxDepth, maxLength } = defaultFilterLimits

    expect(parseFilter(`${'('.repeat(maxDepth)}id pr${')'.repeat(maxDepth)}`)).toMatchObject({ kind: 'present' })
    expect(parseFilter(`id eq "${'x'.repeat(maxLength - 8)}"`)).toMatchObject({ kind: 'compare' })
    expect(() => parseFilter(`${'('.repeat(maxDepth + 1)}id pr${')'.repeat(maxDepth + 1)}`)).toThrow('nests deeper')
  })
})
