import { describe, expect, it } from 'vitest'
import { compileElementEvaluator, compileEvaluator, evaluate } from '../../../src/scim/filter/evaluate.ts'
import type { Comparison } from '../../../src/scim/filter/filter.ts'
import { parseFilter } from '../../../src/scim/filter/parse.ts'
import { resolveFilter } from '../../../src/scim/filter/resolve.ts'
import type { Resource } from '../../../src/scim/resource/resource.ts'
import { dateTime, string } from '../../../src/scim/schema/attribute.ts'
import { people } from './people.ts'

const matches = (filter: string, resource: Resource) => evaluate(resolveFilter(parseFilter(filter), people), resource)

describe('evaluate, RFC 7644 §3.4.2.2', () => {
  it('sees empty text, empty lists and empty elements as unassigned', () => {
    const resource = { title: '', emails: [{ value: '' }], phoneNumbers: [], name: {} }

    expect(matches('title pr or emails pr or phoneNumbers pr or name pr', resource)).toBe(false)
    expect(matches('title eq null and emails eq null', resource)).toBe(true)
    expect(matches('phoneNumbers ne "x" or phoneNumbers.type ne "x"', resource)).toBe(false)
  })

  it('ignores inner, outer and wide blanks as the directory does, RFC 4518 §2.6', () => {
    const resource = { userName: ' a\u00A0\u3000 b ' }

    expect(matches('userName eq "A b"', resource)).toBe(true)
    expect(matches('userName ew "b " and userName sw " a"', resource)).toBe(true)
    expect(matches('userName co "ab"', resource)).toBe(false)
  })

  it('reads names of Object.prototype as attributes nobody set', () => {
    expect(matches('urn:example:lab:1.0:level pr', { constructor: 'x' } as Resource)).toBe(false)
  })

  it('lets a value that is none of its type equal nothing', () => {
    const created = dateTime('created')
    const test = (operator: Comparison) =>
      evaluate(
        { kind: 'compare', path: { attribute: created }, operator, value: '2011-05-13T04:42:34Z' },
        { created: 'not a date' },
      )

    expect((['eq', 'gt', 'ge', 'lt', 'le'] as const).some(test)).toBe(false)
    expect(test('ne')).toBe(true)
  })

  it('takes null where a filter was not made by resolveFilter', () => {
    const path = { attribute: string('title') }
    const compare = (operator: Comparison) => ({ kind: 'compare' as const, path, operator, value: null })

    expect(evaluate(compare('eq'), {})).toBe(true)
    expect(evaluate(compare('ne'), { title: 'x' })).toBe(true)
    expect(evaluate(compare('gt'), { title: 'x' })).toBe(false)
    expect(compileElementEvaluator({ ...compare('eq'), subAttribute: path.attribute })({})).toBe(true)
  })

  it('any element counts for multi-valued sub-attributes', () => {
    const path = { attribute: string('box'), subAttribute: string('tags', { multiValued: true }) }
    const holds = compileEvaluator({ kind: 'compare', path, operator: 'eq', value: 'B' })

    expect(holds({ box: { tags: ['a', 'b'] } })).toBe(true)
    expect(holds({ box: { tags: ['a'] } })).toBe(false)
    expect(holds({})).toBe(false)
  })
})
