import { describe, expect, it } from 'vitest'
import { defaultFilterLimits } from '../../../src/scim/filter/parse.ts'
import { printFilter, unresolved } from '../../../src/scim/filter/print.ts'
import { projectionFromParameters, queryFromParameters } from '../../../src/scim/search/parameters.ts'
import type { ProjectedPath, Projection } from '../../../src/scim/search/query.ts'
import { queryFromSearchRequest } from '../../../src/scim/search/search-request.ts'
import { urn } from '../../../src/scim/urn.ts'
import { people } from '../filter/people.ts'

const limits = { defaultCount: 100, maxResults: 1000, filter: defaultFilterLimits }
const query = (parameters: string) => queryFromParameters(new URLSearchParams(parameters), people, limits)
const searchRequest = (body: unknown) => queryFromSearchRequest(body, people, limits)

const nameOf = (path: ProjectedPath): string => {
  const names = [path.extension?.id, path.attribute?.name, 'subAttribute' in path ? path.subAttribute?.name : undefined]
  return names.filter((each) => each !== undefined).join(' ')
}
const shown = (projection: Projection) =>
  projection.kind === 'default' ? 'default' : [projection.kind, ...projection.paths.map(nameOf)]
const error = (scimType: string) => expect.objectContaining({ name: 'ScimError', status: 400, scimType })

describe('queryFromParameters, RFC 7644 §3.4.2', () => {
  it('asks for the first page and the default set where nothing is said', () => {
    expect(query('')).toEqual({ page: { startIndex: 1, count: 100 }, projection: { kind: 'default' } })
  })

  it.each([
    ['startIndex=11&count=10', 11, 10],
    ['startIndex=0', 1, 100],
    ['startIndex=-3', 1, 100],
    ['count=0', 1, 0],
    ['count=-5', 1, 0],
    ['count=5000', 1, 1000],
    ['startIndex=99999999999999999999&count=99999999999999999999', Number.MAX_SAFE_INTEGER, 1000],
    [`startIndex=${'9'.repeat(400)}&count=-${'9'.repeat(400)}`, Number.MAX_SAFE_INTEGER, 0],
  ])('%s, Table 6', (parameters, startIndex, count) => {
    expect(query(parameters).page).toEqual({ startIndex, count })
  })

  it('never lets the default count exceed the maximum', () => {
    const tight = queryFromParameters(new URLSearchParams(), people, { ...limits, maxResults: 20 })

    expect(tight.page.count).toBe(20)
  })

  it.each([
    ['count=abc', 'invalidValue'],
    ['count=', 'invalidValue'],
    ['count=1.5', 'invalidValue'],
    ['count=1e3', 'invalidValue'],
    ['count=0x10', 'invalidValue'],
    ['startIndex=%201', 'invalidValue'],
    ['startIndex=one', 'invalidValue'],
    ['count=1&count=2', 'invalidValue'],
    ['filter=id+pr&filter=title+pr', 'invalidValue'],
    ['attributes=id&attributes=title', 'invalidValue'],
    ['attributes=id&excludedAttributes=title', 'invalidValue'],
    ['sortBy=userName&sortOrder=up', 'invalidValue'],
    ['sortOrder=', 'invalidValue'],
    ['filter=', 'invalidFilter'],
    ['filter=nothing+eq+%22x%22', 'invalidFilter'],
    ['filter=password+pr', 'invalidFilter'],
    ['sortBy=', 'invalidPath'],
    ['sortBy=nothing', 'invalidPath'],
    ['sortBy=name', 'invalidPath'],
    ['sortBy=addresses', 'invalidPath'],
    ['sortBy=password', 'invalidPath'],
    ['sortBy=urn:example:lab:1.0:badge.pin', 'invalidPath'],
    ['sortBy=urn:example:lab:1.0:key', 'invalidPath'],
    ['sortBy=emails[type eq "work"].value', 'invalidPath'],
  ])('%s is refused as %s', (parameters, scimType) => {
    expect(() => query(parameters)).toThrow(error(scimType))
  })

  it('ignores parameters that RFC 7644 does not name', () => {
    expect(query('aadOptscim062020&x=1&x=2')).toEqual(query(''))
  })

  it('reads the filter as sent, blanks as + or %20', () => {
    const { filter } = query('filter=userName+sw%20%22a%2Bb%22')

    expect(filter && printFilter(unresolved(filter))).toBe('userName sw "a+b"')
  })

  it.each([
    ['sortBy=userName', ['userName'], 'ascending'],
    ['sortBy=NAME.familyname&sortOrder=DESCENDING', ['name', 'familyName'], 'descending'],
    ['sortBy=emails&sortOrder=Ascending', ['emails', 'value'], 'ascending'],
    [`sortBy=${urn.enterpriseUser}:manager.displayName`, ['manager', 'displayName'], 'ascending'],
    ['sortBy=urn:example:lab:1.0:level', ['level'], 'ascending'],
    ['sortBy=meta.lastModified', ['meta', 'lastModified'], 'ascending'],
  ])('%s, §3.4.2.3', (parameters, names, order) => {
    const { sort } = query(parameters)

    expect([sort?.path.attribute.name, sort?.path.subAttribute?.name].filter(Boolean)).toEqual(names)
    expect(sort?.order).toBe(order)
  })
})

describe('projectionFromParameters, RFC 7644 §3.9', () => {
  const projection = (parameters: string) => shown(projectionFromParameters(new URLSearchParams(parameters), people))

  it('resolves names, drops unknown ones, and keeps each once', () => {
    expect(projection('attributes=userName, NAME.givenName,nothing,,name.givenname')).toEqual([
      'attributes',
      'userName',
      'name givenName',
    ])
    expect(projection(`excludedAttributes=emails.value,${urn.enterpriseUser},${urn.enterpriseUser}:manager`)).toEqual([
      'excluded',
      'emails value',
      urn.enterpriseUser,
      `${urn.enterpriseUser} manager`,
    ])
  })

  it('shows the least where every name is unknown, the default where no name is given', () => {
    expect(projection('attributes=nothing')).toEqual(['attributes'])
    expect(projection('attributes=')).toBe('default')
    expect(projection('attributes=&excludedAttributes=emails')).toEqual(['excluded', 'emails'])
  })

  it('refuses both at once and either twice', () => {
    expect(() => projection('attributes=id&excludedAttributes=emails')).toThrow(error('invalidValue'))
    expect(() => projection('excludedAttributes=id&excludedAttributes=emails')).toThrow(error('invalidValue'))
  })
})

describe('queryFromSearchRequest, RFC 7644 §3.4.3', () => {
  const schemas = [urn.searchRequest]

  it('is the query that the same parameters make', () => {
    const body = {
      schemas,
      attributes: ['userName', 'name.givenName'],
      filter: 'userName sw "a"',
      sortBy: 'emails',
      sortOrder: 'descending',
      startIndex: 3,
      count: 2000,
    }

    expect(searchRequest(body)).toEqual(
      query(
        'attributes=userName,name.givenName&filter=userName sw "a"&sortBy=emails&sortOrder=descending&startIndex=3&count=2000',
      ),
    )
  })

  it('ignores the case of names, null and unknown members, and does without schemas', () => {
    expect(searchRequest({ COUNT: 5, filter: null, x: 1 })).toEqual(query('count=5'))
    expect(searchRequest({ schemas: [urn.searchRequest.toUpperCase()] })).toEqual(query(''))
    expect(searchRequest(JSON.parse('{"__proto__": {"count": 7}}'))).toEqual(query(''))
  })

  it.each([
    [null, 'invalidSyntax'],
    [[], 'invalidSyntax'],
    ['filter', 'invalidSyntax'],
    [{ schemas: [urn.patchOp] }, 'invalidSyntax'],
    [{ schemas: urn.searchRequest }, 'invalidValue'],
    [{ count: 1, Count: 2 }, 'invalidSyntax'],
    [{ count: '10' }, 'invalidValue'],
    [{ startIndex: 1.5 }, 'invalidValue'],
    [{ filter: 5 }, 'invalidValue'],
    [{ filter: '' }, 'invalidFilter'],
    [{ sortBy: ['id'] }, 'invalidValue'],
    [{ attributes: 'id' }, 'invalidValue'],
    [{ attributes: [1] }, 'invalidValue'],
    [{ attributes: ['id'], excludedAttributes: ['title'] }, 'invalidValue'],
  ])('%j is refused as %s', (body, scimType) => {
    expect(() => searchRequest(body)).toThrow(error(scimType))
  })
})
