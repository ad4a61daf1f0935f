import { describe, expect, it } from 'vitest'
import { defaultFilterLimits } from '../../../src/scim/filter/parse.ts'
import type { Resource } from '../../../src/scim/resource/resource.ts'
import { windowOf } from '../../../src/scim/search/page.ts'
import { queryFromParameters } from '../../../src/scim/search/parameters.ts'
import { compareSortKeys, sortKeyOf } from '../../../src/scim/search/sort.ts'
import { people } from '../filter/people.ts'

const sorted = (sortBy: string, sortOrder: string, resources: readonly Resource[]) => {
  const parameters = new URLSearchParams({ sortBy, sortOrder })
  const limits = { defaultCount: 100, maxResults: 1000, filter: defaultFilterLimits }
  const sort = queryFromParameters(parameters, people, limits).sort!
  const compare = compareSortKeys(sort)
  return resources
    .map((resource) => ({ id: resource.id, key: sortKeyOf(sort, resource) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ id }) => id)
    .join('')
}

describe('sorting, RFC 7644 §3.4.2.3', () => {
  const titled = [
    { id: '1', title: 'b', externalId: 'b' },
    { id: '2' },
    { id: '3', title: 'C', externalId: 'C' },
    { id: '4', title: ' a', externalId: 'a' },
  ]

  it('puts missing values last ascending and first descending', () => {
    expect(sorted('title', 'ascending', titled)).toBe('4132')
    expect(sorted('title', 'descending', titled)).toBe('2314')
  })

  it('respects caseExact', () => {
    expect(sorted('externalId', 'ascending', titled)).toBe('3412')
  })

  it('takes the primary value, else the first, else none', () => {
    const mailed: readonly Resource[] = [
      { id: '1', emails: [{ value: 'z' }, { value: 'a', primary: false }] },
      { id: '2', emails: [{ value: 'z' }, { value: 'm', primary: true, type: 'work' }] },
      { id: '3', emails: [{ value: 'b', type: 'home' }] },
      { id: '4', emails: [] },
      { id: '5' },
    ]

    expect(sorted('emails', 'ascending', mailed)).toBe('32145')
    expect(sorted('emails.value', 'descending', mailed)).toBe('45123')
    expect(sorted('emails.type', 'ascending', mailed)).toBe('32145')
  })

  it('compares by type: numbers by value, dateTimes by time, booleans false first', () => {
    const holder = (id: string, level: number, created: string, active: boolean): Resource => ({
      id,
      active,
      meta: { created },
      'urn:example:lab:1.0': { level },
    })
    const resources = [
      holder('1', 10, '2011-05-13T06:00:00+03:00', true),
      holder('2', 9, '2011-05-13T04:00:00Z', false),
      holder('3', -1, '2011-05-13T04:00:00.1Z', true),
    ]

    expect(sorted('urn:example:lab:1.0:level', 'ascending', resources)).toBe('321')
    expect(sorted('meta.created', 'ascending', resources)).toBe('123')
    expect(sorted('active', 'ascending', resources)).toBe('213')
  })

  it('sorts extension and nested attributes, schemas by their first', () => {
    const resources: readonly Resource[] = [
      { id: '1', name: { familyName: 'y' }, schemas: ['b', 'a'], 'urn:example:lab:1.0': { badge: { value: 'x' } } },
      { id: '2', name: { familyName: 'X' }, schemas: ['a'] },
      { id: '3', name: { givenName: 'a' }, schemas: ['c'] },
    ]

    expect(sorted('name.familyName', 'ascending', resources)).toBe('213')
    expect(sorted('urn:example:lab:1.0:badge', 'descending', resources)).toBe('231')
    expect(sorted('schemas', 'ascending', resources)).toBe('213')
  })

  it('orders by code point: U+FF5E, prepared to a tilde, before U+1F600', () => {
    const resources = [
      { id: '1', nickName: '\u{1F600}' },
      { id: '2', nickName: '\uFF5E' },
      { id: '3', nickName: '\uFDFA' },
      { id: '4', nickName: '\uE000' },
    ]

    expect(sorted('nickName', 'ascending', resources)).toBe('2341')
  })
})

describe('pages, RFC 7644 §3.4.2.4', () => {
  it.each([
    [{ startIndex: 1, count: 2 }, 'ab'],
    [{ startIndex: 2, count: 2 }, 'bc'],
    [{ startIndex: 5, count: 2 }, 'e'],
    [{ startIndex: 6, count: 2 }, ''],
    [{ startIndex: 1, count: 0 }, ''],
    [{ startIndex: Number.MAX_SAFE_INTEGER, count: 1000 }, ''],
  ])('%j of five', (page, expected) => {
    const { from, to } = windowOf(5, page)

    expect(['a', 'b', 'c', 'd', 'e'].slice(from, to).join('')).toBe(expected)
  })

  it('stay within the list', () => {
    expect(windowOf(5, { startIndex: 4, count: 10 })).toEqual({ from: 3, to: 5 })
    expect(windowOf(5, { startIndex: 99, count: 10 })).toEqual({ from: 5, to: 5 })
    expect(windowOf(0, { startIndex: 1, count: 10 })).toEqual({ from: 0, to: 0 })
  })
})
