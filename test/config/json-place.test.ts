/** Where a text stops being JSON. RFC 8259 */
import { describe, expect, it } from 'vitest'
import { jsonMistakeAt } from '../../src/config/json-place.ts'

describe('jsonMistakeAt', () => {
  it.each([
    ['', '1:1'],
    ['[1, 2,]', '1:7'],
    ['{"a": 1,\n "b": 2,\n}', '3:1'],
    ['{"a" 1}', '1:6'],
    ['{a: 1}', '1:2'],
    ["{'a': 1}", '1:2'],
    ['[1 2]', '1:4'],
    ['[1}', '1:3'],
    ['{"a": ]', '1:7'],
    ['[1] 2', '1:5'],
    ['[1', '1:3'],
    ['"ab\nc"', '1:1'],
    ['["\\x"]', '1:2'],
    ['[01]', '1:2'],
    ['[1.]', '1:2'],
    ['[nul]', '1:2'],
    ['[// x\n1]', '1:2'],
    ['}', '1:1'],
    [':', '1:1'],
  ])('finds the mistake of %j at %s', (text, place) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(jsonMistakeAt(text)).toBe(place)
  })

  it.each(['[]', ' {"a":[1,-2.5e+3,null,true,false,"\\u00e9\\n", {}],"":{"b":"ü😀\u007f"}} ', '1', '"a"'])(
    'finds none in %j',
    (text) => {
      expect(() => JSON.parse(text)).not.toThrow()
      expect(jsonMistakeAt(text)).toBeUndefined()
    },
  )

  it('is quick and shallow with megabytes', () => {
    const text = `{"a": "${'x\\n'.repeat(2_000_000)}", "b": ${'['.repeat(500_000)}`

    expect(jsonMistakeAt(text)).toMatch(/^1:\d+$/)
  })
})
