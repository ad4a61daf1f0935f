/** More entries than slapd's default size limit: the true total or 400 tooMany, never a cut one. RFC 7644 §3.12 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoContent } from '../../src/demo/content.ts'
import { filtered, userBody } from '../support/gateway.ts'
import { expectError, idsOf, openStage, type Stage } from './support.ts'

const suffix = 'dc=example,dc=com'

describe.each([
  ['with the shipped limits', true],
  ["with slapd's own limit of 500", false],
] as const)('1,200 people %s', (_, limits) => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage({ limits, load: demoContent({ count: 1200, suffix }) })
  })
  afterAll(() => stage?.end())

  const wide = [
    '/Users',
    '/Users?count=0',
    '/Users?startIndex=1191&count=10',
    '/Users?sortBy=userName',
    filtered('/Users', 'meta.created gt "2001-01-01T00:00:00Z"'),
    filtered('/Users', 'not (userName eq "nobody")'),
    filtered('/Users', 'active eq true or active eq false'),
  ]

  it.each(wide)('%s', async (path) => {
    const answer = await stage.scim.get(path)

    if (limits) expect(answer).toMatchObject({ status: 200, body: { totalResults: 1200 } })
    else expectError(answer, 400, 'tooMany')
  })

  it('shows the last ten, each person once', async () => {
    if (!limits) return expectError(await stage.scim.get('/Users?startIndex=1191&count=10'), 400, 'tooMany')
    const seen = new Set<string>()
    for (let startIndex = 1; startIndex <= 1200; startIndex += 400) {
      for (const id of idsOf(await stage.scim.get(`/Users?count=400&startIndex=${startIndex}`))) seen.add(id)
    }
    expect(seen.size).toBe(1200)
  })

  it('what is narrow enough is answered, whatever the limit', async () => {
    const one = await stage.scim.get(filtered('/Users', 'userName eq "bjensen"'))
    expect(one).toMatchObject({ status: 200, body: { totalResults: 1 } })

    const some = await stage.scim.get(filtered('/Users', 'userName sw "person1"', '&count=5'))
    const { searchEntries } = await stage.admin.client.search(stage.people, {
      filter: '(uid=person1*)',
      attributes: ['uid'],
    })
    expect(some).toMatchObject({ status: 200, body: { totalResults: searchEntries.length } })
  })

  it('creates, reads and deletes, whatever the limit', async () => {
    const { body, status } = await stage.scim.post('/Users', userBody('new person'))
    expect(status).toBe(201)

    expect((await stage.scim.get(`/Users/${body.id}`)).status).toBe(200)
    expect((await stage.scim.delete(`/Users/${body.id}`)).status).toBe(204)
  })
})
