/** Lists that go by cursor, over two replicas of the gateway with one key. RFC 9865 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, filtered, groupBody, readToken, startGateway, type TestGateway } from '../support/gateway.ts'
import { expectError, idsOf, namesOf, nameType, openStage, personClass, type Stage } from './support.ts'

const key = 'a key of thirty-two bytes at least'
const overlay = { cursors: { key }, lists: { defaultCount: 5, maxResults: 20 } }

let stage: Stage
let replica: TestGateway
beforeAll(async () => {
  stage = await openStage({}, overlay)
  replica = await startGateway(stage.ldap, overlay)
})
afterAll(async () => {
  await replica?.close()
  await stage?.end()
})

const dnOf = (uid: string) => stage.personDn(uid)
const addPerson = (uid: string, more = {}) => stage.admin.addPerson(dnOf(uid), { uid, ...more })
const everybody = async () => {
  const found = await stage.admin.client.search(stage.people, {
    filter: `(objectClass=${personClass})`,
    attributes: [nameType],
  })
  return found.searchEntries.map((entry) => String(entry[nameType]))
}

/** Exactly these people. */
const populate = async (names: readonly string[], more: (at: number) => object = () => ({})) => {
  for (const name of await everybody()) await stage.admin.client.del(dnOf(name))
  for (const [at, name] of names.entries()) await addPerson(name, more(at))
}
const numbered = (count: number, prefix = 'p') =>
  Array.from({ length: count }, (_, at) => `${prefix}${String(at).padStart(2, '0')}`)

/** Pages from the cursor on, each from the other replica, until there is no cursor of the direction. */
const walk = async (
  query: string,
  between: (page: Answer, at: number) => Promise<void> = async () => {},
  { cursor = '', by = 'nextCursor', path = '/Users' } = {},
): Promise<readonly Answer[]> => {
  const pages: Answer[] = []
  for (let next: string | undefined = cursor; next !== undefined; ) {
    const from: TestGateway = pages.length % 2 === 0 ? stage.scim : replica
    const page = await from.get(`${path}?${query}&cursor=${next}`)
    expect([page.status, page.body.detail]).toEqual([200, undefined])
    expect(pages.length).toBeLessThan(100)
    pages.push(page)
    await between(page, pages.length)
    next = page.body[by]
  }
  return pages
}

describe('a walk, RFC 9865 §2', () => {
  const names = numbered(60)
  beforeEach(() => populate(names, (at) => ({ title: `t${at % 4}` })))

  it('shows everybody once, with true totals and without startIndex; the last page has no nextCursor', async () => {
    const pages = await walk('count=7')

    expect(pages.flatMap(namesOf).toSorted()).toEqual(names)
    expect(pages.map(({ body }) => body.itemsPerPage)).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 4])
    for (const [at, { body }] of pages.entries()) {
      expect(body).toMatchObject({ schemas: [urn.listResponse], totalResults: 60 })
      expect(body).not.toHaveProperty('startIndex')
      expect([body.previousCursor === undefined, body.nextCursor === undefined]).toEqual([at === 0, at === 8])
      for (const cursor of [body.previousCursor, body.nextCursor]) expect(cursor ?? '').toMatch(/^[\w-]*$/)
    }
  })

  it.each(['', '&sortBy=title', '&sortBy=userName&sortOrder=descending', `&filter=${encodeURIComponent('title pr')}`])(
    'with %j shows everybody who was there throughout exactly once, while boundaries go and others come',
    async (more) => {
      const gone = new Set<string>()
      const pages = await walk(`count=7${more}`, async (page, at) => {
        // Both boundaries of the page, the cursor's own among them, and somebody who may not have been shown yet.
        const shown = namesOf(page)
        for (const name of new Set([shown.at(0), shown.at(-1), names[at]])) {
          if (name === undefined || !names.includes(name) || gone.has(name)) continue
          await stage.admin.client.del(dnOf(name))
          gone.add(name)
        }
        for (const name of numbered(2, `new${at}-`)) await addPerson(name, { title: `t${at % 4}` })
      })

      const found = pages.flatMap(namesOf)
      expect(new Set(found).size).toBe(found.length)
      expect(names.filter((name) => !gone.has(name) && !found.includes(name))).toEqual([])
      expect(gone.size).toBeGreaterThan(10)
    },
  )

  it('sorted by an attribute is sorted over all pages, ties by id, those without a value last', async () => {
    await addPerson('untitled')
    const pages = await walk('count=7&sortBy=title')
    const titles = pages.flatMap(({ body }) => body.Resources.map(({ title }: { title?: string }) => title ?? 'z'))

    expect(titles).toEqual(titles.toSorted())
    expect(titles).toHaveLength(61)
  })

  it('misses nobody who came before it began, however fresh an older list of a replica is', async () => {
    const query = filtered('/Users', 'title pr and not (title eq "none")', '&cursor=&count=7')
    await replica.get(query)
    const late = numbered(20, 'late')
    for (const name of late) await addPerson(name, { title: 'late' })

    const pages = await walk(query.slice('/Users?'.length).replace('&cursor=', ''))

    expect(pages.flatMap(namesOf).toSorted()).toEqual([...late, ...names])
  })

  it('goes back by previousCursor the way it came', async () => {
    const there = await walk('count=7&sortBy=title')
    const back = await walk('count=7&sortBy=title', undefined, {
      cursor: there.at(-1)?.body.previousCursor,
      by: 'previousCursor',
    })

    expect(back.map(idsOf).toReversed()).toEqual(there.slice(0, -1).map(idsOf))
  })

  it('goes on after a restart with the same key', async () => {
    const query = '/Users?count=20&sortBy=userName&cursor='
    const { body } = await stage.scim.get(query)
    const restarted = await startGateway(stage.ldap, overlay)
    const stranger = await startGateway(stage.ldap, { ...overlay, cursors: {} })

    try {
      expect(namesOf(await restarted.get(`${query}${body.nextCursor}`))).toEqual(names.slice(20, 40))
      expectError(await stranger.get(`${query}${body.nextCursor}`), 400, 'invalidCursor')
    } finally {
      await restarted.close()
      await stranger.close()
    }
  })

  it('goes over all types from the root, and through POST too', async () => {
    const ids = idsOf(await stage.scim.get('/Users?count=2'))
    const { body: group } = await stage.scim.post('/Groups', groupBody('Team', ids))
    const pages = await walk('count=20', undefined, { path: '/' })
    const search = { schemas: [urn.searchRequest], count: 20 }
    const first = await stage.scim.post('/.search', { ...search, cursor: '' })
    const second = await replica.post('/.search', { ...search, cursor: first.body.nextCursor })
    await stage.scim.delete(`/Groups/${group.id}`)

    expect(new Set(pages.flatMap(idsOf)).size).toBe(61)
    expect(pages.map(({ body }) => [body.totalResults, body.itemsPerPage])).toEqual([
      ...Array(3).fill([61, 20]),
      [61, 1],
    ])
    expect([first, second].map(idsOf)).toEqual(pages.slice(0, 2).map(idsOf))
  })
})

describe('pages of a few', () => {
  const names = numbered(30)
  beforeAll(() => populate(names))

  it.each([
    ['count=1000', 20],
    ['', 5],
    ['count=0', 0],
    ['count=-1', 0],
  ])('with %j hold %i', async (query, items) => {
    const { body } = await stage.scim.get(`/Users?${query}&cursor`)

    expect([body.totalResults, body.itemsPerPage, body.Resources.length]).toEqual([30, items, items])
    expect('nextCursor' in body).toBe(items > 0)
  })

  it.each(['userName eq "nobody"', 'id eq "none"', 'title eq "nothing"', 'groups.value eq "none"'])(
    'where %s finds nobody are empty',
    async (filter) => {
      const answer = await stage.scim.get(filtered('/Users', filter, '&cursor='))

      expect([answer.status, answer.body]).toEqual([
        200,
        { schemas: [urn.listResponse], totalResults: 0, itemsPerPage: 0, Resources: [] },
      ])
    },
  )

  it('of a look-up go by cursor too', async () => {
    const filter = 'userName eq "P07" and meta.created pr'
    const pages = await walk(`count=1&sortBy=userName&filter=${encodeURIComponent(filter)}`)

    expect(pages.map(({ body }) => [body.totalResults, body.startIndex, body.nextCursor])).toEqual([
      [1, undefined, undefined],
    ])
    expect(pages.flatMap(namesOf)).toEqual(['p07'])
  })

  it('without a cursor go by index, as before', async () => {
    const { body } = await stage.scim.get('/Users?count=7')

    expect(body.startIndex).toBe(1)
    expect(body).not.toHaveProperty('nextCursor')
  })
})

describe('errors, RFC 9865 §2.1', () => {
  let cursor: string
  beforeAll(async () => {
    await populate(numbered(10))
    cursor = (await stage.scim.get('/Users?count=3&cursor=')).body.nextCursor
  })

  it.each([
    ['garbage', () => '/Users?cursor=garbage'],
    ['blanks', () => '/Users?cursor=%20'],
    ['a changed one', () => `/Users?cursor=${cursor.slice(0, -2)}AA`],
    ["another filter's", () => filtered('/Users', 'title pr', `&cursor=${cursor}`)],
    [
      "another filter's, where nothing is to be asked of the directory",
      () => filtered('/Users', 'id eq "x"', `&cursor=${cursor}`),
    ],
    ["another order's", () => `/Users?sortBy=userName&cursor=${cursor}`],
    ["another type's", () => `/Groups?cursor=${cursor}`],
    ["the root's", () => `/?cursor=${cursor}`],
  ])('%s is invalidCursor', async (_, path) => {
    expectError(await stage.scim.get(path()), 400, 'invalidCursor')
  })

  it("another client's is invalidCursor, its own is not", async () => {
    const path = `/Users?count=3&cursor=${cursor}`

    expectError(await stage.scim.request('GET', path, { token: readToken }), 400, 'invalidCursor')
    expect((await stage.scim.get(path)).status).toBe(200)
  })

  it('with startIndex is 400', async () => {
    expectError(await stage.scim.get(`/Users?startIndex=2&cursor=${cursor}`), 400, 'invalidValue')
  })

  it('another count than that of the first page is invalidCount, and none at all is that one', async () => {
    const path = `/Users?cursor=${cursor}`

    for (const count of [2, 4, 0, -1]) expectError(await stage.scim.get(`${path}&count=${count}`), 400, 'invalidCount')
    const [same, omitted] = [await stage.scim.get(`${path}&count=3`), await stage.scim.get(path)]
    expect(idsOf(same)).toHaveLength(3)
    expect(idsOf(omitted)).toEqual(idsOf(same))
    expectError(await stage.scim.get(`/Users?cursor=${omitted.body.nextCursor}&count=4`), 400, 'invalidCount')
  })

  it('a count that is none is invalidCount', async () => {
    expectError(await stage.scim.get('/Users?cursor=&count=many'), 400, 'invalidCount')
  })

  it('one that is too old is expiredCursor', async () => {
    const brief = await startGateway(stage.ldap, { cursors: { key, timeoutSeconds: 1 } })
    try {
      const { body } = await brief.get('/Users?count=3&cursor=')
      expect((await brief.get(`/Users?count=3&cursor=${body.nextCursor}`)).status).toBe(200)
      await new Promise((resolve) => setTimeout(resolve, 1_100))

      expectError(await brief.get(`/Users?count=3&cursor=${body.nextCursor}`), 400, 'expiredCursor')
    } finally {
      await brief.close()
    }
  })
})

describe('/ServiceProviderConfig, RFC 9865 §4', () => {
  it('says so, as configured', async () => {
    expect((await stage.scim.get('/ServiceProviderConfig')).body.pagination).toEqual({
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: 5,
      maxPageSize: 20,
      cursorTimeout: 3600,
    })
  })

  it('no cursor and no key is ever observed', () => {
    const heard = JSON.stringify([...stage.scim.observations, ...replica.observations])

    expect(stage.scim.observations.length).toBeGreaterThan(50)
    expect(heard).not.toContain(key)
    expect(heard).not.toMatch(/cursor=/)
  })
})
