/** Filters over HTTP: what is unknown or mistyped is 400 invalidFilter, never an empty list. RFC 7644 §3.4.2.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, rfcToken, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { expectError, fixture, idsOf, namesOf, openStage, type Stage } from './support.ts'

let stage: Stage
let ids: Readonly<Record<string, string>>

beforeAll(async () => {
  stage = await openStage()
  const create = async (endpoint: string, body: unknown) => {
    const answer = await stage.scim.post(endpoint, body)
    expect(answer.status).toBe(201)
    return answer.body.id as string
  }
  const boss = await create('/Users', userBody('boss', { title: 'Boss' }))
  const extension = { manager: { value: boss }, employeeNumber: '701984', department: 'Tours' }
  const full = fixture('rfc7643-8.2-user-full')
  const bjensen = await create('/Users', { ...full, userName: 'bjensen', [urn.enterpriseUser]: extension })
  const plain = await create('/Users', userBody('plain'))
  const inner = await create('/Groups', groupBody('Inner', [bjensen]))
  const outer = await create('/Groups', groupBody('Outer', [inner, boss]))
  ids = { boss, bjensen, plain, inner, outer }
})
afterAll(() => stage?.end())

const withIds = (filter: string) => filter.replace(/<(\w+)>/g, (_, name) => ids[name] as string)
const users = async (filter: string) => namesOf(await stage.scim.get(filtered('/Users', withIds(filter)))).toSorted()
const groups = async (filter: string) => namesOf(await stage.scim.get(filtered('/Groups', withIds(filter)))).toSorted()

describe('filters that RFC 7644 and clients write', () => {
  it.each([
    ['userName eq "bjensen"', ['bjensen']],
    ['USERNAME EQ "BJENSEN"', ['bjensen']],
    [`${urn.user}:userName sw "B"`, ['bjensen', 'boss']],
    ['name.familyName co "ens"', ['bjensen']],
    ['title pr', ['bjensen', 'boss']],
    ['not (title pr)', ['plain']],
    ['title pr and userType eq "Employee"', ['bjensen']],
    ['emails[type eq "work" and value co "@example.com"]', ['bjensen']],
    ['emails[type eq "home" and value co "@example.com"]', []],
    ['emails.type eq "home" and emails.value co "@example.com"', ['bjensen']],
    ['userName eq "plain" or userName eq "boss" and title eq "x"', ['plain']],
    ['id eq "<boss>"', ['boss']],
    ['id eq "nonsense"', []],
    ['not (id eq "<boss>")', ['bjensen', 'plain']],
    ['meta.created gt "2001-01-01T00:00:00+02:00"', ['bjensen', 'boss', 'plain']],
    ['meta.lastModified lt "2001-01-01T00:00:00Z"', []],
    ['meta.resourceType eq "User"', ['bjensen', 'boss', 'plain']],
    ['meta.resourceType eq "Group"', []],
    ['schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"', ['bjensen']],
    [`${urn.enterpriseUser}:employeeNumber eq "701984"`, ['bjensen']],
    [`${urn.enterpriseUser}:manager.value eq "<boss>"`, ['bjensen']],
    [`${urn.enterpriseUser}:manager eq "<boss>"`, ['bjensen']],
    [`not (${urn.enterpriseUser}:manager.value eq "<boss>")`, ['boss', 'plain']],
    ['groups.value eq "<inner>"', ['bjensen']],
    ['groups eq "<outer>"', ['bjensen', 'boss']],
    ['groups.display eq "Inner"', ['bjensen']],
    ['groups pr', ['bjensen', 'boss']],
    ['not (groups pr)', ['plain']],
    ['active eq true', ['bjensen', 'boss', 'plain']],
    ['externalId eq "nobody"', []],
    ['nickName eq null', ['boss', 'plain']],
    ['title eq "\\u0042oss"', ['boss']],
  ])('/Users?filter=%s', async (filter, expected) => {
    expect(await users(filter)).toEqual(expected)
  })

  it.each([
    ['displayName eq "inner"', ['Inner']],
    ['members eq "<boss>"', ['Outer']],
    ['members.value eq "<inner>"', ['Outer']],
    ['members[value eq "<bjensen>"]', ['Inner']],
    ['members.type eq "Group"', ['Outer']],
    ['not (members.value eq "<boss>")', ['Inner']],
    ['members.value eq "nonsense"', []],
    ['members pr', ['Inner', 'Outer']],
  ])('/Groups?filter=%s', async (filter, expected) => {
    expect(await groups(filter)).toEqual(expected)
  })
})

describe('400 invalidFilter', () => {
  it.each([
    '',
    ' ',
    'userName',
    'userName eq',
    'userName eq bjensen',
    "userName eq 'bjensen'",
    'userName eq "bjensen',
    'userName is "bjensen"',
    'userName eq "a" and',
    '(userName eq "a"',
    'userName eq "a")',
    'not userName eq "a"',
    'userName pr "a"',
    'nosuch eq "a"',
    'nosuch pr',
    'not (nosuch eq "a")',
    'title pr or nosuch pr',
    'name.nosuch eq "a"',
    'emails[nosuch eq "a"]',
    'emails[type eq "work"',
    'title[type eq "work"]',
    'urn:x:y:title eq "a"',
    `${urn.group}:displayName eq "a"`,
    'password eq "t1meMa$heen"',
    'password pr',
    'active eq "true"',
    'active eq 1',
    'active gt true',
    'active co true',
    'userName eq true',
    'userName eq 7',
    'userName gt null',
    'meta.created gt "yesterday"',
    'meta.created eq 2011',
    'name eq "Barbara"',
    'name gt "a"',
    'addresses eq "a"',
    'x509Certificates.value gt "AAAA"',
    '__proto__ eq "a"',
    'constructor.name eq "a"',
    'userName eq "a"; drop',
    'userName eq "\\x"',
    '(((((((((((((((((((((((((((((((((((((((((((((((((((((((((title pr)))))))))))))))))))))))))))))))))))))))))))))))))))))))))',
    Array(300).fill('title pr').join(' or '),
    `userName eq "${'a'.repeat(9000)}"`,
  ])('%s', async (filter) => {
    // By the letter: what clients write otherwise is in docs/tolerances.md.
    const answer = await stage.scim.request('GET', filtered('/Users', filter), { token: rfcToken })

    expectError(answer, 400, 'invalidFilter')
  })

  it('twice in one request is 400', async () => {
    expectError(await stage.scim.get('/Users?filter=title%20pr&filter=title%20pr'), 400, 'invalidValue')
  })
})

describe('an attribute that this deployment does not store', () => {
  let other: TestGateway
  beforeAll(async () => {
    const attributes = { nickName: null, [`${urn.enterpriseUser}:department`]: null }
    other = await startGateway(stage.ldap, { users: { base: stage.people, attributes } })
  })
  afterAll(() => other?.close())

  it.each(['nickName eq "Babs"', 'not (nickName pr)', `${urn.enterpriseUser}:department sw "T"`])(
    'is 400 invalidFilter: %s',
    async (filter) => {
      expectError(await other.get(filtered('/Users', filter)), 400, 'invalidFilter')
    },
  )

  it('is not advertised, cannot be sorted by, and is not shown', async () => {
    const { body } = await other.get(`/Schemas/${urn.user}`)
    expect(body.attributes.map(({ name }: { name: string }) => name)).not.toContain('nickName')
    expectError(await other.get('/Users?sortBy=nickName'), 400, 'invalidPath')
    expect((await other.get(`/Users/${ids.bjensen}`)).body).not.toHaveProperty('nickName')
  })

  it('survives a PUT through this gateway', async () => {
    const { body } = await other.get(`/Users/${ids.bjensen}`)

    expect((await other.put(`/Users/${ids.bjensen}`, { ...body, nickName: 'Other' })).status).toBe(200)

    expect((await stage.scim.get(`/Users/${ids.bjensen}`)).body).toMatchObject({
      nickName: 'Babs',
      [urn.enterpriseUser]: { department: 'Tours' },
    })
  })
})

describe('values that look like LDAP', () => {
  it.each(['*', 'bj*', '*)(uid=*', '\\2a', '(uid=bjensen)', ')(|(objectClass=*', 'bjensen\\00'])(
    'userName eq %j finds nobody',
    async (text) => {
      const answer = await stage.scim.get(filtered('/Users', `userName eq ${JSON.stringify(text)}`))

      expect(answer.status).toBe(200)
      expect(idsOf(answer)).toEqual([])
    },
  )

  it.each(['co', 'sw', 'ew'])('userName %s "*" finds nobody', async (operator) => {
    expect(await users(`userName ${operator} "*"`)).toEqual([])
  })
})
