/** First pages are never older than the question, and a walk through the pages is stable. RFC 7644 §3.4.2.4 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filtered, groupBody } from '../support/gateway.ts'
import { rounds as roundsOf } from '../support/rounds.ts'
import { idsOf, namesOf, nameType, openStage, personClass, type Stage } from './support.ts'

const rounds = roundsOf(50)

describe.each([
  ['with syncprov', true],
  ['without syncprov', false],
] as const)('%s', (_, syncprov) => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage({ syncprov })
    for (let n = 0; n < 20; n++) await stage.admin.addPerson(dnOf(`base${n}`), { uid: `base${n}`, title: 'Old' })
  })
  afterAll(() => stage?.end())

  const dnOf = (uid: string) => stage.personDn(uid)
  const counted = async (filter: string) => {
    const { searchEntries } = await stage.admin.client.search(stage.people, { filter, attributes: ['1.1'] })
    return searchEntries.length
  }
  /** Totals of an unfiltered list, of one that the directory filters and of one that is evaluated here. */
  const expectAgreement = async () => {
    const total = (query: string) => stage.scim.get(query).then(({ body }) => body.totalResults)
    const [all, title, evaluated, none] = await Promise.all([
      total('/Users?count=0'),
      total(filtered('/Users', 'title eq "Marked"', '&count=1')),
      total(filtered('/Users', 'name.familyName ne "Nobody" and title ew "arked"', '&startIndex=1')),
      total(filtered('/Users', 'userName eq "fresh"')),
    ])
    expect({ all, title, evaluated, none }).toEqual({
      all: await counted(`(objectClass=${personClass})`),
      title: await counted('(title=Marked)'),
      evaluated: await counted('(title=Marked)'),
      none: await counted(`(${nameType}=fresh)`),
    })
  }

  it(`after ldapadd, ldapmodify and ldapdelete the next first page agrees with ldapsearch, ${rounds} rounds`, async () => {
    for (let round = 0; round < rounds; round++) {
      await expectAgreement()
      await stage.admin.addPerson(dnOf('fresh'), { uid: 'fresh', title: 'Marked' })
      await expectAgreement()
      await stage.admin.replace(dnOf('base1'), 'title', round % 2 === 0 ? 'Marked' : 'Old')
      await expectAgreement()
      await stage.admin.client.del(dnOf('fresh'))
    }
    await expectAgreement()
  })

  it(`after its own writes too, ${rounds} rounds`, async () => {
    const member = await stage.admin.entryUuid(dnOf('base0'))
    const total = (filter: string) => stage.scim.get(filtered('/Users', filter)).then(({ body }) => body.totalResults)
    expect(await total('groups pr')).toBe(0)

    for (let round = 0; round < rounds; round++) {
      const { body } = await stage.scim.post('/Groups', groupBody('Fresh group', [member]))
      expect((await stage.scim.get('/Groups')).body.totalResults).toBe(1)
      expect(await total('groups pr')).toBe(1)
      expect(await total(`groups.value eq "${body.id}"`)).toBe(1)
      expect((await stage.scim.delete(`/Groups/${body.id}`)).status).toBe(204)
      expect((await stage.scim.get('/Groups')).body.totalResults).toBe(0)
      expect(await total('groups pr')).toBe(0)
    }
  })

  it.each(['', '&sortBy=userName', '&filter=title%20ew%20%22able%22'])(
    'who is there throughout is seen exactly once in a walk while others come and go (%s)',
    async (query) => {
      const stays = Array.from({ length: 150 }, (__, n) => `stays${n}`)
      await Promise.all(
        stays.map((uid) => stage.admin.addPerson(dnOf(uid), { uid, title: 'Stable' }).catch(() => undefined)),
      )
      const goes = Array.from({ length: 30 }, (__, n) => `goes${n}`)
      await Promise.all(goes.map((uid) => stage.admin.addPerson(dnOf(uid), { uid, title: 'Stable' })))
      const first = await stage.scim.get(`/Users?count=10${query}`)
      const seen = [...namesOf(first)]

      for (let startIndex = 11, n = 0; startIndex <= first.body.totalResults; startIndex += 10, n++) {
        const leaving = goes.pop()
        if (leaving !== undefined) await stage.admin.client.del(dnOf(leaving))
        await stage.admin.addPerson(dnOf(`comes${n}`), { uid: `comes${n}`, title: 'Stable' })
        const page = await stage.scim.get(`/Users?count=10&startIndex=${startIndex}${query}`)
        expect(page.body.totalResults).toBe(first.body.totalResults)
        seen.push(...namesOf(page))
      }

      expect(seen.filter((name) => name.startsWith('stays')).toSorted()).toEqual(stays.toSorted())
      expect(new Set(seen).size).toBe(seen.length)
      const { searchEntries } = await stage.admin.client.search(stage.people, {
        filter: `(|(${nameType}=comes*)(${nameType}=goes*))`,
      })
      await Promise.all(searchEntries.map(({ dn }) => stage.admin.client.del(dn)))
    },
  )

  it('a resource that went after the first page is left out of its own: short, never wrong', async () => {
    const before = await stage.scim.get('/Users?count=1000')
    await stage.scim.get('/Users?count=2')
    const third = before.body.Resources[2]
    await stage.admin.client.del(dnOf(third.userName))

    const page = await stage.scim.get('/Users?count=3&startIndex=2')

    expect(idsOf(page)).toEqual([1, 3].map((at) => before.body.Resources[at].id))
    expect(page.body.itemsPerPage).toBe(2)
  })
})
