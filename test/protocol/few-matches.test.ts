/** Narrow filters: one search for up to a hundred matches, and a scan beyond them, with the same answers. */
import { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatewayDnOf } from '../../src/demo/slapd-options.ts'
import { filtered } from '../support/gateway.ts'
import { idsOf, namesOf, openStage, type Stage } from './support.ts'

const most = 101
let stage: Stage
beforeAll(async () => {
  stage = await openStage({ logLevel: 'stats' })
  const add = (n: number) => {
    const uid = `few${String(n).padStart(3, '0')}`
    return stage.admin.addPerson(stage.personDn(uid), { uid })
  }
  for (let n = 0; n < most + 2; n++) await add(n)
})
afterAll(() => stage?.end())

const searchesOf = async (path: string): Promise<readonly (string | undefined)[]> => {
  const before = (await stage.ldap.log()).length
  await stage.scim.get(path)
  const log = (await stage.ldap.log()).slice(before)
  return [...log.matchAll(/SRCH base="([^"]*)" scope=\d deref=\d filter="(.*)"$/gm)].flatMap(([, base, filter]) =>
    base === stage.people ? [filter] : [],
  )
}

describe.each([most - 1, most, most + 1])('%i matches', (count) => {
  const title = `Of ${count}`
  beforeAll(async () => {
    const dn = (n: number) => stage.personDn(`few${String(n).padStart(3, '0')}`)
    for (let n = 0; n < count; n++) await stage.admin.replace(dn(n), 'title', title)
  })

  it.each(['', '&sortBy=userName&sortOrder=descending'])(
    'are counted and walked through, each once (%s)',
    async (sorting) => {
      const path = filtered('/Users', `title eq "${title}"`, `&count=40${sorting}`)
      const byIndex: string[] = []
      for (let startIndex = 1; startIndex <= count; startIndex += 40) {
        const answer = await stage.scim.get(`${path}&startIndex=${startIndex}`)
        expect(answer.body).toMatchObject({ totalResults: count, startIndex })
        byIndex.push(...idsOf(answer))
      }
      const byCursor: string[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const answer = await stage.scim.get(`${path}&cursor=${encodeURIComponent(cursor)}`)
        expect(answer.body.totalResults).toBe(count)
        byCursor.push(...idsOf(answer))
        cursor = answer.body.nextCursor
      }
      expect(new Set(byIndex).size).toBe(count)
      expect(byCursor).toEqual(byIndex)
    },
  )

  it('are those that agree with the rest of the filter', async () => {
    const filter = `title eq "${title}" and userName ew "7"`
    const { body } = await stage.scim.get(filtered('/Users', filter))
    expect(body.totalResults).toBe(Array.from({ length: count }, (_, n) => n).filter((n) => n % 10 === 7).length)
  })
})

describe('a handful', () => {
  it('is read whole by one search', async () => {
    await stage.admin.replace(stage.personDn('few000'), 'title', 'Only one')
    const path = filtered('/Users', 'title eq "Only one"', '&excludedAttributes=groups')

    expect(namesOf(await stage.scim.get(path))).toEqual(['few000'])
    expect(await searchesOf(path)).toEqual(['(&(objectClass=inetOrgPerson)(uid=*)(sn=*)(title=only one))'])
  })
})

describe('a server that gives no more than twenty entries at once', () => {
  const least = 103
  let limited: Stage
  beforeAll(async () => {
    const olcLimits = [
      `{0}dn.exact="${gatewayDnOf('dc=example,dc=com')}" size.soft=20 size.hard=20 size.prtotal=unlimited`,
    ]
    limited = await openStage({ limits: false, database: { olcLimits } })
    for (let n = 0; n < least; n++) {
      const uid = `few${n}`
      await limited.admin.addPerson(limited.personDn(uid), { uid, title: 'Common' })
    }
  })
  afterAll(() => limited?.end())

  it('is scanned in pages', async () => {
    const { gatewayDn, gatewayPassword, url } = limited.ldap
    const gateway = new Client({ url })
    await gateway.bind(gatewayDn, gatewayPassword)
    await expect(gateway.search(limited.people, { filter: '(title=Common)' })).rejects.toMatchObject({ code: 4 })
    await gateway.unbind()

    for (const count of [1, 20]) {
      const answer = await limited.scim.get(filtered('/Users', 'title eq "Common"', `&count=${count}`))
      expect(answer.body).toMatchObject({ totalResults: least, itemsPerPage: count })
    }
  })
})
