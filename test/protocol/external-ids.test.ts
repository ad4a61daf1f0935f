/** An externalId that each client has for itself. RFC 7643 §3.1; docs/mapping.md */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, type RequestOptions, userBody } from '../support/gateway.ts'
import { expectError, idsOf, openStage, type Stage } from './support.ts'

const type = 'scimclientexternalid'
const row = { externalId: { perClient: 'scimClientExternalId', clients: { hr: 'scimExternalId' } } }
const names = ['entra', 'okta', 'hr', 'ping'] as const
const tokenOf = (client: string) => `test-token-of-the-client-${client.padEnd(24, '0')}`

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ logLevel: 'stats' }, (suffix) => ({
    users: { base: `ou=people,${suffix}`, attributes: row },
    groups: { base: `ou=groups,${suffix}`, attributes: row },
    clients: names.map((name) => ({ name, userName: `${name}-itself`, tokens: [hashToken(tokenOf(name))] })),
  }))
})
afterAll(() => stage?.end())

/** What one of the clients does. */
const as = (client: (typeof names)[number]) => {
  const request = (method: string, path: string, options: RequestOptions = {}) =>
    stage.scim.request(method, path, { ...options, token: tokenOf(client) })
  const get = (path: string, headers = {}) => request('GET', path, { headers })
  return {
    get,
    shown: async (path: string) => (await get(path)).body.externalId as string | undefined,
    found: async (filter: string, endpoint = '/Users') => idsOf(await get(filtered(endpoint, filter))),
    post: (path: string, body: unknown) => request('POST', path, { body }),
    put: (path: string, body: unknown, headers = {}) => request('PUT', path, { body, headers }),
    patch: (path: string, ...Operations: readonly object[]) =>
      request('PATCH', path, { body: { schemas: [urn.patchOp], Operations } }),
    search: (path: string, query: object) =>
      request('POST', `${path}/.search`, { body: { schemas: [urn.searchRequest], ...query } }),
    bulk: (Operations: readonly object[], headers = {}) =>
      request('POST', '/Bulk', { body: { schemas: [urn.bulkRequest], Operations }, headers }),
    delete: (path: string, headers = {}) => request('DELETE', path, { headers }),
  }
}
const [entra, okta, hr, ping] = [as('entra'), as('okta'), as('hr'), as('ping')]

let number = 0
/** A user whom entra has made, and okta has taken over. */
const shared = async () => {
  const userName = `user${number++}`
  const [e, o] = [`E-${randomUUID()}`, `O-${randomUUID()}`]
  const made = await entra.post('/Users', userBody(userName, { externalId: e }))
  expect(made.status).toBe(201)
  const path = `/Users/${made.body.id}`
  const taken = await okta.patch(path, { op: 'add', path: 'externalId', value: o })
  expect([taken.status, taken.body.externalId]).toEqual([200, o])
  return { id: made.body.id as string, path, userName, e, o, dn: `uid=${userName},${stage.people}` }
}
const held = async ({ dn }: { dn: string }) => (await stage.admin.stored(dn))?.[type]?.toSorted()
const planned = () => stage.scim.observations.filter(({ kind }) => kind === 'search-planned')

describe('a user with an externalId of each client', () => {
  it('is shown to each with its own, and to a new one with none', async () => {
    const user = await shared()

    expect(await held(user)).toEqual([`entra: ${user.e}`, `okta: ${user.o}`])
    expect([await entra.shown(user.path), await okta.shown(user.path)]).toEqual([user.e, user.o])
    expect([await hr.shown(user.path), await ping.shown(user.path)]).toEqual([undefined, undefined])
    const listed = await okta.get('/Users?count=1000')
    expect(listed.body.Resources.find(({ id }: { id: string }) => id === user.id).externalId).toBe(user.o)
  })

  it('keeps those of others through every PUT', async () => {
    const user = await shared()
    const changed = await okta.put(user.path, userBody(user.userName, { externalId: 'O2' }))
    expect(changed.body.externalId).toBe('O2')
    expect(await held(user)).toEqual([`entra: ${user.e}`, 'okta: O2'])

    const without = await okta.put(user.path, userBody(user.userName))
    expect([without.status, 'externalId' in without.body]).toEqual([200, false])
    expect(await held(user)).toEqual([`entra: ${user.e}`])

    await ping.put(user.path, userBody(user.userName))
    expect(await entra.shown(user.path)).toBe(user.e)
    await entra.put(user.path, userBody(user.userName))
    expect(await held(user)).toBeUndefined()
  })

  it('keeps those of others through every PATCH', async () => {
    const user = await shared()
    const replaced = await entra.patch(user.path, { op: 'replace', value: { externalId: 'E2', title: 'Dr' } })
    expect(replaced.body).toMatchObject({ externalId: 'E2', title: 'Dr' })
    const removed = await okta.patch(user.path, { op: 'remove', path: 'externalId' })
    expect(removed.body).not.toHaveProperty('externalId')

    expect(await held(user)).toEqual(['entra: E2'])
    const again = await okta.patch(user.path, { op: 'remove', path: 'externalId' })
    expect(again.status).toBe(200)
    expect(await held(user)).toEqual(['entra: E2'])
  })

  it('may be called the same by two clients, and two users by one', async () => {
    const [one, two] = [await shared(), await shared()]
    for (const { path } of [one, two]) {
      await okta.patch(path, { op: 'replace', path: 'externalId', value: 'same' })
      await entra.patch(path, { op: 'replace', path: 'externalId', value: 'same' })
    }

    expect(await held(one)).toEqual(['entra: same', 'okta: same'])
    expect((await okta.found('externalId eq "same"')).toSorted()).toEqual([one.id, two.id].toSorted())
  })

  it('has a version that only its own client moves', async () => {
    const user = await shared()
    const etag = async (client: typeof okta) => (await client.get(user.path)).headers.get('etag') ?? ''
    const [before, ofEntra] = [await etag(okta), await etag(entra)]
    await entra.patch(user.path, { op: 'replace', path: 'externalId', value: 'moved' })

    expect(await etag(okta)).toBe(before)
    expect(await etag(entra)).not.toBe(ofEntra)
    expect((await okta.get(user.path, { 'If-None-Match': before })).status).toBe(304)
    const body = userBody(user.userName, { externalId: 'O3' })
    expectError(await entra.put(user.path, body, { 'If-Match': ofEntra }), 412)
    const written = await okta.put(user.path, body, { 'If-Match': before })
    expect([written.status, written.body.meta.version]).toEqual([200, await etag(okta)])
    expect(await held(user)).toEqual(['entra: moved', 'okta: O3'])
    expect((await okta.delete(user.path, { 'If-Match': await etag(okta) })).status).toBe(204)
    expect((await entra.get(user.path)).status).toBe(404)
  })

  it.each([' edge ', 'in  ner', '*(a)\\', 'entra: x', 'ü 日本 😀', 'a"b', 'X'.repeat(4_000), '%41', ';=,#+'])(
    'takes and finds %j',
    async (externalId) => {
      const user = await shared()
      const { body } = await okta.put(user.path, userBody(user.userName, { externalId }))

      expect(body.externalId).toBe(externalId)
      expect((await okta.get(user.path)).body).toEqual(body)
      expect(await okta.found(`externalId eq ${JSON.stringify(externalId)}`)).toEqual([user.id])
      expect(await entra.found(`externalId eq ${JSON.stringify(externalId)}`)).toEqual([])
      expect((await okta.put(user.path, userBody(user.userName))).status).toBe(200)
      expect(await held(user)).toEqual([`entra: ${user.e}`])
    },
  )

  it('is none where it is empty, and refused where it is blank', async () => {
    const body = userBody(`user${number++}`, { externalId: '' })

    expect((await okta.post('/Users', body)).body).not.toHaveProperty('externalId')
    expectError(await okta.post('/Users', userBody(`user${number++}`, { externalId: ' ' })), 400, 'invalidValue')
  })
})

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

  it('is one look-up of one value, which the directory has an index for', async () => {
    const user = await shared()
    const before = planned().length
    const log = (await stage.ldap.log()).length
    expect(await okta.found(`externalId eq "${user.o}"`)).toEqual([user.id])

    expect(planned().slice(before)).toMatchObject([{ lookup: true }])
    const logged = (await stage.ldap.log()).slice(log)
    expect(logged).toContain(`(scimClientExternalId=okta: ${user.o})`)
    expect(logged.match(/ SRCH base="ou=people/g)).toHaveLength(1)
    expect(logged).toMatch(/SEARCH RESULT.* err=0 .*nentries=1 /)
    expect(logged).not.toContain('not indexed')
  })

  it('is another question for each client, on the pages of one list, too', async () => {
    const users = [await shared(), await shared(), await shared()]
    for (const { path } of users) await okta.patch(path, { op: 'replace', path: 'externalId', value: 'paged' })
    await entra.patch(users[0]?.path ?? '', { op: 'replace', path: 'externalId', value: 'paged' })
    const page = (client: typeof okta, startIndex: number) =>
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
    const order = async (client: typeof okta) =>
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

describe('groups, the root, /Bulk and /Me', () => {
  it('have it, too', async () => {
    const user = await shared()
    const made = await entra.post('/Groups', { ...groupBody(`Group ${number++}`, [user.id]), externalId: 'G-E' })
    const path = `/Groups/${made.body.id}`
    await okta.patch(path, { op: 'add', path: 'externalId', value: user.o })
    const dn = `cn=${made.body.displayName},${stage.groups}`

    expect(await held({ dn })).toEqual(['entra: G-E', `okta: ${user.o}`])
    expect([await entra.shown(path), await okta.shown(path), await hr.shown(path)]).toEqual(['G-E', user.o, undefined])
    expect(await okta.found(`externalId eq "${user.o}"`, '/Groups')).toEqual([made.body.id])
    const everywhere = await okta.search('', { filter: `externalId eq "${user.o}"` })
    expect(idsOf(everywhere).toSorted()).toEqual([made.body.id, user.id].toSorted())
    expect((await entra.search('', { filter: `externalId eq "${user.o}"` })).body.totalResults).toBe(0)

    const joined = await ping.post('/Users', userBody(`user${number++}`))
    await okta.patch(path, { op: 'add', path: 'members', value: [{ value: joined.body.id }] })
    const put = await okta.put(path, groupBody(made.body.displayName, [joined.body.id]))
    expect([put.status, 'externalId' in put.body]).toEqual([200, false])
    expect(await held({ dn })).toEqual(['entra: G-E'])
  })

  it.each([{}, { 'Scimdap-Bulk': 'atomic' }])('write it in bulk %j', async (headers) => {
    const user = await shared()
    const userName = `user${number++}`
    const operations = [
      { method: 'POST', path: '/Users', bulkId: 'one', data: userBody(userName, { externalId: 'B1' }) },
      { method: 'PUT', path: user.path, data: userBody(user.userName, { externalId: 'B2' }) },
    ]
    const { status, body } = await okta.bulk(operations, headers)

    expect([status, body.Operations.map((each: { status: string }) => each.status)]).toEqual([200, ['201', '200']])
    expect(await held({ dn: `uid=${userName},${stage.people}` })).toEqual(['okta: B1'])
    expect(await held(user)).toEqual([`entra: ${user.e}`, 'okta: B2'])
  })

  it('write it for oneself', async () => {
    const made = await okta.post('/Me', userBody('okta-itself', { externalId: 'me' }))
    expect([made.status, made.body.externalId]).toEqual([201, 'me'])
    await entra.patch(`/Users/${made.body.id}`, { op: 'add', path: 'externalId', value: 'somebody' })

    expect((await okta.put('/Me', userBody('okta-itself'))).status).toBe(200)
    expect(await held({ dn: `uid=okta-itself,${stage.people}` })).toEqual(['entra: somebody'])
  })
})

describe('a client that has an attribute type to itself', () => {
  it('finds what was there before there were several', async () => {
    const dn = await stage.admin.addPerson(`uid=old,${stage.people}`, {
      uid: 'old',
      objectClass: ['inetOrgPerson', 'scimUser'],
      scimExternalId: 'HR-1',
    })
    const id = await stage.admin.entryUuid(dn)
    const path = `/Users/${id}`

    expect([await hr.shown(path), await okta.shown(path)]).toEqual(['HR-1', undefined])
    expect([await hr.found('externalId eq "HR-1"'), await okta.found('externalId eq "HR-1"')]).toEqual([[id], []])
    await okta.put(path, userBody('old', { externalId: 'HR-1' }))
    await hr.put(path, userBody('old', { externalId: 'HR-2' }))
    expect(await stage.admin.stored(dn)).toMatchObject({ scimexternalid: ['HR-2'], [type]: ['okta: HR-1'] })
    await hr.patch(path, { op: 'remove', path: 'externalId' })
    expect(await stage.admin.stored(dn)).not.toHaveProperty('scimexternalid')
    expect(await held({ dn })).toEqual(['okta: HR-1'])
  })
})

describe('what others have left', () => {
  it('is neither shown nor touched where it is of no client, and goes whole where it is of this one', async () => {
    const user = await shared()
    await stage.admin.replace(user.dn, type, 'gone: G', 'no colon', `entra: ${user.e}`, 'okta: one', 'okta: two')
    const shown = await okta.shown(user.path)

    expect(['one', 'two']).toContain(shown)
    expect(await okta.found('externalId eq "one" or externalId eq "two"')).toEqual([user.id])
    expect(await okta.found(`externalId eq "${shown === 'one' ? 'two' : 'one'}"`)).toEqual([])
    expect((await okta.put(user.path, userBody(user.userName))).body).not.toHaveProperty('externalId')
    expect(await held(user)).toEqual([`entra: ${user.e}`, 'gone: G', 'no colon'])
  })
})

describe('two clients at once', () => {
  it('lose nothing of each other', async () => {
    const user = await shared()
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, turn) => {
        const client = turn % 2 === 0 ? okta : entra
        return client.patch(user.path, { op: 'replace', path: 'externalId', value: `turn ${turn}` })
      }),
    )

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect((await held(user))?.map((value) => value.replace(/\d+$/, ''))).toEqual(['entra: turn ', 'okta: turn '])
  })
})
