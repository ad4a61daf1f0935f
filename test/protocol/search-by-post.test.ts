/** Searches in a body and over several resource types. RFC 7644 §3.4.2.1, §3.4.3 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { openStage, type Stage } from './support.ts'

let stage: Stage
let ids: readonly string[]
beforeAll(async () => {
  stage = await openStage()
  const users = await Promise.all(
    ['ann', 'bob', 'cid'].map((name) => stage.scim.post('/Users', userBody(name, { displayName: `Team ${name}` }))),
  )
  ids = users.map(({ body }) => body.id)
  await stage.scim.post('/Groups', groupBody('Team', ids.slice(0, 2)))
})
afterAll(() => stage?.end())

const search = (path: string, query: object) =>
  stage.scim.post(`${path}/.search`, { schemas: [urn.searchRequest], ...query })
const typesOf = (resources: { meta: { resourceType: string } }[]) => resources.map(({ meta }) => meta.resourceType)

describe('POST /Users/.search', () => {
  it('answers what GET answers to the same query', async () => {
    const query = { filter: 'displayName sw "team" and not (userName eq "bob")', sortBy: 'userName', count: 5 }

    const posted = await search('/Users', query)
    const got = await stage.scim.get(`/Users?${new URLSearchParams({ ...query, count: '5' })}`)

    expect(posted.status).toBe(200)
    expect(posted.body).toEqual(got.body)
    expect(posted.body.totalResults).toBe(2)
  })

  it('honours attributes, and creates nobody', async () => {
    const answer = await search('/Users', { attributes: ['userName'], filter: `id eq "${ids[0]}"` })

    expect(answer.body.Resources).toEqual([{ schemas: [urn.user], id: ids[0], userName: 'ann' }])
    expect((await stage.scim.get('/Users?count=0')).body.totalResults).toBe(3)
  })

  it('is 400 for a filter that GET refuses', async () => {
    const answer = await search('/Users', { filter: 'nonsense eq "x"' })

    expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidFilter'])
  })
})

describe('the root', () => {
  it('finds resources of every type, by POST and by GET alike', async () => {
    const posted = await search('', { filter: 'displayName sw "team"', sortBy: 'displayName' })
    const got = await stage.scim.get(
      `/?${new URLSearchParams({ filter: 'displayName sw "team"', sortBy: 'displayName' })}`,
    )

    expect(posted.body).toEqual(got.body)
    expect(posted.body.totalResults).toBe(4)
    expect(typesOf(posted.body.Resources)).toEqual(['Group', 'User', 'User', 'User'])
  })

  it('pages over all types as one list', async () => {
    const pages = await Promise.all([1, 3].map((startIndex) => search('', { startIndex, count: 2 })))
    const found = pages.flatMap(({ body }) => body.Resources.map(({ id }: { id: string }) => id))

    expect(pages.map(({ body }) => [body.totalResults, body.itemsPerPage, body.startIndex])).toEqual([
      [4, 2, 1],
      [4, 2, 3],
    ])
    expect(new Set(found).size).toBe(4)
  })

  it('takes an attribute that one type lacks as one without value there', async () => {
    const people = await search('', { filter: 'userName pr' })
    const others = await search('', { filter: 'not (userName pr)' })
    const nobody = await search('', { filter: 'nonsense pr' })

    expect(typesOf(people.body.Resources)).toEqual(['User', 'User', 'User'])
    expect(typesOf(others.body.Resources)).toEqual(['Group'])
    expect([nobody.status, nobody.body.scimType]).toEqual([400, 'invalidFilter'])
  })

  it('asks one type alone for meta.resourceType', async () => {
    const groups = await search('', { filter: 'meta.resourceType eq "Group" or userName eq "cid"' })

    expect(typesOf(groups.body.Resources).sort()).toEqual(['Group', 'User'])
  })
})
