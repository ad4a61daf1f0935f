/**
 * The checks of Microsoft's SCIM Validator on groups, as its published results show them, over a real directory in both profiles.
 * Where it contradicts RFC 7643 or 7644, or this gateway's rules, the answer is the one that docs/provisioning.md says.
 */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { expectError } from '../protocol/support.ts'
import { filtered } from '../support/gateway.ts'
import { openValidated, profiles, word } from './microsoft.ts'

describe.each(profiles)("Microsoft's SCIM Validator, groups, profile: %s", (profile) => {
  const provisions = profile === 'provisioning'
  let stage: Awaited<ReturnType<typeof openValidated>>

  beforeAll(async () => {
    stage = await openValidated(profile)
  })
  afterAll(() => stage?.end())

  /** It creates every group without members: refused where the directory's groups must have one. */
  const asGroup = async () => {
    const displayName = word()
    const body = { schemas: [urn.group], displayName, externalId: word() }
    const empty = await stage.scim.post('/Groups', body)
    if (!provisions) expectError(empty, 400, 'invalidValue')
    const { status, body: group } = provisions
      ? empty
      : await stage.scim.post('/Groups', { ...body, members: [{ value: stage.standing.id }] })
    expect(status).toBe(201)
    return { path: `/Groups/${group.id}`, group, body }
  }

  it('G1, G2: create a Group, and a duplicate', async () => {
    const { group, body } = await asGroup()

    expect(group).toMatchObject({ displayName: body.displayName, externalId: body.externalId })
    expectError(
      await stage.scim.post('/Groups', { ...body, members: [{ value: stage.standing.id }] }),
      409,
      'uniqueness',
    )
  })

  it('G3 to G7: by id and by filter, with and without members, in different case', async () => {
    const { path, group } = await asGroup()
    await stage.changed(
      path,
      await stage.patch(path, { op: 'add', path: 'members', value: [{ value: stage.standing.id }] }),
    )

    expect(await stage.shown(`${path}?excludedAttributes=members`)).not.toHaveProperty('members')
    const filter = (name: string, more: string) => stage.scim.get(filtered('/Groups', `displayName eq "${name}"`, more))
    const without = (await filter(group.displayName, '&excludedAttributes=members')).body
    expect([without.totalResults, 'members' in without.Resources[0]]).toEqual([1, false])
    expect((await filter(group.displayName, '')).body.Resources[0].members).toHaveLength(1)
    expect((await filter(group.displayName.toUpperCase(), '')).body.totalResults).toBe(1)
    expect((await filter(randomUUID(), '')).body).toMatchObject({ totalResults: 0, Resources: [] })
  })

  it('G8, G9: replace attributes, and externalId', async () => {
    const { path } = await asGroup()
    const [displayName, externalId] = [word(), word()]
    await stage.changed(path, await stage.patch(path, { op: 'replace', value: { displayName } }))
    await stage.changed(path, await stage.patch(path, { op: 'replace', path: 'externalId', value: externalId }))

    expect(await stage.shown(path)).toMatchObject({ displayName, externalId })
  })

  it('G10, G11, P5: add a member and remove it again, in two requests and in one', async () => {
    const { path } = await asGroup()
    const { user } = await stage.asUser()
    const add = { op: 'add', path: 'members', value: [{ value: user.id }] }
    const remove = { op: 'remove', path: `members[value eq "${user.id}"]` }
    const members = async () => ((await stage.shown(path)).members ?? []).map(({ value }: { value: string }) => value)
    const before = await members()
    await stage.changed(path, await stage.patch(path, add))
    expect(await members()).toContain(user.id)
    await stage.changed(path, await stage.patch(path, remove))
    expect(await members()).toEqual(before)
    await stage.changed(path, await stage.patch(path, add, remove))

    expect(await members()).toEqual(before)
  })

  it('G12, P6, P7: delete a Group, once more, and one that never was', async () => {
    const { path } = await asGroup()

    expect((await stage.scim.delete(path)).status).toBe(204)
    expectError(await stage.scim.get(path), 404)
    expectError(await stage.scim.delete(path), 404)
    expectError(await stage.scim.delete(`/Groups/${randomUUID()}`), 404)
  })
})
