import { describe, expect, it } from 'vitest'
import type { ScimError } from '../../../src/scim/error.ts'
import { evaluate } from '../../../src/scim/filter/evaluate.ts'
import { parseFilter } from '../../../src/scim/filter/parse.ts'
import { printFilter, unresolved } from '../../../src/scim/filter/print.ts'
import { resolveFilter } from '../../../src/scim/filter/resolve.ts'
import { matching, refused } from './filter-cases.ts'
import { people, population } from './people.ts'

const resolved = (text: string) => resolveFilter(parseFilter(text), people)

const found = (text: string): string => {
  const filter = resolved(text)
  const ids = population.filter((each) => evaluate(filter, each)).map(({ id }) => String(id).charAt(0))
  return ids.join('') || '-'
}

const errorOf = (text: string): ScimError => {
  try {
    resolved(text)
  } catch (error) {
    return error as ScimError
  }
  throw new Error('the filter was accepted')
}

describe('RFC 7644 §3.4.2.2: a filter finds', () => {
  for (const [group, cases] of Object.entries(matching))
    describe(group, () => {
      it.each(cases)('%s: %s', (filter, expected) => {
        expect(found(filter)).toBe(expected)
      })
    })
})

describe('RFC 7644 §3.4.2.2: a filter is refused as invalidFilter when it', () => {
  for (const [reason, filters] of Object.entries(refused))
    describe(reason, () => {
      it.each(filters)('%s', (filter) => {
        expect(errorOf(filter)).toMatchObject({ name: 'ScimError', status: 400, scimType: 'invalidFilter' })
      })
    })
})

describe('the detail of a refused filter', () => {
  it.each([
    ['userName regex "x"', 'Unsupported operator "regex" at character 10 of the filter'],
    ['title pr and', 'Unexpected end at character 13 of the filter'],
    ['title pr and (id pr', 'Unclosed "(" at character 14 of the filter'],
    ['id eq "1" or userName eq "x', 'Unterminated string at character 26 of the filter'],
    ['userName eq bob', 'Unexpected word (strings stand in double quotes) at character 13 of the filter'],
    ['title pr or not id pr', '"not" without parentheses at character 13 of the filter'],
    ['title pr not (id pr)', 'Unexpected "not" at character 10 of the filter'],
    ['title eq "(" not (id pr)', 'Unexpected "not" at character 14 of the filter'],
    ['not (title pr) not (id pr)', 'Unexpected "not" at character 16 of the filter'],
    ['emails[type pr not (value pr)]', 'Unexpected "not" at character 16 of the filter'],
    ['id pr and a..b pr', 'Invalid attribute path "a..b" at character 11 of the filter'],
    ['id eq "\\q"', 'The string is not JSON at character 7 of the filter'],
    ['id pr id pr', 'Unexpected word (strings stand in double quotes) at character 7 of the filter'],
    ['title pr and nothing pr', '"nothing" is no attribute of User'],
    ['emails[nothing pr]', '"nothing" is no attribute of emails'],
    ['active gt true', 'active is of type boolean, which gt does not compare'],
    ['active eq "yes"', 'active is of type boolean: compare it with true or false'],
  ])('of %s names the place or the attribute', (filter, detail) => {
    expect(errorOf(filter).message).toBe(detail)
  })

  it('never repeats a literal, which may be personal', () => {
    for (const filter of ['userName eq "s3cret" "s3cret"', 'active eq "s3cret"', 'meta.created eq "s3cret"'])
      expect(errorOf(filter).message).not.toContain('s3cret')
  })
})

describe('parseFilter', () => {
  it.each(['-0', '-0.0', '-1e-400'])('reads %s as the zero that it equals', (text) => {
    const filter = parseFilter(`age eq ${text}`)

    expect(filter).toMatchObject({ value: 0 })
    expect(parseFilter(printFilter(filter))).toEqual(filter)
  })

  it.each([
    ['emails[type eq "work"].value eq "x"', 'emails[type eq "work" and value eq "x"]'],
    ['emails[type eq "work" and primary pr].value pr', 'emails[type eq "work" and primary pr and value pr]'],
    ['emails[type pr or display pr].value pr', 'emails[(type pr or display pr) and value pr]'],
    ['id pr or emails[type pr].value pr and title pr', 'id pr or emails[type pr and value pr] and title pr'],
  ])('reads %s, which the grammar lacks and Entra sends, as a test of one element', (sent, meant) => {
    expect(parseFilter(sent)).toEqual(parseFilter(meant))
  })

  it('keeps a value path and a test beside it apart', () => {
    expect(parseFilter('emails[type pr] and emails.value pr')).toMatchObject({ kind: 'and' })
  })
})

describe('resolveFilter', () => {
  it('gives canonical names, `value` to complex attributes, and leaves no null', () => {
    const text = (filter: string) => printFilter(unresolved(resolved(filter)))

    expect(text('USERNAME eq "a" and (EMAILS co "b" or NAME.familyname pr)')).toBe(
      'userName eq "a" and (emails.value co "b" or name.familyName pr)',
    )
    expect(text('URN:EXAMPLE:LAB:1.0:BADGE[LOST eq false]')).toBe('urn:example:lab:1.0:badge[lost eq false]')
    expect(text('title eq null or emails[type ne null]')).toBe('not (title pr) or emails[type pr]')
  })
})
