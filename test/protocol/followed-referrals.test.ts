/** Referrals that are followed: what is read over two servers, each of which has a part of the tree. RFC 4511 §4.1.10, §4.5.3 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, type TestGateway } from '../support/gateway.ts'
import { branch, groups, openSides, people, type Side, type Sides } from './followed-support.ts'
import { expectError, idsOf, namesOf } from './support.ts'

let sides: Sides
let main: Side
let other: Side
let scim: TestGateway
let here: string
let there: string
beforeAll(async () => {
  sides = await openSides()
  ;({ main, other, scim, here, there } = sides)
})
afterAll(() => sides?.end())

const patch = (path: string, ...operations: readonly object[]) =>
  scim.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations: operations } })

describe('reading over two servers', () => {
  it('lists and counts whoever is at either', async () => {
    const { body } = await scim.get('/Users')

    expect(body.totalResults).toBe(12)
    expect(namesOf({ body } as never).toSorted()).toEqual([
      ...['here0', 'here1', 'here2', 'here3', 'here4'],
      ...['there0', 'there1', 'there2', 'there3', 'there4', 'there5', 'there6'],
    ])
  })

  it.each([
    ['userName eq "there3"', 1],
    ['userName sw "there"', 7],
    ['userName co "ere1"', 2],
    ['not (userName sw "here")', 7],
    ['name.familyName eq "Body"', 12],
    ['userName eq "nobody"', 0],
  ])('finds by %s as many as there are', async (filter, count) => {
    expect((await scim.get(filtered('/Users', filter))).body.totalResults).toBe(count)
  })

  it('reads by id at either, and knows nobody by another one', async () => {
    expect((await scim.get(`/Users/${here}`)).body.userName).toBe('here0')
    expect((await scim.get(`/Users/${there}`)).body.userName).toBe('there0')
    expectError(await scim.get('/Users/00000000-0000-4000-8000-000000000000'), 404)
  })

  it('pages by index and by cursor, and nobody comes twice or never', async () => {
    const byIndex: string[] = []
    for (let startIndex = 1; startIndex <= 12; startIndex += 5) {
      const { body } = await scim.get(`/Users?sortBy=userName&count=5&startIndex=${startIndex}`)
      expect(body.totalResults).toBe(12)
      byIndex.push(...namesOf({ body } as never))
    }
    const byCursor: string[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body } = await scim.get(`/Users?count=5&cursor=${cursor}`)
      byCursor.push(...idsOf({ body } as never))
      cursor = body.nextCursor
    }

    expect(byIndex).toEqual(byIndex.toSorted())
    expect(new Set(byIndex).size).toBe(12)
    expect(byIndex.length).toBe(12)
    expect(new Set(byCursor).size).toBe(12)
    expect(byCursor.length).toBe(12)
  })

  it('asks no more servers than it has to where the scope ends before the referral', async () => {
    const flat = await sides.open({}, { users: { base: people, scope: 'one' } })

    expect((await flat.get('/Users')).body.totalResults).toBe(5)
  })

  it('goes where a base is, if that is elsewhere as a whole', async () => {
    const moved = await sides.open({}, { users: { base: branch } })

    expect((await moved.get('/Users')).body.totalResults).toBe(7)
    expect((await moved.get(filtered('/Users', 'userName eq "there1"'))).body.totalResults).toBe(1)
    expect((await moved.get(`/Users/${there}`)).body.userName).toBe('there0')
  })
})

describe('groups whose members are at the other server', () => {
  let id: string
  beforeAll(async () => {
    const made = await scim.post('/Groups', groupBody('both', [here, there]))
    expect(made.status).toBe(201)
    id = made.body.id
  })

  it('show them, and they show the group', async () => {
    const { body } = await scim.get(`/Groups/${id}`)

    expect(body.members.map(({ value }: { value: string }) => value).toSorted()).toEqual([here, there].toSorted())
    expect((await scim.get(`/Users/${there}`)).body.groups).toEqual([expect.objectContaining({ value: id })])
    expect(idsOf(await scim.get(filtered('/Groups', `members.value eq "${there}"`)))).toEqual([id])
    expect(namesOf(await scim.get(filtered('/Users', `groups.value eq "${id}"`))).toSorted()).toEqual([
      'here0',
      'there0',
    ])
  })

  it('show them in a list that is long, too, where one server alone would dereference them', async () => {
    const all = Array.from({ length: 250 }, (_, n) => `uid=gone${n},${people}`)
    const names = Array.from({ length: 7 }, (_, n) => `uid=there${n},${branch}`)
    await main.admin.add(`cn=long,${groups}`, { objectClass: 'groupOfNames', cn: 'long', member: [...all, ...names] })

    const [found] = (await scim.get(filtered('/Groups', 'displayName eq "long"'))).body.Resources

    expect(found.members.length).toBe(7)
    await main.admin.client.del(`cn=long,${groups}`)
  })

  it('lose a member who is deleted there', async () => {
    await other.admin.addPerson(`uid=leaving,${branch}`, { uid: 'leaving' })
    const leaving = await other.admin.entryUuid(`uid=leaving,${branch}`)
    expect((await patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: leaving }] })).status).toBe(204)

    expect((await scim.delete(`/Users/${leaving}`)).status).toBe(204)

    expect(await other.admin.stored(`uid=leaving,${branch}`)).toBeUndefined()
    expect((await main.admin.stored(`cn=both,${groups}`))?.member?.toSorted()).toEqual(
      [`uid=here0,${people}`, `uid=there0,${branch}`].toSorted(),
    )
    expectError(await scim.get(`/Users/${leaving}`), 404)
  })
})
