/** Filters and sorting by an externalId that each client has for itself, and what explain and check say of it. RFC 7644 §3.4.2.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configFile, scimdap } from '../cli/scimdap.ts'
import { check, modify } from '../openldap/check-support.ts'
import { configurationFor, filtered } from '../support/gateway.ts'
import { type Actor, actorsOn, openClientStage, overlay, sharedUser } from './external-ids-support.ts'
import { expectError, idsOf, type Stage } from './support.ts'

let stage: Stage
let entra: Actor
let okta: Actor
let ping: Actor
beforeAll(async () => {
  stage = await openClientStage()
  ;({ entra, okta, ping } = actorsOn(stage))
})
afterAll(() => stage?.end())

const shared = () => sharedUser(stage)
const planned = () => stage.scim.observations.filter(({ kind }) => kind === 'search-planned')

describe('a filter on an externalId of each client, RFC 7644 §3.4.2.2', () => {
  it('finds the own one alone', async () => {
    const [one, two] = [await shared(), await shared()]
    const all = (await okta.get('/Users?count=1000')).body.totalResults as number
    const both = [one.id, two.id].toSorted()

    expect(await okta.found(`externalId eq "${one.o}"`)).toEqual([one.id])
    expect(await okta.found(`externalId eq "${one.o.toLowerCase()}"`)).toEqual([])
    expect(await okta.found(`externalId eq "${one.e}"`)).toEqual([])
    expect(await okta.found(`externalId eq "okta: ${one.o}"`)).toEqual([])
    expect(await okta.found(`externalId sw "${one.o.slice(0, 20)}"`)).toEqual([one.id])
    expect(await okta.found(`externalId co "${one.o.slice(5, 30)}"`)).toEqual([one.id])
    expect(await okta.found(`externalId ew "${one.o.slice(-12)}"`)).toEqual([one.id])
    expect(await okta.found(`externalId co "${one.e.slice(5, 30)}"`)).toEqual([])
    expect((await okta.found(`externalId eq "${one.o}" or externalId eq "${two.o}"`)).toSorted()).toEqual(both)
    expect(await okta.found(`externalId eq "${one.o}" and userName eq "${two.userName}"`)).toEqual([])
    expect(await okta.found(`externalId eq "${one.o}" and userName eq "${one.userName}"`)).toEqual([one.id])
    expect(await okta.found(`externalId ge "${one.o}" and externalId le "${one.o}"`)).toEqual([one.id])
    const others = await okta.get(filtered('/Users', `externalId ne "${one.o}"`, '&count=1000'))
    expect(others.body.totalResults).toBe(all - 1)
    expect(idsOf(others)).toContain(two.id)
    const posted = await okta.search('/Users', { filter: `not (externalId eq "${one.o}")`, count: 0 })
    expect(posted.body.totalResults).toBe(all - 1)
  })

  it('tells who has one from who has none', async () => {
    const user = await shared()
    await okta.patch(user.path, { op: 'remove', path: 'externalId' })
    const mine = `userName eq "${user.userName}" and`

    expect(await okta.found(`${mine} externalId pr`)).toEqual([])
    expect(await okta.found(`${mine} not (externalId pr)`)).toEqual([user.id])
    expect(await okta.found(`${mine} externalId eq null`)).toEqual([user.id])
    expect(await entra.found(`${mine} externalId pr`)).toEqual([user.id])
    expect(await ping.found('externalId pr')).toEqual([])
  })

  it('is one look-up of one value, and gives one candidate', async () => {
    const user = await shared()
    const before = planned().length
    const log = (await stage.ldap.log()).length
    expect(await okta.found(`externalId eq "${user.o}"`)).toEqual([user.id])

    expect(planned().slice(before)).toMatchObject([{ lookup: true }])
    const logged = (await stage.ldap.log()).slice(log)
    expect(logged).toContain(`(scimClientExternalId=okta: ${user.o})`)
    expect(logged.match(/ SRCH base="ou=people/g)).toHaveLength(1)
    expect(logged).toMatch(/SEARCH RESULT.* err=0 .*nentries=1 /)
  })

  it('is another question for each client, on the pages of one list, too', async () => {
    const users = [await shared(), await shared(), await shared()]
    for (const { path } of users) await okta.patch(path, { op: 'replace', path: 'externalId', value: 'paged' })
    await entra.patch(users[0]?.path ?? '', { op: 'replace', path: 'externalId', value: 'paged' })
    const page = (client: Actor, startIndex: number) =>
      client.get(filtered('/Users', 'externalId sw "paged"', `&count=2&startIndex=${startIndex}`))

    const [first, second] = [await page(okta, 1), await page(okta, 3)]
    expect([first.body.totalResults, second.body.totalResults]).toEqual([3, 3])
    expect([...idsOf(first), ...idsOf(second)].toSorted()).toEqual(users.map(({ id }) => id).toSorted())
    expect((await page(entra, 1)).body.totalResults).toBe(1)
    const cursor = await okta.get(filtered('/Users', 'externalId sw "paged"', '&count=2&cursor'))
    const next = `&count=2&cursor=${cursor.body.nextCursor}`
    expect(idsOf(await okta.get(filtered('/Users', 'externalId sw "paged"', next)))).toHaveLength(1)
    expectError(await entra.get(filtered('/Users', 'externalId sw "paged"', next)), 400, 'invalidCursor')
  })

  it('sorts by the own one', async () => {
    const [one, two] = [await shared(), await shared()]
    const order = async (client: Actor) =>
      idsOf(
        await client.get(
          filtered('/Users', `userName eq "${one.userName}" or userName eq "${two.userName}"`, '&sortBy=externalId'),
        ),
      )
    await okta.patch(one.path, { op: 'replace', path: 'externalId', value: 'a' })
    await okta.patch(two.path, { op: 'replace', path: 'externalId', value: 'b' })
    await entra.patch(one.path, { op: 'replace', path: 'externalId', value: 'z' })
    await entra.patch(two.path, { op: 'replace', path: 'externalId', value: 'y' })

    expect([await order(okta), await order(entra)]).toEqual([
      [one.id, two.id],
      [two.id, one.id],
    ])
  })
})

describe('scimdap explain and check', () => {
  const run = (...words: readonly string[]) => {
    const configuration = JSON.stringify(configurationFor(stage.ldap, overlay(stage.ldap.suffix)))
    return scimdap([...words, '-c', configFile], { [configFile]: configuration })
  }
  const line = `GET /Users?filter=externalId eq "x"`

  it('explains the request of one of the clients, the first one unless another is named', async () => {
    const filters = await Promise.all(
      [[], ['--client', 'okta'], ['--client', 'hr']].map(async (words) => {
        const { printed } = await run('explain', line, '--json', ...words)
        const { ldapFilter, kind, exact } = JSON.parse(printed)
        return [ldapFilter.replace(/^.*\(sn=\*\)/, '').replace(/\)$/, ''), kind, exact]
      }),
    )

    expect(filters).toEqual([
      ['(scimClientExternalId=entra: x)', 'lookup', false],
      ['(scimClientExternalId=okta: x)', 'lookup', false],
      ['(scimExternalId=x)', 'lookup', true],
    ])
    const unknown = await run('explain', line, '--client', 'nobody')
    expect([unknown.code, unknown.complained]).toEqual([
      2,
      'There is no client nobody: expected entra or okta or hr or ping.\n',
    ])
  })

  it('wants an index on what it is looked for by', async () => {
    const database = 'olcDatabase={1}mdb,cn=config'
    const configuration = JSON.stringify(configurationFor(stage.ldap, overlay(stage.ldap.suffix)))
    const missing = async () => {
      const { findings } = await check(stage.ldap, configuration)
      return findings.filter(({ id }) => id === 'index-missing').map(({ what }) => what)
    }
    const unindexed = async () => {
      const { printed } = await run('explain', line, '--json', '--config-url', String(stage.ldap.ldapi))
      return JSON.parse(printed).unindexed
    }
    expect([await missing(), await unindexed()]).toEqual([[], []])
    const config = await stage.ldap.config()
    const [entry] = (await config.search(database, { scope: 'base', attributes: ['olcDbIndex'] })).searchEntries
    await config.unbind()
    const index = [entry?.olcDbIndex ?? []].flat().find((each) => String(each).includes('scimClientExternalId'))
    await modify(stage.ldap.config(), database, [
      ['delete', 'olcDbIndex', [String(index)]],
      ['add', 'olcDbIndex', [String(index).replace(',scimClientExternalId', '')]],
    ])

    expect(await missing()).toEqual([`${database} lacks indexes: scimClientExternalId eq.`])
    expect(await unindexed()).toEqual(['scimClientExternalId eq'])
  })
})
