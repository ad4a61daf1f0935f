/** Referrals that are followed: one SCIM service over two servers, each of which has a part of the tree. RFC 4511 §4.1.10, §4.5.3 */
import { type AddressInfo, createServer } from 'node:net'
import { Control } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDirectory } from '../../src/directory/ldapts/open.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { type Administrator, administratorOf, bindCode, expectError, idsOf, namesOf } from './support.ts'

const people = 'ou=people,dc=example,dc=com'
const branch = `ou=branch,${people}`
const groups = 'ou=groups,dc=example,dc=com'

interface Side {
  readonly ldap: Openldap
  readonly admin: Administrator
}

let main: Side
let other: Side
let scim: TestGateway
const opened: TestGateway[] = []

const startSide = async (): Promise<Side> => {
  const ldap = await startOpenldap()
  return { ldap, admin: administratorOf(await ldap.admin()) }
}

const endSide = async (side: Side | undefined): Promise<void> => {
  await side?.admin.client.unbind().catch(() => undefined)
  await side?.ldap.stop()
}

const serverOf = ({ ldap }: Side) => ({ urls: [ldap.url], bindDn: ldap.gatewayDn, password: ldap.gatewayPassword })

const open = async (
  directory: Readonly<Record<string, unknown>> = {},
  more: Readonly<Record<string, unknown>> = {},
): Promise<TestGateway> => {
  const followed = { referrals: 'follow', followed: [serverOf(other)], transactions: true }
  const gateway = await startGateway(main.ldap, {
    directory: { ...serverOf(main), ...followed, ...directory },
    users: { base: people },
    ...more,
  })
  opened.push(gateway)
  return gateway
}

const refer = async ({ admin }: Side, dn: string, ...urls: readonly string[]): Promise<void> => {
  const ou = /^ou=([^,]+)/.exec(dn)?.[1] ?? ''
  await admin.add(dn, { objectClass: ['referral', 'extensibleObject'], ou, ref: urls })
}

const takeAway = ({ admin }: Side, dn: string) =>
  admin.client.del(dn, new Control('2.16.840.1.113730.3.4.2', { critical: true }))

const patch = (path: string, ...operations: readonly object[]) =>
  scim.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations: operations } })

const told = (gateway: TestGateway) =>
  gateway.observations.flatMap((each) => (each.kind === 'referral-refused' ? [each] : []))

let here: string
let there: string
beforeAll(async () => {
  main = await startSide()
  other = await startSide()
  await other.admin.add(branch, { objectClass: 'organizationalUnit', ou: 'branch' })
  await refer(main, branch, `${other.ldap.url}/${branch}`)
  for (let n = 0; n < 5; n += 1) await main.admin.addPerson(`uid=here${n},${people}`, { uid: `here${n}` })
  for (let n = 0; n < 7; n += 1) await other.admin.addPerson(`uid=there${n},${branch}`, { uid: `there${n}` })
  here = await main.admin.entryUuid(`uid=here0,${people}`)
  there = await other.admin.entryUuid(`uid=there0,${branch}`)
  scim = await open()
})
afterAll(async () => {
  for (const gateway of opened) await gateway.close()
  await endSide(main)
  await endSide(other)
})

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
    const flat = await open({}, { users: { base: people, scope: 'one' } })

    expect((await flat.get('/Users')).body.totalResults).toBe(5)
  })

  it('goes where a base is, if that is elsewhere as a whole', async () => {
    const moved = await open({}, { users: { base: branch } })

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

describe('writing over two servers', () => {
  let branching: TestGateway
  beforeAll(async () => {
    branching = await open({}, { users: { base: people, createBase: branch } })
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
    const teaming = await open({}, { groups: { base: groups, createBase: teams } })
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

const replacing = (path: string, value: unknown) => ({
  schemas: [urn.patchOp],
  Operations: [{ op: 'replace', path, value }],
})

describe('what is not followed is an error, and never a shorter list', () => {
  const elsewhere = `ou=elsewhere,${people}`

  const during = async (urls: readonly string[], work: () => Promise<void>): Promise<void> => {
    await refer(main, elsewhere, ...urls)
    try {
      await work()
    } finally {
      await takeAway(main, elsewhere)
    }
  }

  it.each([
    ['a server that is not listed', ['ldap://127.0.0.1:1/ou=elsewhere,ou=people,dc=example,dc=com'], 'not-listed'],
    ['another port of a listed host', ['ldap://127.0.0.1/ou=elsewhere,ou=people,dc=example,dc=com'], 'not-listed'],
    ['another kind of server', ['https://127.0.0.1/people'], 'not-understood'],
  ])('%s: 500, and the log tells which', async (_, urls, reason) => {
    await during(urls, async () => {
      for (const path of ['/Users', filtered('/Users', 'userName eq "here0"'), `/Users/${here}`]) {
        const answer = await scim.get(path)
        expectError(answer, 500)
        expect(answer.body.detail).toContain('refers to another one')
      }
      const last = told(scim).at(-1)
      expect(last?.reason).toBe(reason)
      expect(last?.url).not.toContain('dc=example')
    })
    expect((await scim.get('/Users')).body.totalResults).toBe(12)
  })

  it('a part of the tree that has another name there', async () => {
    const own = `ou=own,${people}`
    await other.admin.add(own, { objectClass: 'organizationalUnit', ou: 'own' })
    await during([`${other.ldap.url}/${own}`], async () => {
      // The main server knows of no such name: nobody could get at those who would be listed.
      expectError(await scim.get('/Users'), 500)
      expectError(await scim.get(`/Users/${there}`), 500)
      expect(told(scim).at(-1)?.reason).toBe('another-name')
    })
    await other.admin.client.del(own)
    await during([`${other.ldap.url}/ou=services,dc=example,dc=com`], async () => {
      expectError(await scim.get('/Users'), 500)
      expect(told(scim).at(-1)?.reason).toBe('another-name')
    })
  })

  it('an entry that is not there at the other server either', async () => {
    await during([`${other.ldap.url}/${elsewhere}`], async () => expectError(await scim.get('/Users'), 500))
  })

  it('two servers that refer to each other', async () => {
    await refer(other, elsewhere, `${main.ldap.url}/${elsewhere}`)
    await during([`${other.ldap.url}/${elsewhere}`], async () => {
      const answer = await scim.get('/Users')

      expectError(answer, 500)
      expect(answer.body.detail).toContain('circle')
      expect(told(scim).at(-1)?.reason).toBe('circle')
    })
    await takeAway(other, elsewhere)
  })

  it('follows the one of several addresses that is listed', async () => {
    await other.admin.add(elsewhere, { objectClass: 'organizationalUnit', ou: 'elsewhere' })
    await during([`ldap://127.0.0.1:1/${elsewhere}`, `${other.ldap.url}/${elsewhere}`], async () => {
      expect((await scim.get('/Users')).body.totalResults).toBe(12)
    })
    await other.admin.client.del(elsewhere)
  })

  it('sends its password to nobody whom a referral names, and who is not listed', async () => {
    let connections = 0
    const listener = createServer(() => {
      connections += 1
    })
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const { port } = listener.address() as AddressInfo
    await during([`ldap://127.0.0.1:${port}/${elsewhere}`], async () => {
      expectError(await scim.get('/Users'), 500)
      expectError(await scim.get(`/Users/${there}`), 500)
    })

    expect(connections).toBe(0)
    listener.close()
  })

  it('calls a server by the name that referrals have for it', async () => {
    const named = await open({ followed: [{ ...serverOf(other), names: ['ldap://branch.example.com'] }] })
    await other.admin.add(elsewhere, { objectClass: 'organizationalUnit', ou: 'elsewhere' })
    await other.admin.addPerson(`uid=far,${elsewhere}`, { uid: 'far' })
    await during([`ldap://BRANCH.example.com:389/${elsewhere}`], async () => {
      expect((await named.get('/Users')).body.totalResults).toBe(13)
    })
    await other.admin.client.del(`uid=far,${elsewhere}`)
    await other.admin.client.del(elsewhere)
  })

  it('a server that is down: 503, until it is back', async () => {
    const down = await startSide()
    const quick = await open({ timeouts: { connectMs: 500, waitMs: 300 }, followed: [serverOf(other), serverOf(down)] })
    await down.admin.add(elsewhere, { objectClass: 'organizationalUnit', ou: 'elsewhere' })
    await during([`${down.ldap.url}/${elsewhere}`], async () => {
      expect((await quick.get('/Users')).body.totalResults).toBe(12)
      await down.ldap.kill()
      for (const path of ['/Users', `/Users/${here}`, '/Users/00000000-0000-4000-8000-000000000000']) {
        expectError(await quick.get(path), 503)
      }
      await down.ldap.start()
      await expect.poll(async () => (await quick.get('/Users')).status, { timeout: 20_000 }).toBe(200)
    })
    await endSide(down)
  })

  it('an account that the other server does not take: 503', async () => {
    const strict = await startSide()
    await strict.admin.add(elsewhere, { objectClass: 'organizationalUnit', ou: 'elsewhere' })
    const wrong = await open({ followed: [serverOf(other), { ...serverOf(strict), password: 'not-this-one' }] })
    await during([`${strict.ldap.url}/${elsewhere}`], async () => expectError(await wrong.get('/Users'), 503))
    await endSide(strict)
  })
})
