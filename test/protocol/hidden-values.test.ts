/** What access rules hide from the gateway survives every PUT. slapd.access(5), RFC 7644 §3.5.1 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { userBody } from '../support/gateway.ts'
import { addAccessRule, expectError, openStage, type Stage } from './support.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  const below = `to dn.children="${stage.people}"`
  await addAccessRule(stage.ldap, `${below} attrs=title,mail,scimEmail by GATEWAY none by * break`)
  await addAccessRule(stage.ldap, `${below} attrs=scimNickName,telephoneNumber by GATEWAY =w by * break`)
  await addAccessRule(stage.ldap, `${below} attrs=givenName by GATEWAY read by * break`)
})
afterAll(() => stage?.end())

const addPerson = async (uid: string) => {
  const dn = await stage.admin.addPerson(`uid=${uid},${stage.people}`, {
    objectClass: ['inetOrgPerson', 'scimUser'],
    ...{ uid, title: 'Hidden', mail: 'hidden@example.com', scimEmail: 'type=work;value=hidden@example.com' },
    ...{ givenName: 'Readable', scimNickName: 'Hid', telephoneNumber: '+1 555', description: 'unmapped' },
  })
  return { dn, path: `/Users/${await stage.admin.entryUuid(dn)}` }
}
const hidden = {
  title: ['Hidden'],
  mail: ['hidden@example.com'],
  scimemail: ['type=work;value=hidden@example.com'],
  scimnickname: ['Hid'],
  telephonenumber: ['+1 555'],
  description: ['unmapped'],
}

describe('attributes that the gateway may not read', () => {
  it('are not shown', async () => {
    const { path } = await addPerson('unshown')

    const { body } = await stage.scim.get(path)

    expect(body).toMatchObject({ userName: 'unshown', name: { givenName: 'Readable' } })
    for (const name of ['title', 'emails', 'nickName', 'phoneNumbers']) expect(body).not.toHaveProperty(name)
  })

  it('survive a PUT of what GET gave, which writes nothing', async () => {
    const { dn, path } = await addPerson('same')
    const before = await stage.admin.stored(dn)

    const answer = await stage.scim.put(path, (await stage.scim.get(path)).body)

    expect(answer.status).toBe(200)
    expect(await stage.admin.stored(dn)).toEqual(before)
  })

  it('survive a PUT of something else', async () => {
    const { dn, path } = await addPerson('else')
    const { body } = await stage.scim.get(path)

    const answer = await stage.scim.put(path, { ...body, userType: 'Employee' })

    expect(answer.body.userType).toBe('Employee')
    expect(await stage.admin.stored(dn)).toMatchObject({ ...hidden, employeetype: ['Employee'] })
  })

  it('survive active: false and true', async () => {
    const { dn, path } = await addPerson('locked')

    for (const active of [false, true]) {
      expect(
        (
          await stage.scim.put(path, {
            ...userBody('locked'),
            name: { familyName: 'Body', givenName: 'Readable' },
            active,
          })
        ).body.active,
      ).toBe(active)
    }

    expect(await stage.admin.stored(dn)).toMatchObject(hidden)
  })
})

describe('what cannot be written', () => {
  it('because the gateway may not is 403, and nothing has changed', async () => {
    const { dn, path } = await addPerson('forbidden')
    const before = await stage.admin.stored(dn)
    const { body } = await stage.scim.get(path)

    expectError(await stage.scim.put(path, { ...body, userType: 'Lost', title: 'Mine' }), 403)
    expectError(
      await stage.scim.put(path, { ...body, userType: 'Lost', name: { ...body.name, givenName: 'Mine' } }),
      403,
    )

    expect(await stage.admin.stored(dn)).toEqual(before)
  })

  it('because it is there and hidden is 409 soon, not a retry without end', async () => {
    const { dn, path } = await addPerson('contradicted')
    const before = await stage.admin.stored(dn)
    const { body } = await stage.scim.get(path)
    const startedAt = performance.now()

    expectError(await stage.scim.put(path, { ...body, phoneNumbers: [{ value: '+1 555', type: 'work' }] }), 409)

    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(await stage.admin.stored(dn)).toEqual(before)
  })
})

describe('what is missing or closed above the resources', () => {
  it('a base that the gateway may not see is no empty list and no 404', async () => {
    const closed = await openStage()
    const user = (await closed.scim.post('/Users', userBody('someone'))).body
    await addAccessRule(closed.ldap, `to dn.subtree="${closed.people}" by GATEWAY none by * break`)

    const answers = [
      await closed.scim.get('/Users'),
      await closed.scim.get(`/Users/${user.id}`),
      await closed.scim.post('/Users', userBody('another')),
      await closed.scim.delete(`/Users/${user.id}`),
    ]

    for (const answer of answers) expectError(answer, answer.status === 403 ? 403 : 500)
    await closed.end()
  })

  it('a place for new entries that is not there is 500, told to the operator', async () => {
    const lost = await openStage({}, (suffix) => ({
      users: { base: `ou=people,${suffix}`, createBase: `ou=nowhere,ou=people,${suffix}` },
    }))

    const answer = await lost.scim.post('/Users', userBody('homeless'))

    expectError(answer, 500)
    expect(lost.scim.observations.filter(({ kind }) => kind === 'unexpected')).toHaveLength(1)
    await lost.end()
  })
})
