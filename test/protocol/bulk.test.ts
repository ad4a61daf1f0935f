/** What operations of one /Bulk request have to do with one another. RFC 7644 §3.7.1, §3.7.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { userBody } from '../support/gateway.ts'
import {
  addMember,
  bulkClientOf,
  group,
  idOf,
  patch,
  report,
  results,
  statuses,
  user,
  valuesOf,
} from './bulk-support.ts'
import { openStage, type Stage } from './support.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.end())

const { bulk, at, users, groups } = bulkClientOf(() => stage.scim)

/** A result has the version that `If-Match` takes, without the part for derived attributes, which nobody has read. */
const content = (version: string): string => version.replace(/\.[^."]+"$/, '"')

describe('bulkId, RFC 7644 §3.7.2', () => {
  it('names a user in a group of the same request', async () => {
    const [alice, guides] = await results(bulk([user('qwerty'), group('Tour Guides', ['bulkId:qwerty'])]))

    expect(alice).toEqual({
      method: 'POST',
      bulkId: 'qwerty',
      location: expect.stringMatching(`^${stage.scim.url}/Users/[0-9a-f-]{36}$`),
      version: content((await at(alice)).meta.version),
      status: '201',
    })
    expect(guides).toEqual({
      method: 'POST',
      bulkId: 'Tour Guides',
      location: expect.stringMatching(`^${stage.scim.url}/Groups/[0-9a-f-]{36}$`),
      version: content((await at(guides)).meta.version),
      status: '201',
    })
    expect((await at(guides)).members).toEqual([expect.objectContaining({ value: idOf(alice), type: 'User' })])
  })

  it('may come before what it stands for; results keep the order of the request', async () => {
    const [guides, ada, boss] = await results(
      bulk([group('early', ['bulkId:ada']), report('ada', 'boss'), user('boss')]),
    )

    expect([guides.bulkId, ada.bulkId, boss.bulkId]).toEqual(['early', 'ada', 'boss'])
    expect((await at(guides)).members[0].value).toBe(idOf(ada))
    expect((await at(ada))[urn.enterpriseUser].manager.value).toBe(idOf(boss))
  })

  it('may go in a circle (§3.7.1)', async () => {
    const [one, two] = await results(bulk([report('circle-1', 'circle-2'), report('circle-2', 'circle-1')]))

    expect([one.status, two.status]).toEqual(['201', '201'])
    const [first, second] = [await at(one), await at(two)]
    expect(first[urn.enterpriseUser].manager.value).toBe(second.id)
    expect(second[urn.enterpriseUser].manager.value).toBe(first.id)
    expect([one.version, two.version]).toEqual([content(first.meta.version), content(second.meta.version)])
  })

  it('of two groups with no member but each other is 409', async () => {
    expect(await statuses(bulk([group('egg', ['bulkId:hen']), group('hen', ['bulkId:egg'])]))).toEqual(['409', '409'])
    expect(await groups('egg')).toBe(0)
  })

  it('that nothing is created under is 409, for that operation alone', async () => {
    const [lonely, fine] = await results(bulk([report('lonely', 'nobody'), user('fine')]))

    expect(lonely).toEqual({
      method: 'POST',
      bulkId: 'lonely',
      status: '409',
      response: { schemas: [urn.error], status: '409', detail: expect.stringContaining('nobody') },
    })
    expect(fine.status).toBe('201')
    expect(await users('lonely')).toBe(0)
  })

  it('of a creation that failed is 409', async () => {
    await stage.scim.post('/Users', userBody('taken'))

    const [taken, rest] = await results(bulk([user('taken'), group('of taken', ['bulkId:taken'])]))

    expect(taken.response).toMatchObject({ status: '409', scimType: 'uniqueness' })
    expect(rest.status).toBe('409')
    expect(await groups('of taken')).toBe(0)
  })

  it('stands in the path of PUT, PATCH and DELETE of what was just created', async () => {
    const [, put, patched, , gone] = await results(
      bulk([
        user('put-me'),
        { method: 'PUT', path: '/Users/bulkId:put-me', data: userBody('put-me', { title: 'Dr' }) },
        patch('/Users/bulkId:put-me', { op: 'add', path: 'nickName', value: 'Putty' }),
        user('short-lived'),
        { method: 'DELETE', path: '/Users/bulkId:short-lived' },
      ]),
    )

    expect([put.status, patched.status, gone.status]).toEqual(['200', '200', '204'])
    expect(put.location).toBe(patched.location)
    expect(await at(patched)).toMatchObject({ title: 'Dr', nickName: 'Putty', meta: { version: patched.version } })
    expect(gone).toEqual({ method: 'DELETE', location: gone.location, status: '204' })
    expect(await users('short-lived')).toBe(0)
  })

  it('stands in the filter of a PATCH path', async () => {
    const [first, , crowd, patched] = await results(
      bulk([
        user('stays'),
        user('goes'),
        group('crowd', ['bulkId:stays', 'bulkId:goes']),
        patch('/Groups/bulkId:crowd', { op: 'remove', path: 'members[value eq "bulkId:goes"]' }),
      ]),
    )

    expect(patched.status).toBe('200')
    expect(valuesOf((await at(crowd)).members)).toEqual([idOf(first)])
  })
})

describe('a group without members', () => {
  it('is created with those that a later PATCH of the request brings', async () => {
    const [later, , member, patched] = await results(
      bulk([group('later', []), user('unrelated'), user('member'), addMember('/Groups/bulkId:later', 'bulkId:member')]),
    )

    expect([later.status, patched.status]).toEqual(['201', '200'])
    expect(patched).toMatchObject({ method: 'PATCH', location: later.location, version: later.version })
    expect(valuesOf((await at(later)).members)).toEqual([idOf(member)])
  })

  it('is 400 where the request brings none', async () => {
    const [empty] = await results(bulk([group('empty', [])]))

    expect(empty).toMatchObject({ method: 'POST', status: '400', response: { scimType: 'invalidValue' } })
    expect(empty.location).toBeUndefined()
  })

  it('is 400 where the PATCH that would bring some fails, each with its own error', async () => {
    const [empty, patched] = await results(
      bulk([group('broken', []), patch('/Groups/bulkId:broken', { op: 'add', path: 'nonsense[', value: 1 })]),
    )

    expect(empty.response).toMatchObject({ status: '400', scimType: 'invalidValue' })
    expect(patched.response).toMatchObject({ status: '400', scimType: 'invalidPath' })
    expect(await groups('broken')).toBe(0)
  })

  it('takes the PATCHes with it where its creation fails for another reason', async () => {
    const [taken, patched] = await results(
      bulk([
        { ...group('x', []), data: { schemas: [urn.group] } },
        addMember('/Groups/bulkId:x', (await stage.scim.post('/Users', userBody('x'))).body.id),
      ]),
    )

    expect([taken.status, patched.status]).toEqual(['400', '409'])
  })
})

describe('many operations', () => {
  it('create a hundred users and a hundred groups of them', async () => {
    const numbers = Array.from({ length: 100 }, (_, number) => number)
    const request = numbers.flatMap((number) => [
      group(`crew-${number}`, [`bulkId:crew-member-${number}`, `bulkId:crew-member-${(number + 1) % 100}`]),
      user(`crew-member-${number}`),
    ])

    const all = await results(bulk(request))

    expect(all.map(({ bulkId }: { bulkId: string }) => bulkId)).toEqual(request.map(({ bulkId }) => bulkId))
    expect(new Set(all.map(({ status }: { status: string }) => status))).toEqual(new Set(['201']))
    const members = valuesOf((await at(all[198])).members)
    expect(members.toSorted()).toEqual([idOf(all[199]), idOf(all[1])].toSorted())
  })

  it('on one resource keep their order', async () => {
    const titles = Array.from({ length: 20 }, (_, number) => `Title ${number}`)
    const all = await results(
      bulk([
        user('ordered'),
        ...titles.map((value) => patch('/Users/bulkId:ordered', { op: 'replace', path: 'title', value })),
      ]),
    )

    expect((await at(all[0])).title).toBe('Title 19')
    expect(new Set(all.map(({ version }: { version: string }) => version)).size).toBe(21)
  })
})
