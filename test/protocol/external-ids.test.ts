/** An externalId that each client has for itself. RFC 7643 §3.1; docs/mapping.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupBody, userBody } from '../support/gateway.ts'
import { type Actor, actorsOn, newName, openClientStage, sharedUser, type } from './external-ids-support.ts'
import { expectError, idsOf, type Stage } from './support.ts'

let stage: Stage
let entra: Actor
let okta: Actor
let hr: Actor
let ping: Actor
beforeAll(async () => {
  stage = await openClientStage()
  ;({ entra, okta, hr, ping } = actorsOn(stage))
})
afterAll(() => stage?.end())

const shared = () => sharedUser(stage)
const held = async ({ dn }: { dn: string }) => (await stage.admin.stored(dn))?.[type]?.toSorted()

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
    const etag = async (client: Actor) => (await client.get(user.path)).headers.get('etag') ?? ''
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
    const body = userBody(newName(), { externalId: '' })

    expect((await okta.post('/Users', body)).body).not.toHaveProperty('externalId')
    expectError(await okta.post('/Users', userBody(newName(), { externalId: ' ' })), 400, 'invalidValue')
  })
})

describe('groups, the root, /Bulk and /Me', () => {
  it('have it, too', async () => {
    const user = await shared()
    const made = await entra.post('/Groups', { ...groupBody(`Group ${newName()}`, [user.id]), externalId: 'G-E' })
    const path = `/Groups/${made.body.id}`
    await okta.patch(path, { op: 'add', path: 'externalId', value: user.o })
    const dn = `cn=${made.body.displayName},${stage.groups}`

    expect(await held({ dn })).toEqual(['entra: G-E', `okta: ${user.o}`])
    expect([await entra.shown(path), await okta.shown(path), await hr.shown(path)]).toEqual(['G-E', user.o, undefined])
    expect(await okta.found(`externalId eq "${user.o}"`, '/Groups')).toEqual([made.body.id])
    const everywhere = await okta.search('', { filter: `externalId eq "${user.o}"` })
    expect(idsOf(everywhere).toSorted()).toEqual([made.body.id, user.id].toSorted())
    expect((await entra.search('', { filter: `externalId eq "${user.o}"` })).body.totalResults).toBe(0)

    const joined = await ping.post('/Users', userBody(newName()))
    await okta.patch(path, { op: 'add', path: 'members', value: [{ value: joined.body.id }] })
    const put = await okta.put(path, groupBody(made.body.displayName, [joined.body.id]))
    expect([put.status, 'externalId' in put.body]).toEqual([200, false])
    expect(await held({ dn })).toEqual(['entra: G-E'])
  })

  it.each([{}, { 'Scimdap-Bulk': 'atomic' }])('write it in bulk %j', async (headers) => {
    const user = await shared()
    const userName = newName()
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
