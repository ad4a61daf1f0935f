import { describe, expect, it } from 'vitest'
import { defaultFilterLimits } from '../../../src/scim/filter/parse.ts'
import { listResponse } from '../../../src/scim/search/list-response.ts'
import { queryFromParameters } from '../../../src/scim/search/parameters.ts'
import { queryFromSearchRequest } from '../../../src/scim/search/search-request.ts'
import { urn } from '../../../src/scim/urn.ts'
import { people } from '../filter/people.ts'
import { refusal } from '../resource/refusal.ts'

const limits = { defaultCount: 100, maxResults: 1000, filter: defaultFilterLimits }
const query = (parameters: string) => queryFromParameters(new URLSearchParams(parameters), people, limits)
const search = (body: object) => queryFromSearchRequest(body, people, limits)

describe('cursor as a parameter, RFC 9865 §2, §3', () => {
  it.each([
    ['cursor', ''],
    ['cursor=', ''],
    ['cursor=VZUTiyhEQJ94IR', 'VZUTiyhEQJ94IR'],
    ['cursor=%20odd', ' odd'],
  ])('%j asks for paging by cursor', (parameters, cursor) => {
    expect(query(parameters)).toMatchObject({ cursor, page: { startIndex: 1, count: 100 } })
  })

  it('without it paging is by index', () => {
    expect(query('count=5')).not.toHaveProperty('cursor')
    expect(search({ cursor: null })).not.toHaveProperty('cursor')
  })

  it('reads it from a SearchRequest', () => {
    expect(search({ filter: 'displayName sw "smith"', Cursor: '', count: 10 })).toEqual(
      query('filter=displayName sw "smith"&cursor&count=10'),
    )
  })

  it('reads a negative count as 0 and cuts one above the maximum', () => {
    expect(query('cursor&count=-1').page.count).toBe(0)
    expect(query('cursor&count=5000').page.count).toBe(1000)
  })

  it.each([
    ['cursor&count=abc', '400 invalidCount: count is not an integer'],
    ['cursor=x&count=', '400 invalidCount: count is not an integer'],
    ['cursor=a&cursor=b', '400 invalidValue: cursor stands more than once in the query'],
    [
      'cursor&startIndex=1',
      '400 invalidValue: startIndex and cursor exclude each other: a list goes by index or by cursor',
    ],
    ['cursor=x&startIndex=x', '400 invalidValue: startIndex is not an integer'],
  ])('%s is refused', (parameters, expected) => {
    expect(refusal(() => query(parameters))).toBe(expected)
  })

  it.each([
    [{ cursor: '', count: '10' }, /^400 invalidCount/],
    [{ cursor: '', startIndex: 1 }, /^400 invalidValue/],
    [{ cursor: 5 }, /^400 invalidValue/],
  ])('%j is refused', (body, expected) => {
    expect(refusal(() => search(body))).toMatch(expected)
  })
})

describe('listResponse, RFC 7644 §3.4.2, RFC 9865 §2', () => {
  const resources = [{ schemas: [urn.user], id: '1' }]

  it('has startIndex where the page was asked for by index', () => {
    expect(listResponse(resources, { totalResults: 7, startIndex: 3 })).toEqual({
      schemas: [urn.listResponse],
      totalResults: 7,
      startIndex: 3,
      itemsPerPage: 1,
      Resources: resources,
    })
  })

  it('has the cursors instead where it was asked for by cursor', () => {
    const cursors = { nextCursor: 'n', previousCursor: 'p' }
    const response = listResponse(resources, { totalResults: 7, cursors })

    expect(response).toEqual({
      schemas: [urn.listResponse],
      totalResults: 7,
      itemsPerPage: 1,
      ...cursors,
      Resources: resources,
    })
    expect(Object.keys(listResponse([], { totalResults: 0, cursors: {} }))).not.toContain('nextCursor')
  })
})
