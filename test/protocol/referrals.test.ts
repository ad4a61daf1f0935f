/** Entries that are said to be elsewhere: referrals are no empty lists, and aliases are left alone. RFC 4511 §4.5.3, RFC 4512 §2.6 */
import { Control } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filtered, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { expectError, openStage, type Stage } from './support.ts'

let stage: Stage
let ignoring: TestGateway
let id: string
beforeAll(async () => {
  stage = await openStage()
  id = (await stage.scim.post('/Users', userBody('here'))).body.id
  ignoring = await startGateway(stage.ldap, {
    directory: {
      ...{ urls: [stage.ldap.url], bindDn: stage.ldap.gatewayDn, password: stage.ldap.gatewayPassword },
      referrals: 'ignore',
    },
  })
})
afterAll(async () => {
  await ignoring?.close()
  await stage?.end()
})

describe('an alias', () => {
  it('is not followed, by no search, and is no resource', async () => {
    const { admin, scim, people, ldap } = stage
    await admin.add(`ou=elsewhere,${ldap.suffix}`, { objectClass: 'organizationalUnit', ou: 'elsewhere' })
    await admin.addPerson(`uid=target,ou=elsewhere,${ldap.suffix}`, { uid: 'target' })
    await admin.add(`uid=pointer,${people}`, {
      ...{ objectClass: ['alias', 'extensibleObject'], uid: 'pointer' },
      aliasedObjectName: `uid=target,ou=elsewhere,${ldap.suffix}`,
    })
    const ids = [
      await admin.entryUuid(`uid=target,ou=elsewhere,${ldap.suffix}`),
      await admin.entryUuid(`uid=pointer,${people}`),
    ]

    expect((await scim.get('/Users')).body.totalResults).toBe(1)
    expect(
      (await scim.get(filtered('/Users', 'userName eq "target" or userName eq "pointer"'))).body.totalResults,
    ).toBe(0)
    for (const each of ids) expectError(await scim.get(`/Users/${each}`), 404)
    for (const each of ids) expectError(await scim.delete(`/Users/${each}`), 404)
    await admin.client.del(`uid=pointer,${people}`)
  })
})

describe('a referral below a base', () => {
  beforeAll(async () => {
    await stage.admin.add(`ou=remote,${stage.people}`, {
      ...{ objectClass: ['referral', 'extensibleObject'], ou: 'remote' },
      ref: `ldap://127.0.0.1:1/ou=remote,${stage.people}`,
    })
  })
  afterAll(() =>
    stage.admin.client.del(`ou=remote,${stage.people}`, new Control('2.16.840.1.113730.3.4.2', { critical: true })),
  )

  it.each([
    ['a list', () => '/Users'],
    ['a filter', () => filtered('/Users', 'name.familyName co "e"')],
    ['a look-up', () => filtered('/Users', 'userName eq "here"')],
    ['one that nobody matches', () => filtered('/Users', 'userName eq "nobody"')],
    ['a resource', () => `/Users/${id}`],
    ['one that is not there', () => '/Users/00000000-0000-4000-8000-000000000000'],
    ['the root', () => '/?count=5'],
  ])('makes an error of %s, and neither a list nor a 404', async (_, path) => {
    const answer = await stage.scim.get(path())

    expectError(answer, 500)
    expect(answer.body.detail).toContain('refers to another one')
  })

  it('makes one of a write too, and nothing is written', async () => {
    expectError(await stage.scim.post('/Users', userBody('fresh')), 500)
    expect(await stage.admin.stored(`uid=fresh,${stage.people}`)).toBeUndefined()
  })

  it('is gone round where it is to be ignored, and the log tells', async () => {
    expect((await ignoring.get('/Users')).body.totalResults).toBe(1)
    expect((await ignoring.get(`/Users/${id}`)).body.userName).toBe('here')
    expect((await ignoring.get(filtered('/Users', 'userName eq "here"'))).body.totalResults).toBe(1)
    const made = await ignoring.post('/Users', userBody('fresh'))
    expect(made.status).toBe(201)
    expect((await ignoring.delete(`/Users/${made.body.id}`)).status).toBe(204)

    const told = ignoring.observations.filter(({ kind }) => kind === 'referral-ignored')
    const sessions = ignoring.observations.filter(({ kind }) => kind === 'session-opened')
    expect(told.length).toBeGreaterThan(0)
    expect(told.length).toBeLessThanOrEqual(sessions.length)
  })
})
