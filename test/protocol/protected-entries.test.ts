/** Entries that give power over the directory: no client writes them unless it is allowed by name. docs/protected-entries.md */
import { Attribute, Change } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, groupBody, startGateway, token, userBody } from '../support/gateway.ts'
import { patch as bulkPatch } from './bulk-support.ts'
import { addAccessRule, bindCode, contentOf, expectError, openStage, type Stage } from './support.ts'

const allowedToken = 'test-token-of-the-client-that-is-allowed-00000'

const configuration = (suffix: string) => ({
  protected: { entries: [`CN=vault, ou=groups,${suffix}`, '(title=Treasurer)'], allow: ['allowed'] },
  clients: [
    { name: 'test', setPassword: true, tokens: [hashToken(token)] },
    { name: 'allowed', tokens: [hashToken(allowedToken)] },
  ],
})

describe('protected entries', () => {
  let stage: Stage
  const ids = new Map<string, string>()
  const id = (name: string) => ids.get(name) as string
  const people = ['alice', 'olga', 'vera', 'backup', 'bob', 'anna', 'carl', 'lost']
  const dnOf = (name: string) => (people.includes(name) ? `uid=${name},${stage.people}` : `cn=${name},${stage.groups}`)

  /** alice is an administrator; olga is one by way of `operators`; vera has the vault; backup reads; `lost` was deleted. */
  beforeAll(async () => {
    stage = await openStage({}, configuration)
    const { admin, ldap, people: place } = stage
    for (const name of people.filter((each) => each !== 'lost')) {
      await admin.addPerson(dnOf(name), { uid: name, ...(name === 'anna' && { title: 'Treasurer' }) })
    }
    const group = (name: string, ...members: readonly string[]) =>
      admin.add(dnOf(name), { objectClass: 'groupOfNames', member: members.map(dnOf) })
    await group('operators', 'olga', 'carl')
    await group('admins', 'alice', 'operators', 'lost')
    await group('vault', 'vera', 'carl')
    await group('staff', 'alice', 'bob')
    await addAccessRule(ldap, `to * by group.exact="${dnOf('admins')}" write by * break`)
    await addAccessRule(ldap, `to dn.subtree="${place}" by dn.exact="${dnOf('backup')}" read by * break`)
    const config = await ldap.config()
    const readable = new Attribute({
      type: 'olcAccess',
      values: [`{0}to * by dn.exact="${ldap.gatewayDn}" read by * break`],
    })
    await config.modify('olcDatabase={0}config,cn=config', new Change({ operation: 'add', modification: readable }))
    await config.unbind()
    for (const name of [...people, 'operators', 'admins', 'vault', 'staff']) {
      if (name !== 'lost') ids.set(name, await admin.entryUuid(dnOf(name)))
    }
    // As it is when the gateway starts; what changes later is seen half a minute later.
    await stage.scim.close()
    Object.assign(stage, { scim: await startGateway(ldap, configuration(ldap.suffix)) })
  })
  afterAll(() => stage?.end())

  const patch = (path: string, ...Operations: readonly object[]): Promise<Answer> =>
    stage.scim.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations } })
  const join = (member: string) => ({ op: 'add', path: 'members', value: [{ value: id(member) }] })
  const title = { op: 'replace', path: 'title', value: 'Chief' }
  const password = { op: 'replace', path: 'password', value: 'correct horse battery staple' }
  const disable = { op: 'replace', path: 'active', value: false }
  /** 403, and the entry is as it was. */
  const refused = async (name: string, request: () => Promise<Answer>) => {
    const before = contentOf(await stage.admin.stored(dnOf(name)))
    const answer = await request()
    expectError(answer, 403)
    expect(answer.body.detail).toContain('power over the directory')
    expect(contentOf(await stage.admin.stored(dnOf(name)))).toEqual(before)
  }

  it('are told at start, by their number', async () => {
    const told = () => stage.scim.observations.find(({ kind }) => kind === 'protected-found')
    // rootDNs of both databases, root, the gateway, backup, anna, admins, operators and vault.
    await expect.poll(told).toMatchObject({ entries: 9, members: 5, isConfigSeen: true, unnamed: 0 })
  })

  it.each(['admins', 'operators', 'vault'])('let nobody into %s, nor out of it', async (name) => {
    const path = `/Groups/${id(name)}`
    const { body } = await stage.scim.get(path)
    await refused(name, () => patch(path, join('bob')))
    await refused(name, () => patch(path, { op: 'remove', path: `members[value eq "${body.members[0].value}"]` }))
    await refused(name, () => patch(path, { op: 'replace', path: 'members', value: [{ value: id('bob') }] }))
    await refused(name, () => stage.scim.put(path, groupBody(name, [id('bob')])))
    await refused(name, () => patch(path, { op: 'replace', path: 'displayName', value: 'harmless' }))
    await refused(name, () => stage.scim.delete(path))
  })

  it.each(['backup', 'anna'])('are not changed in any way: %s', async (name) => {
    const path = `/Users/${id(name)}`
    for (const operation of [title, disable, password]) await refused(name, () => patch(path, operation))
    await refused(name, () => stage.scim.put(path, userBody(name)))
    await refused(name, () => stage.scim.delete(path))
  })

  it.each(['alice', 'olga', 'vera'])(
    'give their power to nobody who takes the name or the password of %s',
    async (name) => {
      const path = `/Users/${id(name)}`
      await refused(name, () => patch(path, password))
      await refused(name, () => patch(path, title, password))
      await refused(name, () => stage.scim.delete(path))
      expect(await bindCode(stage.ldap, dnOf(name), 'correct horse battery staple')).not.toBe(0)
    },
  )

  it('let a leaver be deactivated who is in a protected group', async () => {
    expect((await patch(`/Users/${id('alice')}`, disable)).body).toMatchObject({ active: false })
    expect((await patch(`/Users/${id('alice')}`, title)).body).toMatchObject({ title: 'Chief' })
  })

  it('have names that nobody is given who is made anew', async () => {
    expectError(await stage.scim.post('/Users', userBody('lost')), 403)
    expect(await stage.admin.stored(dnOf('lost'))).toBeUndefined()
  })

  it('can be put into other groups, and read', async () => {
    expect((await patch(`/Groups/${id('staff')}`, join('vera'))).status).toBe(204)
    const leave = { op: 'remove', path: `members[value eq "${id('alice')}"]` }
    expect((await patch(`/Groups/${id('staff')}`, leave)).status).toBe(204)
    expect((await stage.scim.get(`/Groups/${id('admins')}`)).body.members).toHaveLength(2)
    expect((await stage.scim.get('/Users?count=50')).body.totalResults).toBe(7)
  })

  it('are refused in a bulk request, each by itself or all of it', async () => {
    const operations = [
      bulkPatch(`/Groups/${id('admins')}`, join('bob')),
      bulkPatch(`/Users/${id('bob')}`, title),
      { method: 'DELETE', path: `/Users/${id('alice')}` },
    ]
    const bulk = (headers: Readonly<Record<string, string>>) =>
      stage.scim.request('POST', '/Bulk', { body: { schemas: [urn.bulkRequest], Operations: operations }, headers })
    const results = (await bulk({})).body.Operations.map((result: { status: string }) => result.status)
    expect(results).toEqual(['403', '200', '403'])

    const atomic = await bulk({ 'Scimdap-Bulk': 'atomic' })
    expectError(atomic, 403)
    expect(atomic.body.detail).toContain('operation 1')
  })

  it('are written by a client that is allowed by name', async () => {
    const call = (path: string, ...Operations: readonly object[]) =>
      stage.scim.request('PATCH', path, { token: allowedToken, body: { schemas: [urn.patchOp], Operations } })

    expect((await call(`/Groups/${id('admins')}`, join('bob'))).status).toBe(204)
    expect((await call(`/Users/${id('backup')}`, title)).status).toBe(200)
  })
})
