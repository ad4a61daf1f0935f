/** Resources in several places, of one database or of two. RFC 7644 §3.4, RFC 4511 §4.5.1.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { openPlaces, type Places } from './places-support.ts'
import { expectError } from './support.ts'

const each = 15

describe.each([
  ['of one database', 1],
  ['of two databases', 2],
] as const)('two places %s', (_, databases) => {
  let places: Places
  const ids = new Map<string, string>()
  beforeAll(async () => {
    places = await openPlaces({ databases })
    const { admin, partnersAdmin, people, partners } = places
    for (let n = 0; n < each; n++) {
      // Names take turns, so that every order mixes the places.
      await admin.addPerson(`uid=p${10 + 2 * n},${people}`, { uid: `p${10 + 2 * n}` })
      const near = n % 2 === 0 ? partners : `ou=far,${partners}`
      await partnersAdmin.addPerson(`uid=p${11 + 2 * n},${near}`, { uid: `p${11 + 2 * n}` })
    }
    await admin.addPerson(`uid=outside,ou=deep,${people}`, { uid: 'outside' })
    for (const { id, userName } of (await places.scim.get('/Users?count=100')).body.Resources) ids.set(userName, id)
  })
  afterAll(() => places?.end())

  const names = Array.from({ length: 2 * each }, (_, n) => `p${10 + n}`)
  const idOf = (name: string) => ids.get(name) as string
  const patch = (path: string, ...operations: object[]) =>
    places.scim.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations: operations } })
  const shown = (body: { Resources?: { userName: string }[] }) => (body.Resources ?? []).map(({ userName }) => userName)

  describe('a list', () => {
    it('has everybody of both once, and the true total', async () => {
      const { body } = await places.scim.get('/Users?count=100')

      expect(body.totalResults).toBe(2 * each)
      expect(shown(body).sort()).toEqual(names)
      expect((await places.scim.get('/Users?count=0')).body.totalResults).toBe(2 * each)
    })

    it.each(['', '&sortBy=userName'])('is paged by index, each once (%s)', async (sort) => {
      const seen: string[] = []
      for (let start = 1; start <= 2 * each; start += 7) {
        const { body } = await places.scim.get(`/Users?startIndex=${start}&count=7${sort}`)
        expect(body.totalResults).toBe(2 * each)
        seen.push(...shown(body))
      }

      expect(sort === '' ? seen.toSorted() : seen).toEqual(names)
    })

    it.each(['', '&sortBy=userName&sortOrder=descending'])('is walked by cursor, each once (%s)', async (sort) => {
      const seen: string[] = []
      let cursor: string | undefined = ''
      while (cursor !== undefined) {
        const { body } = await places.scim.get(`/Users?count=4&cursor=${encodeURIComponent(cursor)}${sort}`)
        seen.push(...shown(body))
        cursor = body.nextCursor
      }

      expect(sort === '' ? seen.toSorted() : seen).toEqual(sort === '' ? names : names.toReversed())
    })

    it.each([
      ['userName eq "p10" or userName eq "p11" or userName eq "p13"', ['p10', 'p11', 'p13']],
      ['userName eq "p13"', ['p13']],
      ['userName ew "0" and name.familyName ne "x"', ['p10', 'p20', 'p30']],
    ])('is filtered in both: %s', async (filter, expected) => {
      const { body } = await places.scim.get(filtered('/Users', filter))

      expect(shown(body).sort()).toEqual(expected)
    })

    it('of the root has all types of all places', async () => {
      const group = await places.scim.post('/Groups', groupBody('Root group', [idOf('p10')]))
      const body = { schemas: [urn.searchRequest], filter: `meta.resourceType pr`, count: 100 }
      const answer = await places.scim.post('/.search', body)

      expect(answer.body.totalResults).toBe(2 * each + 1)
      await places.scim.delete(`/Groups/${group.body.id}`)
    })

    it('never misses what another client has just written in either place', async () => {
      const { scim, admin, partnersAdmin, people, partners } = places
      const total = async (query: string) => (await scim.get(query)).body.totalResults
      for (let round = 0; round < 20; round++) {
        const [who, place] = round % 2 === 0 ? [admin, people] : [partnersAdmin, `ou=far,${partners}`]
        await who.addPerson(`uid=fresh,${place}`, { uid: 'fresh' })
        expect(await total('/Users?count=1')).toBe(2 * each + 1)
        expect(await total(filtered('/Users', 'userName sw "fr"', '&count=1'))).toBe(1)
        await who.client.del(`uid=fresh,${place}`)
        expect(await total('/Users?count=1')).toBe(2 * each)
      }
    })
  })

  describe('an entry', () => {
    it('outside of them is 404 by its id, whatever the method, and no member', async () => {
      const { scim, admin, people } = places
      const dn = `uid=outside,ou=deep,${people}`
      const id = await admin.entryUuid(dn)
      const before = await admin.stored(dn)

      expectError(await scim.get(`/Users/${id}`), 404)
      expectError(await scim.put(`/Users/${id}`, userBody('outside')), 404)
      expectError(await patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'Dr' }), 404)
      expectError(await scim.delete(`/Users/${id}`), 404)
      expectError(await scim.post('/Groups', groupBody('No', [id])), 400, 'invalidValue')
      expect(await admin.stored(dn)).toEqual(before)
    })

    it.each(['p10', 'p11', 'p13'])('in any of them is read and written by its id (%s)', async (name) => {
      const { scim } = places
      const path = `/Users/${idOf(name)}`

      expect((await scim.get(path)).body.userName).toBe(name)
      expect((await patch(path, { op: 'replace', path: 'title', value: 'Dr' })).body.title).toBe('Dr')
      const put = await scim.put(path, userBody(name, { title: 'Prof' }))
      expect([put.status, put.body.title]).toEqual([200, 'Prof'])
    })

    it('has a userName that nobody else has in any place', async () => {
      const { scim } = places

      expectError(await scim.post('/Users', userBody('p13')), 409, 'uniqueness')
      expectError(await scim.post('/Users', userBody('P10')), 409, 'uniqueness')
    })

    it('goes to the first place where it is new', async () => {
      const { scim, admin, people } = places
      const made = await scim.post('/Users', userBody('maid'))

      expect(made.status).toBe(201)
      expect((await admin.stored(`uid=maid,${people}`))?.entryuuid).toEqual([made.body.id])
      expect((await scim.delete(`/Users/${made.body.id}`)).status).toBe(204)
    })
  })

  describe('references', () => {
    it('lead from each place to each: members, groups, manager', async () => {
      const { scim, teams, partnersAdmin } = places
      const manager = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager'
      const group = await scim.post('/Groups', groupBody('Mixed', [idOf('p10'), idOf('p13')]))
      await partnersAdmin.add(`cn=Team,${teams}`, {
        ...{ objectClass: 'groupOfNames', cn: 'Team' },
        member: [`uid=p10,${places.people}`, `uid=p13,ou=far,${places.partners}`],
      })
      await patch(`/Users/${idOf('p10')}`, { op: 'add', path: manager, value: { value: idOf('p13') } })

      const team = (await scim.get(filtered('/Groups', 'displayName eq "Team"'))).body.Resources[0]
      for (const { members } of [group.body, team]) {
        const found = members.map(({ value }: { value: string }) => value).sort()
        expect(found).toEqual([idOf('p10'), idOf('p13')].sort())
      }
      for (const name of ['p10', 'p13']) {
        const { groups } = (await scim.get(`/Users/${idOf(name)}`)).body
        expect(groups.map(({ display }: { display: string }) => display).sort()).toEqual(['Mixed', 'Team'])
      }
      const { body } = await scim.get(filtered('/Users', `groups.value eq "${team.id}"`))
      expect(shown(body).sort()).toEqual(['p10', 'p13'])
      const managed = await scim.get(filtered('/Users', `${manager}.value eq "${idOf('p13')}"`))
      expect(shown(managed.body)).toEqual(['p10'])
    })

    it('follow a group that gets another name, and it stays in its place', async () => {
      const { scim, admin, partnersAdmin, groups, teams } = places
      const { id } = (await scim.get(filtered('/Groups', 'displayName eq "Team"'))).body.Resources[0]
      const around = await scim.post('/Groups', groupBody('Around', [id]))

      const renamed = await patch(`/Groups/${id}?attributes=displayName`, {
        ...{ op: 'replace', path: 'displayName', value: 'Crew' },
      })

      expect([renamed.status, renamed.body.displayName]).toEqual([200, 'Crew'])
      expect(await partnersAdmin.stored(`cn=Team,${teams}`)).toBeUndefined()
      expect((await partnersAdmin.stored(`cn=Crew,${teams}`))?.entryuuid).toEqual([id])
      expect((await admin.stored(`cn=Around,${groups}`))?.member).toEqual([`cn=Crew,${teams}`])
      expect((await scim.get(`/Groups/${around.body.id}`)).body.members[0].value).toBe(id)
    })

    it('to somebody who is deleted go in every place', async () => {
      const { scim, admin, partnersAdmin, people, groups, teams } = places

      const gone = await scim.delete(`/Users/${idOf('p13')}`)
      expect(gone.status).toBe(204)
      expect((await admin.stored(`cn=Mixed,${groups}`))?.member).toEqual([`uid=p10,${people}`])
      expect((await partnersAdmin.stored(`cn=Crew,${teams}`))?.member).toEqual([`uid=p10,${people}`])
    })
  })
})

describe('an all-or-nothing bulk request for two databases', () => {
  it('is 501, and nothing is done', async () => {
    const places = await openPlaces({ databases: 2 })
    try {
      const { scim, admin, partnersAdmin, people, partners } = places
      const dns = [`uid=here,${people}`, `uid=there,${partners}`] as const
      for (const name of ['here', 'other']) await admin.addPerson(`uid=${name},${people}`, { uid: name, title: 'Old' })
      for (const name of ['there', 'then']) await partnersAdmin.addPerson(`uid=${name},${partners}`, { uid: name })
      const ids = [await admin.entryUuid(dns[0]), await partnersAdmin.entryUuid(dns[1])]

      const answer = await scim.request('POST', '/Bulk', {
        headers: { 'Scimdap-Bulk': 'atomic' },
        body: {
          schemas: [urn.bulkRequest],
          Operations: ids.map((id) => ({
            ...{ method: 'PATCH', path: `/Users/${id}` },
            data: { schemas: [urn.patchOp], Operations: [{ op: 'replace', path: 'title', value: 'New' }] },
          })),
        },
      })

      expectError(answer, 501)
      expect((await admin.stored(dns[0]))?.title).toEqual(['Old'])
      expect((await partnersAdmin.stored(dns[1]))?.title).toBeUndefined()
    } finally {
      await places.end()
    }
  })
})

describe('an entry that another client moves from one place to the other', () => {
  it('keeps its id, is found at every moment and never listed twice', async () => {
    const places = await openPlaces()
    try {
      const { scim, admin, people, partners } = places
      await admin.addPerson(`uid=nomad,${people}`, { uid: 'nomad' })
      const id = await admin.entryUuid(`uid=nomad,${people}`)
      let isDone = false
      const moving = (async () => {
        for (let n = 0; n < 200; n++) {
          const [from, to] = n % 2 === 0 ? [people, partners] : [partners, people]
          await admin.client.modifyDN(`uid=nomad,${from}`, `uid=nomad,${to}`)
        }
        isDone = true
      })()
      const statuses = new Set<number>()
      const totals = new Set<number>()
      while (!isDone) {
        statuses.add((await scim.get(`/Users/${id}`)).status)
        totals.add((await scim.get('/Users?count=10')).body.totalResults)
      }
      await moving

      expect([...statuses]).toEqual([200])
      // A list that is read while it moves may see it in neither.
      expect([...totals].filter((total) => total > 1)).toEqual([])
      expect((await scim.get('/Users?count=10')).body.totalResults).toBe(1)
    } finally {
      await places.end()
    }
  })
})

describe('a place that is not there', () => {
  it('is an error and never a shorter list or a 404', async () => {
    const places = await openPlaces()
    try {
      const { scim, admin, partnersAdmin, people, partners } = places
      await admin.addPerson(`uid=alone,${people}`, { uid: 'alone' })
      const id = await admin.entryUuid(`uid=alone,${people}`)
      for (const dn of [`ou=far,${partners}`, partners]) await partnersAdmin.client.del(dn)

      expectError(await scim.get('/Users'), 500)
      expectError(await scim.get(filtered('/Users', 'userName eq "alone"')), 500)
      expectError(await scim.get(`/Users/${id}`), 500)
    } finally {
      await places.end()
    }
  })
})
