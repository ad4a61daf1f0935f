import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../src/scim/filter/evaluate.ts'
import type { Filter } from '../../../src/scim/filter/filter.ts'
import { defaultFilterLimits, parseFilter } from '../../../src/scim/filter/parse.ts'
import { printFilter, unresolved } from '../../../src/scim/filter/print.ts'
import { resolveFilter } from '../../../src/scim/filter/resolve.ts'
import type { ResourceType } from '../../../src/scim/schema/resource-type.ts'
import { requestedQuery } from '../../../src/scim/search/parameters.ts'
import { resolveFilterFor } from '../../../src/scim/search/root-filter.ts'
import { resolveRootQuery } from '../../../src/scim/search/root-query.ts'
import { urn } from '../../../src/scim/urn.ts'
import { filterSyntax } from '../filter/arbitrary-filter.ts'
import { people } from '../filter/people.ts'
import { refusal } from '../resource/refusal.ts'
import { deviceType, groupType } from '../schema/sample-types.ts'

const types = [people, groupType, deviceType]
const asked = (filter: string) =>
  [...resolveFilterFor(types, parseFilter(filter)).values()].map((each) =>
    typeof each === 'string' ? each : printFilter(unresolved(each)),
  )

describe('resolveFilterFor, RFC 7644 §3.4.2.1', () => {
  it.each([
    ['userName eq "a"', ['userName eq "a"', 'none', 'none']],
    ['userName pr', ['userName pr', 'none', 'none']],
    ['userName ne "a"', ['userName ne "a"', 'all', 'all']],
    ['not (userName eq "a")', ['not (userName eq "a")', 'all', 'all']],
    ['userName gt "a"', ['userName gt "a"', 'none', 'none']],
    ['title eq null', ['not (title pr)', 'all', 'all']],
    ['title ne null', ['title pr', 'none', 'none']],
    ['emails.type ne "work"', ['emails.type ne "work"', 'none', 'none']],
    ['emails[type eq "work" and not (value pr)]', ['emails[type eq "work" and not (value pr)]', 'none', 'none']],
    ['not (emails[type eq "work"])', ['not (emails[type eq "work"])', 'all', 'all']],
    ['members.value eq "1"', ['none', 'members.value eq "1"', 'none']],
    ['displayName eq "a"', ['displayName eq "a"', 'displayName eq "a"', 'none']],
    ['userName eq "a" or displayName eq "a"', ['userName eq "a" or displayName eq "a"', 'displayName eq "a"', 'none']],
    ['userName eq "a" and displayName eq "a"', ['userName eq "a" and displayName eq "a"', 'none', 'none']],
    [
      'userName ne "a" and displayName eq "a"',
      ['userName ne "a" and displayName eq "a"', 'displayName eq "a"', 'none'],
    ],
    ['userName ne "a" or serial eq "s"', ['userName ne "a"', 'all', 'all']],
    ['userName eq "a" or serial eq "s"', ['userName eq "a"', 'none', 'serial eq "s"']],
    ['id pr', ['id pr', 'id pr', 'id pr']],
    [
      '(meta.resourceType eq "User") or (meta.resourceType eq "Group")',
      Array(3).fill('meta.resourceType eq "User" or meta.resourceType eq "Group"'),
    ],
    [`${urn.group}:displayName sw "a"`, ['none', 'displayName sw "a"', 'none']],
    [`${urn.enterpriseUser}:department eq "d"`, [`${urn.enterpriseUser}:department eq "d"`, 'none', 'none']],
    ['owner eq "x"', ['none', 'none', 'owner.value eq "x"']],
  ])('%s', (filter, expected) => {
    expect(asked(filter)).toEqual(expected)
  })

  it.each([
    ['nothing eq "x"', /"nothing" is no attribute of User or Group or Device$/],
    ['userName eq "x" or nothing pr', /^400 invalidFilter/],
    ['constructor pr', /^400 invalidFilter/],
    ['emails[nothing eq "x"]', /"nothing" is no attribute of emails$/],
    ['userName.x eq "x"', /^400 invalidFilter/],
    ['active eq "yes"', /^400 invalidFilter/],
    ['password eq "x"', /^400 invalidFilter/],
    ['userName gt null', /^400 invalidFilter/],
    ['emails[type eq 5]', /^400 invalidFilter/],
  ])('%s is refused', (filter, expected) => {
    expect(refusal(() => asked(filter))).toMatch(expected)
  })

  it('judges as if the attributes were there without values, and leaves no constant inside a filter', () => {
    const bare: ResourceType = { ...groupType, name: 'Bare' }
    fc.assert(
      fc.property(filterSyntax, (syntax) => {
        const filter = resolveFilterFor([people, bare], syntax).get(bare)!
        const resource = { id: '1', externalId: 'ABC', meta: { created: '2011-05-13T04:42:34Z' } }

        const answer = typeof filter === 'object' ? evaluate(filter, resource) : filter === 'all'
        expect(answer).toBe(evaluate(resolveFilter(syntax, people), resource))
        if (typeof filter === 'object') expect(smallest(filter)).toBeGreaterThan(1)
      }),
    )
  })
})

/** Of all `and` and `or` in the filter, the fewest parts that one has. */
const smallest = (filter: Filter): number => {
  if ('filters' in filter) return Math.min(filter.filters.length, ...filter.filters.map(smallest))
  return filter.kind === 'not' ? smallest(filter.filter) : Number.POSITIVE_INFINITY
}

describe('resolveRootQuery, RFC 7644 §3.4.2.1, §3.4.3', () => {
  const limits = { defaultCount: 100, maxResults: 1000, filter: defaultFilterLimits }
  const root = (parameters: string) => resolveRootQuery(requestedQuery(new URLSearchParams(parameters)), types, limits)
  const names = (parameters: string) => root(parameters).parts.map(({ resourceType }) => resourceType.name)

  it('asks all types for everything where nothing is said', () => {
    const { page, parts, ...rest } = root('')

    expect(page).toEqual({ startIndex: 1, count: 100 })
    expect(parts.map(({ query }) => query)).toEqual(Array(3).fill({ page, projection: { kind: 'default' } }))
    expect(rest).toEqual({})
  })

  it('asks only those in which something can match, without a filter where everything does', () => {
    expect(names('filter=userName eq "a"')).toEqual(['User'])
    expect(names('filter=userName eq "a" and serial eq "x"')).toEqual([])
    expect(root('filter=title ne "a"').parts[1]?.query).not.toHaveProperty('filter')
    expect(root('filter=title ne "a"').parts[0]?.query).toHaveProperty('filter')
  })

  it('sorts by what some types have; the others have no value', () => {
    const { sort, parts } = root('sortBy=displayName&sortOrder=descending')

    expect([sort?.path.attribute.name, sort?.order]).toEqual(['displayName', 'descending'])
    expect(parts.map(({ query }) => query.sort?.path.attribute.name)).toEqual(['displayName', 'displayName', undefined])
  })

  it('projects each type by its own attributes', () => {
    const shown = root('attributes=userName,members').parts.map(({ query: { projection } }) =>
      projection.kind === 'default' ? [] : projection.paths.map(({ attribute }) => attribute?.name),
    )

    expect(shown).toEqual([['userName'], ['members'], []])
  })

  it('goes by cursor, or by index', () => {
    expect(root('cursor&count=5')).toMatchObject({ cursor: '', page: { startIndex: 1, count: 5 } })
    expect(root('startIndex=11&count=5').page).toEqual({ startIndex: 11, count: 5 })
    expect(root('startIndex=11&count=5').parts[2]?.query.page).toEqual({ startIndex: 11, count: 5 })
  })

  it.each([
    ['sortBy=nothing', /^400 invalidPath/],
    ['sortBy=password', /^400 invalidPath/],
    ['sortBy=', /^400 invalidPath/],
    ['sortBy=userName&sortOrder=up', /^400 invalidValue/],
    ['sortOrder=up', /^400 invalidValue/],
    ['filter=', /^400 invalidFilter/],
    ['cursor&startIndex=2', /^400 invalidValue/],
    ['attributes=id&excludedAttributes=title', /^400 invalidValue/],
  ])('%s is refused', (parameters, expected) => {
    expect(refusal(() => root(parameters))).toMatch(expected)
  })

  it('refuses to sort text among numbers', () => {
    const numbered: ResourceType = {
      ...deviceType,
      schema: { ...deviceType.schema, attributes: [{ ...deviceType.schema.attributes[3]!, name: 'title' }] },
    }
    const sort = () => resolveRootQuery({ sortBy: 'title' }, [people, numbered], limits)

    expect(refusal(sort)).toMatch(/^400 invalidPath: sortBy names an attribute whose type is not the same/)
  })
})
