/** Writes over two servers: each at the one that has its entry. RFC 4511 §4.1.10 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDirectory } from '../../src/directory/ldapts/open.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, type TestGateway, userBody } from '../support/gateway.ts'
import {
  branch,
  groups,
  openSides,
  people,
  refer,
  type Side,
  type Sides,
  serverOf,
  takeAway,
} from './followed-support.ts'
import { bindCode, expectError } from './support.ts'

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

const replacing = (path: string, value: unknown) => ({
  schemas: [urn.patchOp],
  Operations: [{ op: 'replace', path, value }],
})

describe('writing over two servers', () => {
  let branching: TestGateway
  beforeAll(async () => {
    branching = await sides.open({}, { users: { base: people, createBase: branch } })
  })

  it('makes, changes, renames and deletes an entry where it is, with its password', async () => {
    const made = await branching.post('/Users', userBody('made', { password: 'Correct-horse-1', title: 'One' }))
    expect(made.status).toBe(201)
    const path = `/Users/${made.body.id}`
    const dn = `uid=made,${branch}`
    expect(await bindCode(other.ldap, dn, 'Correct-horse-1')).toBe(0)
    expect((await main.admin.client.search(branch, { scope: 'base' }).catch((error) => error)).code).toBe(10)

    const changed = await patch(path, { op: 'replace', path: 'title', value: 'Two' })
    expect(changed.body).toMatchObject({ title: 'Two', userName: 'made' })
    expect((await other.admin.stored(dn))?.title).toEqual(['Two'])
    expect((await patch(path, { op: 'replace', path: 'password', value: 'Correct-horse-2' })).status).toBeLessThan(300)
    expect(await bindCode(other.ldap, dn, 'Correct-horse-2')).toBe(0)
    expect((await patch(path, { op: 'replace', path: 'active', value: false })).body.active).toBe(false)
    expect(await bindCode(other.ldap, dn, 'Correct-horse-2')).toBe(49)
    const put = await scim.put(path, userBody('made', { nickName: 'Made' }))
    expect(put.body).toMatchObject({ id: made.body.id, nickName: 'Made' })
    expect(put.body.title).toBeUndefined()

    expect((await scim.delete(path)).status).toBe(204)
    expect(await other.admin.stored(dn)).toBeUndefined()
  })

  it('renames a group where it is', async () => {
    const teams = `ou=teams,${groups}`
    await other.admin.add(teams, { objectClass: 'organizationalUnit', ou: 'teams' })
    await refer(main, teams, `${other.ldap.url}/${teams}`)
    const teaming = await sides.open({}, { groups: { base: groups, createBase: teams } })
    const { body } = await teaming.post('/Groups', groupBody('first', [here]))
    const path = `/Groups/${body.id}`

    const renamed = await teaming.put(path, groupBody('second', [here, there]))

    expect(renamed.body).toMatchObject({ id: body.id, displayName: 'second' })
    expect(await other.admin.stored(`cn=first,${teams}`)).toBeUndefined()
    expect((await other.admin.stored(`cn=second,${teams}`))?.member?.length).toBe(2)
    expect((await scim.delete(path)).status).toBe(204)
    await takeAway(main, teams)
    await other.admin.client.del(teams)
  })

  it('gives a name once, whichever server has it', async () => {
    expectError(await scim.post('/Users', userBody('there1')), 409, 'uniqueness')
    expectError(await branching.post('/Users', userBody('here1')), 409, 'uniqueness')
    expect(await main.admin.stored(`uid=there1,${people}`)).toBeUndefined()
    expect(await other.admin.stored(`uid=here1,${branch}`)).toBeUndefined()
  })

  it('lets only one of two writers with one tag win', async () => {
    const tag = (await scim.get(`/Users/${there}`)).body.meta.version
    const answers = await Promise.all(
      ['a', 'b'].map((title) => scim.put(`/Users/${there}`, userBody('there0', { title }), { 'If-Match': tag })),
    )

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412])
  })

  it('does not do as one transaction what is at two servers, and says so', async () => {
    const Operations = [
      { method: 'PATCH', path: `/Users/${here}`, data: replacing('title', 'X') },
      { method: 'PATCH', path: `/Users/${there}`, data: replacing('title', 'X') },
    ]
    const before = (await scim.get(`/Users/${here}`)).body.meta.version

    const answer = await scim.request('POST', '/Bulk', {
      body: { schemas: [urn.bulkRequest], Operations },
      headers: { 'Scimdap-Bulk': 'atomic' },
    })

    expect(answer.status).toBe(501)
    expect((await scim.get(`/Users/${here}`)).body.meta.version).toBe(before)
  })

  it('does as one transaction what is at one of them, whichever that is', async () => {
    const at = async (method: string, ids: readonly string[]) =>
      scim.request('POST', '/Bulk', {
        body: {
          schemas: [urn.bulkRequest],
          Operations: ids.map((id) => ({ method, path: `/Users/${id}`, data: replacing('title', 'together') })),
        },
        headers: { 'Scimdap-Bulk': 'atomic' },
      })
    const second = await other.admin.entryUuid(`uid=there6,${branch}`)

    expect((await at('PATCH', [there, second])).status).toBe(200)

    expect((await other.admin.stored(`uid=there0,${branch}`))?.title).toEqual(['together'])
    expect((await other.admin.stored(`uid=there6,${branch}`))?.title).toEqual(['together'])
  })

  it('takes back what is done at one server when the other refuses', async () => {
    const directory = openDirectory({
      ...serverOf(main),
      referrals: 'follow',
      followed: [{ ...serverOf(other), names: [] }],
    })
    const change = (dn: string, type: string, value: string) =>
      ({
        kind: 'change',
        dn: dn as Dn,
        change: { modifications: [{ operation: 'replace', type, values: [value] }] },
      }) as const

    const failed = directory.atomically([
      change(`uid=there1,${branch}`, 'title', 'done'),
      change(`uid=here1,${people}`, 'noSuchType', 'refused'),
    ])

    await expect(failed).rejects.toMatchObject({ code: 17, index: 1 })
    expect((await other.admin.stored(`uid=there1,${branch}`))?.title).toBeUndefined()
    await directory.atomically([
      change(`uid=there1,${branch}`, 'title', 'done'),
      change(`uid=here1,${people}`, 'title', 'done'),
    ])
    expect((await other.admin.stored(`uid=there1,${branch}`))?.title).toEqual(['done'])
    expect((await main.admin.stored(`uid=here1,${people}`))?.title).toEqual(['done'])
    const moved = directory.change(
      `uid=here1,${people}` as Dn,
      { newRdn: [{ type: 'uid', value: 'here1' }], newSuperior: branch as Dn, modifications: [] },
      { types: [] },
    )
    await expect(moved).rejects.toMatchObject({ code: 71 })
    directory.close()
  })
})
