/**
 * The checks of Microsoft's SCIM Validator on users, as its published results show them, over a real directory in both profiles.
 * Where it contradicts RFC 7643 or 7644, or this gateway's rules, the answer is the one that docs/provisioning.md says.
 */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { expectError } from '../protocol/support.ts'
import { filtered } from '../support/gateway.ts'
import { email, enterprise, fullUser, openValidated, profiles, word } from './microsoft.ts'

describe.each(profiles)("Microsoft's SCIM Validator, users, profile: %s", (profile) => {
  const provisions = profile === 'provisioning'
  let stage: Awaited<ReturnType<typeof openValidated>>

  beforeAll(async () => {
    stage = await openValidated(profile)
  })
  afterAll(() => stage?.end())

  it('U1: create a new User: every value that was sent comes back', async () => {
    const sent = fullUser()
    const { user } = await stage.asUser(sent)

    expect(user).toMatchObject({ ...sent, roles: [{ ...sent.roles[0], primary: true }] })
    const found = await stage.scim.get(filtered('/Users', `userName eq "${sent.userName}"`))
    expect(found.body.Resources).toEqual([user])
  })

  it('U2: create a duplicate User: 409', async () => {
    const sent = fullUser()
    await stage.asUser(sent)

    expectError(await stage.create(sent), 409, 'uniqueness')
  })

  it('U3, U4, U5: filter for an existing, a non-existent user, and in different case', async () => {
    const { user } = await stage.asUser()
    for (const name of [user.userName, user.userName.toUpperCase(), user.userName.toLowerCase()]) {
      const { status, body } = await stage.scim.get(filtered('/Users', `userName eq "${name}"`))
      expect([status, body.schemas, body.totalResults]).toEqual([200, [urn.listResponse], 1])
      expect(body.Resources[0]).toMatchObject({ id: user.id, meta: { resourceType: 'User' } })
    }
    const none = await stage.scim.get(filtered('/Users', `userName eq "${randomUUID()}"`))
    expect([none.status, none.body.totalResults, none.body.Resources]).toEqual([200, 0, []])
  })

  it('U6: Patch User - Replace Attributes Verbose', async () => {
    const { path } = await stage.asUser()
    const replace = (at: string, value: unknown) => ({ op: 'replace', path: at, value })
    const [address, role, phone, department, mail, family] = [word(), word(), word(), word(), email(), word()]
    const answer = await stage.patch(
      path,
      replace('active', 'True'),
      replace('name.familyName', family),
      replace('emails[primary eq true].value', mail),
      replace('phoneNumbers[type eq "mobile"].value', phone),
      replace('addresses[type eq "work"].formatted', address),
      replace('roles[primary eq "True"].value', role),
      replace(`${enterprise}:department`, department),
    )
    const user = await stage.changed(path, answer)

    expect(user).toMatchObject({ active: true, name: { familyName: family }, [enterprise]: { department } })
    expect(user.emails[0].value).toBe(mail)
    expect(user.phoneNumbers.find(({ type }: { type: string }) => type === 'mobile').value).toBe(phone)
    expect(user.addresses[0].formatted).toBe(address)
    expect(user.roles[0].value).toBe(role)
  })

  it('U7: Patch User - Replace Attributes: dotted and URN keys without a path', async () => {
    const { path } = await stage.asUser()
    const [given, department, display, mail] = [word(), word(), word(), email()]
    const value = { displayName: display, 'name.givenName': given, [`${enterprise}:department`]: department }
    const answer = await stage.patch(
      path,
      { op: 'replace', path: 'emails[type eq "work"].value', value: mail },
      { op: 'replace', value },
    )
    const user = await stage.changed(path, answer)

    expect(user).toMatchObject({ displayName: display, name: { givenName: given }, [enterprise]: { department } })
    expect(user.emails[0].value).toBe(mail)
  })

  it('U8: Update User userName: 400 mutability, as /Schemas says; the Validator counts it as a failure', async () => {
    const { path, user } = await stage.asUser()

    expectError(await stage.patch(path, { op: 'replace', value: { userName: email() } }), 400, 'mutability')
    expect((await stage.shown(path)).userName).toBe(user.userName)
  })

  it('U9: Disable User', async () => {
    const { path } = await stage.asUser()

    expect(
      await stage.changed(path, await stage.patch(path, { op: 'replace', path: 'active', value: false })),
    ).toMatchObject({
      active: false,
    })
  })

  it('U10: Add Attributes Verbose: to a user with nothing but a name', async () => {
    const bare = await stage.create({ userName: email() })
    if (!provisions) return expectError(bare, 400, 'invalidValue')
    expect(bare.status).toBe(201)
    const path = `/Users/${bare.body.id}`
    const add = (at: string, value: unknown) => ({ op: 'add', path: at, value })
    const [mail, phone, street, country, department, role, title] = [
      email(),
      word(),
      word(),
      'Bahamas',
      word(),
      word(),
      word(),
    ]
    const answer = await stage.patch(
      path,
      add('title', title),
      add('name.givenName', word()),
      add('emails[type eq "work"].value', mail),
      add('emails[type eq "work"].primary', true),
      add('phoneNumbers[type eq "mobile"].value', phone),
      add('addresses[type eq "work"].streetAddress', street),
      add('addresses[type eq "work"].country', country),
      add('roles[primary eq "True"].value', role),
      add(`${enterprise}:department`, department),
    )
    const user = await stage.changed(path, answer)

    expect(user).toMatchObject({ title, [enterprise]: { department } })
    expect(user.emails).toMatchObject([{ type: 'work', value: mail, primary: true }])
    expect(user.phoneNumbers).toMatchObject([{ type: 'mobile', value: phone }])
    expect(user.addresses).toMatchObject([{ type: 'work', streetAddress: street, country }])
    expect(user.roles).toMatchObject([{ primary: true, value: role }])
  })

  it('U11 to U13: add, replace and remove the manager, whose id is nobody', async () => {
    const { path } = await stage.asUser()
    for (const [op, value] of [
      ['add', randomUUID()],
      ['replace', randomUUID()],
    ] as const) {
      const answer = await stage.patch(path, { op, path: `${enterprise}:manager`, value })
      if (!provisions) expectError(answer, 400, 'invalidValue')
      else expect((await stage.changed(path, answer))[enterprise].manager).toMatchObject({ value })
    }
    await stage.changed(
      path,
      await stage.patch(path, { op: 'replace', path: `${enterprise}:manager`, value: stage.standing.id }),
    )
    expect((await stage.shown(path))[enterprise].manager).toMatchObject({ value: stage.standing.id })
    for (const nobody of ['', { value: '' }]) {
      const user = await stage.changed(
        path,
        await stage.patch(path, { op: 'replace', path: `${enterprise}:manager`, value: nobody }),
      )
      expect(user[enterprise]).not.toHaveProperty('manager')
    }
  })

  it('U14, P3, P4: delete a User, once more, and one that never was', async () => {
    const { path } = await stage.asUser()

    expect((await stage.scim.delete(path)).status).toBe(204)
    expectError(await stage.scim.get(path), 404)
    expectError(await stage.scim.delete(path), 404)
    expectError(await stage.scim.delete(`/Users/${randomUUID()}`), 404)
  })

  it('P1, P2: several operations on different attributes, and on the same one, in order', async () => {
    const { path } = await stage.asUser()
    const [first, last, nick] = [word(), word(), word()]
    const answer = await stage.patch(
      path,
      { op: 'remove', path: 'title' },
      { op: 'add', path: 'nickName', value: nick },
      { op: 'remove', path: 'displayName' },
      { op: 'add', path: 'displayName', value: first },
      { op: 'replace', path: 'displayName', value: last },
    )
    const user = await stage.changed(path, answer)

    expect(user).toMatchObject({ nickName: nick, displayName: last })
    expect(user).not.toHaveProperty('title')
  })
})
