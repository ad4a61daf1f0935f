/** All-or-nothing Bulk, over the directory's transactions. RFC 7644 §3.7 with RFC 5805 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { configurationFor, groupBody, startGateway, userBody } from '../support/gateway.ts'
import { addMember, bulkClientOf, group, idOf, type Operation, patch, report, results, user } from './bulk-support.ts'
import { addAccessRule, bindCode, expectError, openStage, type Stage } from './support.ts'

const atomic = { 'Scimdap-Bulk': 'atomic' }

let stage: Stage
const client = bulkClientOf(() => stage.scim)
const bulk = (operations: readonly unknown[], more: Operation = {}, headers = {}) =>
  client.bulk(operations, more, { ...atomic, ...headers })

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.end())

/** As the directory has them: uids of people and names of groups that begin with the text. */
const stored = async (name: string): Promise<readonly string[]> => {
  const filter = `(|(uid=${name}*)(cn=${name}*))`
  const { searchEntries } = await stage.admin.client.search(stage.ldap.suffix, { filter, attributes: ['1.1'] })
  return searchEntries.map(({ dn }) => dn.slice(dn.indexOf('=') + 1, dn.indexOf(','))).sort()
}
const created = async (userName: string, more: Operation = {}) => {
  const { body, headers } = await stage.scim.post('/Users', userBody(userName, more))
  return { id: body.id as string, path: `/Users/${body.id}`, version: headers.get('etag') as string }
}

describe('Scimdap-Bulk: atomic', () => {
  it('does all operations, and answers as for any bulk request', async () => {
    const answer = await bulk(
      [
        group(
          'ok.team',
          ['ok.ann', 'ok.bob'].map((each) => `bulkId:${each}`),
        ),
        user('ok.ann'),
        report('ok.bob', 'ok.ann'),
      ],
      {},
      { Prefer: 'return=representation' },
    )

    expect(answer.headers.get('scimdap-bulk')).toBe('atomic')
    const [team, ann, bob] = await results(Promise.resolve(answer))
    expect([team, ann, bob].map(({ status, bulkId, method }) => [status, bulkId, method])).toEqual([
      ['201', 'ok.team', 'POST'],
      ['201', 'ok.ann', 'POST'],
      ['201', 'ok.bob', 'POST'],
    ])
    expect(team.response.members.map(({ value }: { value: string }) => value).sort()).toEqual(
      [idOf(ann), idOf(bob)].sort(),
    )
    expect(bob.response[urn.enterpriseUser].manager.value).toBe(idOf(ann))
    for (const result of [team, ann, bob]) {
      const { headers, body } = await stage.scim.get(result.location.slice(stage.scim.url.length))
      expect({ version: headers.get('etag'), body }).toEqual({ version: result.version, body: result.response })
    }
  })

  it('links what refers to one another', async () => {
    const answers = await results(
      bulk([report('ring.a', 'ring.b'), report('ring.b', 'ring.a'), report('ring.c', 'ring.c')]),
    )

    const [a, b, c] = await Promise.all(answers.map(client.at))
    expect([a, b, c].map((each) => each[urn.enterpriseUser].manager.value)).toEqual([b.id, a.id, c.id])
  })

  it('does nothing where the last operation fails, and says which one and why', async () => {
    const ann = await created('none.ann')
    const answer = await bulk([
      user('none.bob'),
      group('none.team', ['bulkId:none.bob', ann.id]),
      patch(ann.path, { op: 'replace', path: 'title', value: 'New' }),
      user('none.ANN'),
    ])

    expectError(answer, 409, 'uniqueness')
    expect(answer.body.detail).toMatch(/^Nothing was done, since operation 4 \("POST", bulkId "none.ANN"\) failed: /)
    expect(answer.headers.get('scimdap-bulk')).toBeNull()
    expect(await stored('none.')).toEqual(['none.ann'])
    expect((await stage.admin.stored(`uid=none.ann,${stage.people}`))?.title).toBeUndefined()
  })

  it('judges each operation by what those before it did, on one resource too', async () => {
    const ann = await created('seq.ann')
    const stale = await created('seq.stale')
    const put = { method: 'PUT', path: ann.path, version: ann.version, data: userBody('seq.ann', { title: 'Put' }) }
    const operations = [
      put,
      patch(ann.path, { op: 'add', path: 'nickName', value: 'Patched' }),
      { ...put, path: stale.path, version: stale.version, data: userBody('seq.stale', { title: 'Put' }) },
      patch(stale.path, { op: 'remove', path: 'title' }),
      { method: 'DELETE', path: stale.path },
      { ...user('seq.stale'), bulkId: 'again' },
      user('seq.short'),
      { method: 'DELETE', path: '/Users/bulkId:seq.short' },
      patch(ann.path, { op: 'add', path: 'displayName', value: 'Last' }),
    ]

    const answers = await results(bulk(operations))

    expect(answers.map(({ status }: { status: string }) => status)).toEqual(
      '200 200 200 200 204 201 201 204 200'.split(' '),
    )
    expect(await stored('seq.')).toEqual(['seq.ann', 'seq.stale'])
    expect(await client.at(answers[0])).toMatchObject({
      id: ann.id,
      title: 'Put',
      nickName: 'Patched',
      displayName: 'Last',
    })
    expect([answers[0].version, answers[1].version]).toEqual([answers[8].version, answers[8].version])
    expect(answers.slice(2, 5).map(({ version }: { version?: string }) => version)).toEqual(Array(3).fill(undefined))
    expect(answers.slice(2, 5).map(idOf)).toEqual(Array(3).fill(stale.id))
    expect(idOf(answers[5])).not.toBe(stale.id)
    expect((await client.at(answers[5])).userName).toBe('seq.stale')

    const late = await bulk([put, patch(ann.path, { op: 'remove', path: 'nickName' })])
    expectError(late, 412)
    const twice = await bulk([
      { ...put, version: answers[8].version, data: userBody('seq.ann', { title: 'Third' }) },
      { ...patch(ann.path, { op: 'remove', path: 'title' }), version: answers[8].version },
    ])
    expectError(twice, 412)
    expect(twice.body.detail).toContain('operation 2')
    expect((await client.at(answers[0])).title).toBe('Put')
  })

  it('deletes people with their memberships, and refuses to empty a group', async () => {
    const [ann, bob] = [await created('gone.ann'), await created('gone.bob')]
    const team = await stage.scim.post('/Groups', groupBody('gone.team', [ann.id, bob.id]))
    const path = `/Groups/${team.body.id}`

    const emptied = await bulk([
      { method: 'DELETE', path: ann.path },
      { method: 'DELETE', path: bob.path },
    ])
    expectError(emptied, 409)
    expect((await stage.scim.get(path)).body.members).toHaveLength(2)

    const answers = await results(
      bulk([
        user('gone.eve'),
        addMember(path, 'bulkId:gone.eve'),
        { method: 'DELETE', path: ann.path },
        { method: 'DELETE', path: bob.path },
      ]),
    )
    expect(answers.map(({ status }: { status: string }) => status)).toEqual(['201', '200', '204', '204'])
    expect(await stored('gone.')).toEqual(['gone.eve', 'gone.team'])
    const { members } = (await stage.scim.get(path)).body
    expect(members.map(({ value }: { value: string }) => value)).toEqual([idOf(answers[0])])
  })

  it('renames groups, and whoever names them follows', async () => {
    const ann = await created('name.ann')
    const inner = await stage.scim.post('/Groups', groupBody('name.inner', [ann.id]))
    await stage.scim.post('/Groups', groupBody('name.outer', [inner.body.id]))
    const rename = (path: string, value: string) => patch(path, { op: 'replace', path: 'displayName', value })

    const answers = await results(
      bulk([
        rename(`/Groups/${inner.body.id}`, 'name.first'),
        group('name.new', [ann.id, inner.body.id]),
        rename(`/Groups/${inner.body.id}`, 'name.second'),
        rename('/Groups/bulkId:name.new', 'name.inner'),
      ]),
    )

    expect(answers.map(({ status }: { status: string }) => status)).toEqual(['200', '201', '200', '200'])
    expect(await stored('name.')).toEqual(['name.ann', 'name.inner', 'name.outer', 'name.second'])
    const memberOf = async (name: string) => (await stage.admin.stored(`cn=${name},${stage.groups}`))?.member
    expect(await memberOf('name.outer')).toEqual([`cn=name.second,${stage.groups}`])
    expect(await memberOf('name.inner')).toContain(`cn=name.second,${stage.groups}`)
    expect(idOf(answers[3])).toBe(idOf(answers[1]))
  })

  it('lets requests that come at once change one group, none over another', async () => {
    const ann = await created('once.ann')
    const { body } = await stage.scim.post('/Groups', groupBody('once.team', [ann.id]))
    const path = `/Groups/${body.id}`
    const names = Array.from({ length: 6 }, (_, n) => `once.${n}`)

    const answers = await Promise.all(
      names.map((name) => results(bulk([user(name), user(`${name}.too`), addMember(path, `bulkId:${name}`)]))),
    )

    expect((await stage.scim.get(path)).body.members).toHaveLength(7)
    expect(await stored('once.')).toHaveLength(14)
    for (const [, , changed] of answers) expect(changed.status).toBe('200')
  })

  it('names a resource of the request by its bulkId where it says why', async () => {
    const answer = await bulk([
      user('told.ann'),
      { method: 'DELETE', path: '/Users/bulkId:told.ann' },
      group('told.team', ['bulkId:told.ann']),
    ])

    expectError(answer, 400, 'invalidValue')
    expect(answer.body.detail).toContain('bulkId:told.ann')
    expect(answer.body.detail).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/)
  })

  it('refuses what only the directory can judge, and names the operation too', async () => {
    await addAccessRule(stage.ldap, 'to dn.regex="^uid=acl\\.bob," by GATEWAY read by * none')

    const answer = await bulk([user('acl.ann'), user('acl.bob'), user('acl.eve')])

    expectError(answer, 403)
    expect(answer.body.detail).toMatch(/^Nothing was done, since operation 2 \("POST", bulkId "acl.bob"\) failed: /)
    expect(await stored('acl.')).toEqual([])
  })

  it('refuses a password that is set by an operation of its own', async () => {
    const answer = await bulk([user('secret.ann'), user('secret.bob', { password: 'a long enough secret' })])

    expectError(answer, 501)
    expect(answer.body.detail).toMatch(/operation 2 .* password/)
    expect(await stored('secret.')).toEqual([])
  })

  it.each(['', 'yes', 'atomic, atomic', 'none'])('is refused where it says %j', async (value) => {
    expectError(await bulk([user('odd.ann')], {}, { 'Scimdap-Bulk': value }), 400, 'invalidValue')
    expect(await stored('odd.')).toEqual([])
  })

  it('takes a thousand operations', async () => {
    const people = Array.from({ length: 900 }, (_, n) => user(`many.${n}`))
    const nineFrom = (n: number) => Array.from({ length: 9 }, (_, m) => `bulkId:many.${n + m}`)
    const groups = Array.from({ length: 100 }, (_, n) => group(`many.g${n}`, nineFrom(n * 9)))

    const answers = await results(bulk([...groups, ...people]))

    expect(new Set(answers.map(({ status }: { status: string }) => status))).toEqual(new Set(['201']))
    expect(await stored('many.')).toHaveLength(1000)
  })
})

describe('Scimdap-Bulk: atomic, as the gateway is configured', () => {
  const started = async (overlay: (directory: object) => object) => {
    const directory = { ...configurationFor(stage.ldap).directory }
    const scim = await startGateway(stage.ldap, { ...overlay(directory) })
    return { scim, client: bulkClientOf(() => scim) }
  }

  it('is refused without transactions of the directory, with a word of what to switch on', async () => {
    const { scim, client } = await started((directory) => ({ directory: { ...directory, transactions: false } }))

    const answer = await client.bulk([user('off.ann')], {}, atomic)

    expectError(answer, 501)
    expect(answer.body.detail).toContain('directory.transactions')
    expect(await stored('off.')).toEqual([])
    expect((await client.bulk([user('off.ann')])).status).toBe(200)
    expect((await client.bulk([user('off.ann')])).headers.get('scimdap-bulk')).toBeNull()
    await scim.close()
  })

  it('sets passwords that are set by value', async () => {
    const base = `ou=people,${stage.ldap.suffix}`
    const byValue = { attributes: { password: { password: 'userPassword', by: 'value' } } }
    const { scim, client } = await started(() => ({ users: { base, ...byValue } }))
    const password = 'a long enough secret'

    const answers = await results(
      client.bulk(
        [user('value.ann', { password }), user('value.bob', { password, active: false }), user('value.eve')],
        {},
        { ...atomic, Prefer: 'return=representation' },
      ),
    )

    expect(answers.map(({ response }: { response: object }) => response)).toMatchObject([
      { active: true },
      { active: false },
      { active: true },
    ])
    expect(await bindCode(stage.ldap, `uid=value.ann,${base}`, password)).toBe(0)
    expect(await bindCode(stage.ldap, `uid=value.bob,${base}`, password)).toBe(49)
    await scim.close()
  })
})
