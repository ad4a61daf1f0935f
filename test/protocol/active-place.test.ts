/** active by where an entry is: deactivation moves it, references follow, and nothing is lost on the way. RFC 7643 §4.1.1, RFC 4511 §4.9 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { check, configFor } from '../openldap/check-support.ts'
import { filtered, groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { addAccessRule, bindCode, expectError, namesOf, openStage, type Stage } from './support.ts'

const password = 'correct horse'
let stage: Stage
/** The same directory by two bases, with places by department, and without transactions. */
let departments: TestGateway
let leavers = ''
let number = 0

const unit = (dn: string) => ({ objectClass: 'organizationalUnit', ou: /^ou=([^,]*)/.exec(dn)?.[1] ?? '' })
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const enforcedBy = 'an access rule of the directory: nobody binds below ou=leavers'

beforeAll(async () => {
  stage = await openStage({}, (suffix) => ({
    users: {
      base: `ou=people,${suffix}`,
      attributes: { active: { inactiveIn: `ou=leavers,ou=people,${suffix}`, enforcedBy } },
    },
  }))
  const { ldap, admin, people } = stage
  leavers = `ou=leavers,${people}`
  for (const dn of [leavers, `ou=old,${leavers}`, `ou=sales,${people}`]) await admin.add(dn, unit(dn))
  await addAccessRule(ldap, `to dn.subtree="${leavers}" attrs=userPassword by GATEWAY write by * none`)
  departments = await startGateway(ldap, {
    directory: { urls: [ldap.url], bindDn: ldap.gatewayDn, password: ldap.gatewayPassword, transactions: false },
    users: {
      base: people,
      createIn: { container: `ou={${enterprise}:department},${people}`, otherwise: people },
      attributes: { active: { inactiveIn: leavers, enforcedBy } },
    },
  })
})
afterAll(async () => {
  await departments?.close()
  await stage?.end()
})

const create = async (more: Readonly<Record<string, unknown>> = {}) =>
  (await stage.scim.post('/Users', userBody(`mover${number++}`, more))).body
const patch = (scim: TestGateway, path: string, operations: readonly object[], headers = {}) =>
  scim.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations: operations }, headers })
const setting = (active: boolean) => [{ op: 'replace', path: 'active', value: active }]
const atPeople = (user: { userName: string }) => `uid=${user.userName},${stage.people}`
const atLeavers = (user: { userName: string }) => `uid=${user.userName},${leavers}`

describe('active by place', () => {
  it('PATCH moves the entry there and back, which keeps its id, its values and its groups', async () => {
    const { scim, admin } = stage
    const user = await create({ title: 'Keeper', password })
    const group = (await scim.post('/Groups', groupBody(`of ${user.userName}`, [user.id]))).body
    expect(await bindCode(stage.ldap, atPeople(user), password)).toBe(0)

    const away = await patch(scim, `/Users/${user.id}`, setting(false))

    expect([away.status, away.body.active, away.body.id, away.body.title]).toEqual([200, false, user.id, 'Keeper'])
    expect(away.body.groups).toMatchObject([{ value: group.id }])
    expect(await admin.dnOf(user.id)).toBe(atLeavers(user))
    expect((await admin.stored(atLeavers(user)))?.uid).toEqual([user.userName])
    expect((await scim.get(`/Groups/${group.id}`)).body.members).toMatchObject([{ value: user.id }])
    const [groupDn] = [`cn=of ${user.userName},${stage.groups}`]
    expect((await admin.stored(groupDn))?.member).toEqual([atLeavers(user)])
    expect(await bindCode(stage.ldap, atLeavers(user), password)).toBe(49)

    const back = await patch(scim, `/Users/${user.id}`, setting(true))

    expect([back.status, back.body.active, back.body.id]).toEqual([200, true, user.id])
    expect((await admin.stored(groupDn))?.member).toEqual([atPeople(user)])
    expect(await bindCode(stage.ldap, atPeople(user), password)).toBe(0)
  })

  it('PUT does the same, and leaves everybody where they are who says nothing of it', async () => {
    const { scim, admin } = stage
    const user = await create()
    const put = (more: object) => scim.put(`/Users/${user.id}`, userBody(user.userName, { ...more }))

    expect((await put({ active: false, title: 'Left' })).body).toMatchObject({ active: false, title: 'Left' })
    expect((await put({ title: 'Still away' })).body).toMatchObject({ active: false, title: 'Still away' })
    expect(await admin.dnOf(user.id)).toBe(atLeavers(user))
    expect((await put({ active: true })).body.active).toBe(true)
    expect(await admin.dnOf(user.id)).toBe(atPeople(user))
  })

  it('a POST with active false is placed there', async () => {
    const user = await create({ active: false, password })

    expect(user.active).toBe(false)
    expect(await stage.admin.dnOf(user.id)).toBe(atLeavers(user))
    expect((await stage.scim.get(`/Users/${user.id}`)).body.active).toBe(false)
  })

  it('a deeper place is inactive, too, and nobody is moved within', async () => {
    const dn = await stage.admin.addPerson(`uid=deep,ou=old,${leavers}`, { uid: 'deep' })
    const id = await stage.admin.entryUuid(dn)

    expect((await patch(stage.scim, `/Users/${id}`, setting(false))).body.active).toBe(false)
    expect(await stage.admin.dnOf(id)).toBe(dn)
  })

  it('moves with a new name and other values in one request', async () => {
    const { ldap, admin, people } = stage
    const byName = await startGateway(ldap, {
      users: { base: people, rdn: 'cn', attributes: { active: { inactiveIn: leavers, enforcedBy } } },
    })
    try {
      const user = (await byName.post('/Users', userBody(`mover${number++}`))).body
      const group = (await byName.post('/Groups', groupBody(`name of ${user.userName}`, [user.id]))).body
      const value = { active: false, name: { formatted: 'New, Name' }, title: 'Was' }

      const answer = await patch(byName, `/Users/${user.id}`, [{ op: 'replace', value }])

      expect(answer.body).toMatchObject({ active: false, name: { formatted: 'New, Name' }, title: 'Was' })
      expect(await admin.stored(`cn=New\\, Name,${leavers}`)).toMatchObject({ cn: ['New, Name'], title: ['Was'] })
      expect((await byName.get(`/Groups/${group.id}`)).body.members).toMatchObject([{ value: user.id }])
    } finally {
      await byName.close()
    }
  })

  it('moves a leaver whose new name is left alone', async () => {
    const user = await create()
    const value = { active: false, userName: `left-${user.userName}` }

    expect((await patch(stage.scim, `/Users/${user.id}`, [{ op: 'replace', value }])).body.active).toBe(false)
    expect(await stage.admin.dnOf(user.id)).toBe(atLeavers(user))
  })

  it('is found by filters, which the base of the search narrows', async () => {
    const scim = stage.scim
    const [here, away] = [await create(), await create({ active: false })]
    const names = async (filter: string) => namesOf(await scim.get(`${filtered('/Users', filter)}&count=200`))

    const inactive = await names('active eq false')
    expect(inactive).toContain(away.userName)
    expect(inactive).not.toContain(here.userName)
    const active = await names('active eq true')
    expect(active).toContain(here.userName)
    expect(active).not.toContain(away.userName)
    expect(await names(`userName eq "${away.userName}" and active eq false`)).toEqual([away.userName])
    expect(await names(`userName eq "${away.userName}" and not (active eq false)`)).toEqual([])
    expect(await names(`active ne true and userName eq "${here.userName}"`)).toEqual([])
    expect(await names(`active pr and userName eq "${here.userName}"`)).toEqual([here.userName])
    expect((await names(`active eq false or userName eq "${here.userName}"`)).includes(here.userName)).toBe(true)
  })
})

describe('a move that cannot be', () => {
  it('is 409 where an entry of that name is there already, and changes nothing', async () => {
    const { scim, admin } = stage
    const user = await create({ title: 'Before' })
    await admin.add(atLeavers(user), { objectClass: 'account', uid: user.userName })

    const operations = [...setting(false), { op: 'replace', path: 'title', value: 'After' }]
    const answer = await patch(scim, `/Users/${user.id}`, operations)

    expectError(answer, 409, 'uniqueness')
    expect((await scim.get(`/Users/${user.id}`)).body).toMatchObject({ active: true, title: 'Before' })
  })

  it('is all or nothing without transactions: what the directory refuses besides takes it back', async () => {
    const { admin, ldap } = stage
    const user = await create({ title: 'Before' })
    const group = (await stage.scim.post('/Groups', groupBody(`all of ${user.userName}`, [user.id]))).body
    await addAccessRule(ldap, `to dn.children="${leavers}" attrs=title by * read`)

    const operations = [...setting(false), { op: 'replace', path: 'title', value: 'After' }]
    const answer = await patch(departments, `/Users/${user.id}`, operations)

    expect(answer.status).toBe(403)
    expect(await admin.dnOf(user.id)).toBe(atPeople(user))
    expect((await departments.get(`/Users/${user.id}`)).body).toMatchObject({ active: true, title: 'Before' })
    expect((await departments.get(`/Groups/${group.id}`)).body.members).toMatchObject([{ value: user.id }])
  })

  it('is taken back where the password of the same request is refused', async () => {
    const { admin, ldap } = stage
    await admin.replace(`cn=default,ou=policies,${ldap.suffix}`, 'pwdMinLength', '8')
    await admin.replace(`cn=default,ou=policies,${ldap.suffix}`, 'pwdCheckQuality', '2')
    const user = await create({ password, displayName: 'Before' })
    const value = { active: false, password: 'short', displayName: 'After' }

    expectError(await patch(stage.scim, `/Users/${user.id}`, [{ op: 'replace', value }]), 400, 'invalidValue')
    expect(await admin.dnOf(user.id)).toBe(atPeople(user))
    expect((await stage.scim.get(`/Users/${user.id}`)).body).toMatchObject({ active: true, displayName: 'Before' })
    expect(await bindCode(ldap, atPeople(user), password)).toBe(0)
  })

  it('is 412 for who has an older version: a move is a change', async () => {
    const user = await create()
    const { scim } = stage
    const tag = (await scim.get(`/Users/${user.id}`)).headers.get('etag') ?? ''
    await patch(scim, `/Users/${user.id}`, setting(false))

    const answer = await patch(scim, `/Users/${user.id}`, setting(true), { 'If-Match': tag })

    expectError(answer, 412)
    expect((await scim.get(`/Users/${user.id}`)).headers.get('etag')).not.toBe(tag)
    expect((await scim.get(`/Users/${user.id}`)).body.active).toBe(false)
  })

  it('is 400 where what says where active people go names no place, or the one of the others', async () => {
    const body = (of: string, more = {}) =>
      userBody(`mover${number++}`, { schemas: [urn.user, enterprise], [enterprise]: { department: of }, ...more })
    const user = (await departments.post('/Users', body('nowhere', { active: false }))).body
    expect(await stage.admin.dnOf(user.id)).toBe(atLeavers(user))

    expectError(await patch(departments, `/Users/${user.id}`, setting(true)), 400, 'invalidValue')
    expectError(await departments.post('/Users', body('leavers')), 400, 'invalidValue')
    const moved = await patch(departments, `/Users/${user.id}`, [
      { op: 'replace', value: { active: true, [`${enterprise}:department`]: 'sales' } },
    ])
    expect(moved.body.active).toBe(true)
    expect(await stage.admin.dnOf(user.id)).toBe(`uid=${user.userName},ou=sales,${stage.people}`)
  })

  it('is 500 where the place is not there, and nothing is moved', async () => {
    const gone = await startGateway(stage.ldap, {
      users: { base: stage.people, attributes: { active: { inactiveIn: `ou=gone,${stage.people}`, enforcedBy } } },
    })
    const user = await create()
    try {
      expectError(await patch(gone, `/Users/${user.id}`, setting(false)), 500)
      expect(await stage.admin.dnOf(user.id)).toBe(atPeople(user))
    } finally {
      await gone.close()
    }
  })
})

describe('scimdap check --write-probe', () => {
  it('moves its person, says nothing where that keeps from binding, and leaves nobody behind', async () => {
    const { ldap, people, admin } = stage
    const active = { inactiveIn: leavers, enforcedBy }
    const { findings } = await check(ldap, configFor(ldap, { users: { active } }), ['--write-probe'])

    expect(findings.map(({ id }) => id)).not.toContain('write-probe-failed')
    expect(findings.map(({ id }) => id)).not.toContain('deactivation-elsewhere')
    const { searchEntries } = await admin.client.search(people, { filter: '(sn=check)' })
    expect(searchEntries).toEqual([])
  })
})

describe('several at once', () => {
  it('of two who want the opposite each sees a state that was there, and the entry is in one place', async () => {
    const user = await create()
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => patch(stage.scim, `/Users/${user.id}`, setting(at % 2 === 0))),
    )

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const { active } = (await stage.scim.get(`/Users/${user.id}`)).body
    expect(await stage.admin.dnOf(user.id)).toBe(active ? atPeople(user) : atLeavers(user))
  })

  it('bulk requests move, and what follows in them sees that; all or nothing is 501, and then nothing is moved', async () => {
    const user = await create()
    const send = (headers: Record<string, string>) =>
      stage.scim.request('POST', '/Bulk', {
        headers,
        body: {
          schemas: [urn.bulkRequest],
          Operations: [setting(false), [{ op: 'replace', path: 'displayName', value: 'Bulked' }]].map((Operations) => ({
            method: 'PATCH',
            path: `/Users/${user.id}`,
            data: { schemas: [urn.patchOp], Operations },
          })),
        },
      })

    expectError(await send({ 'Scimdap-Bulk': 'atomic' }), 501)
    expect(await stage.admin.dnOf(user.id)).toBe(atPeople(user))

    const inOrder = await send({})
    expect(inOrder.body.Operations.map(({ status }: { status: string }) => status)).toEqual(['200', '200'])
    expect(await stage.admin.stored(atLeavers(user))).toMatchObject({ displayname: ['Bulked'] })
  })
})
