/** Lists: pages, totals, order, projections. RFC 7644 §3.4.2.3, §3.4.2.4, §3.9 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, userBody } from '../support/gateway.ts'
import { expectError, idsOf, namesOf, openStage, type Stage } from './support.ts'

const people = [
  { userName: 'ann', title: 'b', emails: [{ value: 'z@x' }, { value: 'a@x', primary: true }] },
  { userName: 'Bob', title: 'A', emails: [{ value: 'm@x' }] },
  { userName: 'cyd', title: 'a', nickName: 'Cee' },
  { userName: 'Dan', nickName: 'Dee' },
  { userName: 'eve', title: 'Ä', active: false },
]
let stage: Stage
const byName = new Map<string, { id: string; userName: string }>()

beforeAll(async () => {
  stage = await openStage({}, { lists: { defaultCount: 3, maxResults: 4 } })
  for (const each of people) {
    const { body } = await stage.scim.post('/Users', userBody(each.userName, each))
    byName.set(each.userName, body)
  }
})
afterAll(() => stage?.end())

const list = (query: string) => stage.scim.get(`/Users?${query}`)
const allIds = () => [...byName.values()].map(({ id }) => id).toSorted()

describe('startIndex and count, RFC 7644 §3.4.2.4', () => {
  it('without parameters shows the first of all, in the order of ids, as many as configured', async () => {
    const answer = await stage.scim.get('/Users')

    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ schemas: [urn.listResponse], totalResults: 5, startIndex: 1, itemsPerPage: 3 })
    expect(idsOf(answer)).toEqual(allIds().slice(0, 3))
  })

  it.each([
    ['count=2', { startIndex: 1, itemsPerPage: 2 }, [0, 2]],
    ['count=0', { startIndex: 1, itemsPerPage: 0 }, [0, 0]],
    ['count=-5', { startIndex: 1, itemsPerPage: 0 }, [0, 0]],
    ['count=1000', { startIndex: 1, itemsPerPage: 4 }, [0, 4]],
    ['startIndex=0&count=1', { startIndex: 1, itemsPerPage: 1 }, [0, 1]],
    ['startIndex=-3&count=1', { startIndex: 1, itemsPerPage: 1 }, [0, 1]],
    ['startIndex=2&count=2', { startIndex: 2, itemsPerPage: 2 }, [1, 3]],
    ['startIndex=5&count=2', { startIndex: 5, itemsPerPage: 1 }, [4, 5]],
    ['startIndex=6', { startIndex: 6, itemsPerPage: 0 }, [5, 5]],
    ['startIndex=999999999999999999999', { itemsPerPage: 0 }, [5, 5]],
    ['count=999999999999999999999', { startIndex: 1, itemsPerPage: 4 }, [0, 4]],
  ])('%s', async (query, expected, [from, to]) => {
    const answer = await list(query)

    expect(answer.body).toMatchObject({ totalResults: 5, ...expected })
    expect(idsOf(answer)).toEqual(allIds().slice(from, to))
  })

  it.each(['count=abc', 'startIndex=1.5', 'count=', 'startIndex=1e3', 'count=1&count=2', 'count=0x10'])(
    '%s is 400',
    async (query) => {
      expectError(await list(query), 400, 'invalidValue')
    },
  )

  it('nothing that matches is 200 with an empty list', async () => {
    const answer = await stage.scim.get(filtered('/Users', 'userName eq "nobody"'))

    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      schemas: [urn.listResponse],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    })
  })

  it('an eq on an identifying attribute is paged all the same', async () => {
    const filter = 'userName eq "ann" and title pr'

    expect((await stage.scim.get(filtered('/Users', filter, '&count=0'))).body).toMatchObject({
      totalResults: 1,
      Resources: [],
    })
    expect((await stage.scim.get(filtered('/Users', filter, '&startIndex=2'))).body).toMatchObject({
      totalResults: 1,
      Resources: [],
    })
  })

  it('a filter keeps totals and pages', async () => {
    const pages = [await stage.scim.get(filtered('/Users', 'title pr', '&count=3'))]
    pages.push(await stage.scim.get(filtered('/Users', 'title pr', '&count=3&startIndex=4')))

    expect(pages.map(({ body }) => body.totalResults)).toEqual([4, 4])
    expect(pages.flatMap(namesOf).toSorted()).toEqual(['Bob', 'ann', 'cyd', 'eve'])
  })
})

describe('sortBy and sortOrder, RFC 7644 §3.4.2.3', () => {
  const sorted = async (query: string) => [
    ...namesOf(await list(`${query}&count=3`)),
    ...namesOf(await list(`${query}&count=3&startIndex=4`)),
  ]

  it('ascending is the default, and case follows caseExact', async () => {
    expect(await sorted('sortBy=userName')).toEqual(['ann', 'Bob', 'cyd', 'Dan', 'eve'])
    expect(await sorted('sortBy=userName&sortOrder=Descending')).toEqual(['eve', 'Dan', 'cyd', 'Bob', 'ann'])
  })

  it('a resource without the value stands last ascending and first descending; ties go by id', async () => {
    const [first, second] = ['Bob', 'cyd'].toSorted((a, b) =>
      (byName.get(a)?.id ?? '') < (byName.get(b)?.id ?? '') ? -1 : 1,
    )

    expect(await sorted('sortBy=title')).toEqual([first, second, 'ann', 'eve', 'Dan'])
    expect(await sorted('sortBy=title&sortOrder=descending')).toEqual(['Dan', 'eve', 'ann', first, second])
  })

  it('a list counts by its primary value, else by the first', async () => {
    expect((await sorted('sortBy=emails')).slice(0, 2)).toEqual(['ann', 'Bob'])
    expect((await sorted('sortBy=emails.value')).slice(0, 2)).toEqual(['ann', 'Bob'])
  })

  it.each(['id', 'meta.created', 'name.familyName', 'active', `${urn.enterpriseUser}:department`, 'meta.lastModified'])(
    'by %s shows everybody once',
    async (path) => {
      expect((await sorted(`sortBy=${path}`)).toSorted()).toEqual(['Bob', 'Dan', 'ann', 'cyd', 'eve'])
    },
  )

  it.each([
    'nosuch',
    'password',
    'name',
    'name.nosuch',
    'emails[type eq "work"]',
    '',
    'urn:x:y:title',
    'photos.nosuch',
  ])('by %j is 400 invalidPath', async (path) => {
    expectError(await list(`sortBy=${encodeURIComponent(path)}`), 400, 'invalidPath')
  })

  it('sortOrder=sideways is 400 invalidValue', async () => {
    expectError(await list('sortBy=userName&sortOrder=sideways'), 400, 'invalidValue')
  })

  it('together with a filter', async () => {
    const answer = await stage.scim.get(filtered('/Users', 'nickName pr', '&sortBy=nickName&sortOrder=descending'))

    expect(namesOf(answer)).toEqual(['Dan', 'cyd'])
  })
})

describe('attributes and excludedAttributes, RFC 7644 §3.9', () => {
  const ann = async (query: string) =>
    (await stage.scim.get(filtered('/Users', 'userName eq "ann"', query === '' ? '' : `&${query}`))).body.Resources[0]

  it.each([
    ['attributes=title', ['id', 'schemas', 'title']],
    ['attributes=TITLE,nosuch', ['id', 'schemas', 'title']],
    ['attributes=nosuch', ['id', 'schemas']],
    ['attributes=name.givenName,emails.value', ['emails', 'id', 'name', 'schemas']],
    ['attributes=password', ['id', 'schemas']],
    ['excludedAttributes=title,emails,name', ['active', 'id', 'meta', 'schemas', 'userName']],
    ['excludedAttributes=id', ['active', 'emails', 'id', 'meta', 'name', 'schemas', 'title', 'userName']],
    ['attributes=', ['active', 'emails', 'id', 'meta', 'name', 'schemas', 'title', 'userName']],
  ])('%s', async (query, names) => {
    expect(Object.keys(await ann(query)).toSorted()).toEqual(names)
  })

  it('shows only the parts that are asked for', async () => {
    expect(await ann('attributes=name.givenName,emails.value')).toMatchObject({
      name: { givenName: 'Terry' },
      emails: [{ value: expect.any(String) }, { value: expect.any(String) }],
    })
    expect((await ann('attributes=name.givenName')).name).toEqual({ givenName: 'Terry' })
  })

  it('both together are 400 invalidValue', async () => {
    expectError(await list('attributes=title&excludedAttributes=name'), 400, 'invalidValue')
  })

  it('a page and GET by id show the same', async () => {
    const { body } = await stage.scim.get('/Users?attributes=title,name.familyName&count=4')

    for (const resource of body.Resources) {
      const { body: read } = await stage.scim.get(`/Users/${resource.id}?attributes=title,name.familyName`)
      expect(read).toEqual(resource)
    }
  })
})

describe('deactivated people', () => {
  it('are in lists and filters', async () => {
    expect(namesOf(await stage.scim.get(filtered('/Users', 'active eq false')))).toEqual(['eve'])
    expect((await stage.scim.get(filtered('/Users', 'active eq true'))).body.totalResults).toBe(4)
  })
})
