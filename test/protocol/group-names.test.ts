/** PUT of another displayName renames the entry: the id, the members and whoever names the group stay. RFC 7644 §3.5.1 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { addAccessRule, expectError, idsOf, openStage, type Stage } from './support.ts'

describe('a rename', () => {
  let stage: Stage
  let ann: string
  let bob: string
  let number = 0

  beforeAll(async () => {
    stage = await openStage()
    ann = (await stage.scim.post('/Users', userBody('ann'))).body.id
    bob = (await stage.scim.post('/Users', userBody('bob'))).body.id
  })
  afterAll(() => stage?.end())

  const create = async (...members: readonly string[]) => {
    const { body, status } = await stage.scim.post('/Groups', groupBody(`Group ${number++}`, members))
    expect(status).toBe(201)
    return body
  }
  const rename = (group: { id: string }, displayName: string, members: readonly string[] = [ann]) =>
    stage.scim.put(`/Groups/${group.id}`, groupBody(displayName, members))
  const entryOf = async (group: { id: string }) => stage.admin.stored((await stage.admin.dnOf(group.id)) ?? '')

  it('keeps id and members, and frees the old name', async () => {
    const group = await create(ann, bob)

    const answer = await rename(group, 'Renamed', [ann, bob])

    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ id: group.id, displayName: 'Renamed', members: group.members })
    expect((await stage.scim.get(`/Groups/${group.id}`)).body).toEqual(answer.body)
    expect(await entryOf(group)).toMatchObject({ cn: ['Renamed'], entryuuid: [group.id] })
    expect((await stage.scim.post('/Groups', groupBody(group.displayName, [bob]))).status).toBe(201)
  })

  it('to a name that is too long for the directory is 400 invalidValue, as it is for a POST', async () => {
    const group = await create(ann)

    for (const name of ['g'.repeat(300), 'g'.repeat(50_000)]) {
      expectError(await rename(group, name), 400, 'invalidValue')
      expectError(await stage.scim.post('/Groups', groupBody(name, [ann])), 400, 'invalidValue')
    }
    expect((await stage.scim.get(`/Groups/${group.id}`)).body).toEqual(group)
  })

  it.each([
    'Comma, Inc.',
    'Quotes "here"',
    'a+b=c',
    '#leading',
    '##two',
    'back\\slash',
    'ends with \\',
    '<>;',
    'Zoë 日本 👩‍👩‍👧',
    'cn=x,dc=y',
    '(a*b)',
    'inner  blanks',
    'ı İ ß',
    '\u00a0edge',
  ])('to %j keeps the name to the letter', async (displayName) => {
    const group = await create(ann)

    const answer = await rename(group, displayName)

    expect(answer.body).toMatchObject({ id: group.id, displayName })
    expect((await entryOf(group))?.cn).toEqual([displayName])
    expect(idsOf(await stage.scim.get(filtered('/Groups', `displayName eq ${JSON.stringify(displayName)}`)))).toEqual([
      group.id,
    ])
    expect(await rename(group, `Back ${number++}`)).toMatchObject({ status: 200 })
  })

  it.each([' leading blank', 'trailing blank ', '  both  '])('to %j is told as it is stored', async (displayName) => {
    const group = await create(ann)

    const answer = await rename(group, `${displayName}${number}`.replace(/(\s*)(\d+)$/, '$2$1'))

    expect(answer.status).toBe(200)
    expect(answer.body.displayName).toBe((await entryOf(group))?.cn?.[0])
    expect((await stage.scim.get(`/Groups/${group.id}`)).body).toEqual(answer.body)
  })

  it('in case alone is a rename too', async () => {
    const group = await create(ann)

    const answer = await rename(group, group.displayName.toUpperCase())

    expect(answer.body).toMatchObject({ id: group.id, displayName: group.displayName.toUpperCase() })
    expect((await entryOf(group))?.cn).toEqual([group.displayName.toUpperCase()])
  })

  it('to the name of another group is 409 and leaves the old name and members', async () => {
    const other = await create(bob)
    const group = await create(ann)
    const entry = await entryOf(group)

    for (const name of [other.displayName, other.displayName.toLowerCase()]) {
      expectError(await rename(group, name, [bob]), 409, 'uniqueness')
    }

    expect(await entryOf(group)).toEqual(entry)
  })

  it('to the name of a group in another place is 409', async () => {
    await stage.admin
      .add(`ou=sub,${stage.groups}`, { objectClass: 'organizationalUnit', ou: 'sub' })
      .catch(() => undefined)
    const taken = { objectClass: 'groupOfNames', cn: 'Elsewhere', member: `uid=ann,${stage.people}` }
    await stage.admin.add(`cn=Elsewhere,ou=sub,${stage.groups}`, taken)
    const group = await create(ann)

    expectError(await rename(group, 'Elsewhere'), 409, 'uniqueness')
  })

  it('to the name of an entry that is no group of ours is 409, and nothing has changed', async () => {
    await stage.admin.add(`cn=Device,${stage.groups}`, { objectClass: 'device', cn: 'Device' })
    const group = await create(ann)
    const entry = await entryOf(group)

    expectError(await rename(group, 'Device', [bob]), 409, 'uniqueness')

    expect(await entryOf(group)).toEqual(entry)
  })

  it('together with other members is one change', async () => {
    const group = await create(ann)

    const answer = await rename(group, `Both ${number++}`, [bob])

    expect(answer.body.members.map(({ value }: { value: string }) => value)).toEqual([bob])
    expect((await entryOf(group))?.member).toEqual([`uid=bob,${stage.people}`])
  })

  it('together with a change that the directory refuses is none of both', async () => {
    const group = await create(ann)
    const dn = await stage.admin.dnOf(group.id)
    await addAccessRule(stage.ldap, `to filter=(entryUUID=${group.id}) attrs=member by GATEWAY read by * break`)
    const entry = await stage.admin.stored(dn ?? '')

    expectError(await rename(group, `Half ${number++}`, [bob]), 403)

    expect(await stage.admin.dnOf(group.id)).toBe(dn)
    expect(await stage.admin.stored(dn ?? '')).toEqual(entry)
  })

  it('keeps the group where it is: in its own place below the base', async () => {
    const dn = `cn=Deep,ou=deep,${stage.groups}`
    await stage.admin.add(`ou=deep,${stage.groups}`, { objectClass: 'organizationalUnit', ou: 'deep' })
    await stage.admin.add(dn, { objectClass: 'groupOfNames', cn: 'Deep', member: `uid=ann,${stage.people}` })
    const id = await stage.admin.entryUuid(dn)

    await rename({ id }, 'Deeper')

    expect(await stage.admin.dnOf(id)).toBe(`cn=Deeper,ou=deep,${stage.groups}`)
  })

  it('takes along who names the group: it stays a member and an owner', async () => {
    const inner = await create(ann)
    const outer = await create(inner.id)
    const oldDn = (await stage.admin.dnOf(inner.id)) as string
    await stage.admin.replace((await stage.admin.dnOf(outer.id)) as string, 'owner', oldDn)

    const answer = await rename(inner, `Inner ${number++}`)

    expect(answer.status).toBe(200)
    const newDn = (await stage.admin.dnOf(inner.id)) as string
    expect(await entryOf(outer)).toMatchObject({ member: [newDn], owner: [newDn] })
    const read = await stage.scim.get(`/Groups/${outer.id}`)
    expect(read.body.members).toEqual([{ value: inner.id, $ref: inner.meta.location, type: 'Group' }])
    // Whoever takes the old name inherits nothing.
    const heir = await stage.scim.post('/Groups', groupBody(inner.displayName, [bob]))
    expect((await stage.scim.get(`/Groups/${heir.body.id}`)).status).toBe(200)
    expect((await entryOf(outer))?.member).not.toContain(oldDn)
  })

  it('of a group that is its own member keeps it so', async () => {
    const group = await create(ann)
    await rename(group, group.displayName, [ann, group.id])

    const answer = await rename(group, `Own ${number++}`, [ann, group.id])

    expect(answer.status).toBe(200)
    expect(answer.body.members.map(({ value }: { value: string }) => value).toSorted()).toEqual(
      [ann, group.id].toSorted(),
    )
    expect((await entryOf(group))?.member).toContain(await stage.admin.dnOf(group.id))
  })

  it('is 409 where somebody who names the group may not be changed, and nothing has changed', async () => {
    const group = await create(ann)
    const dn = (await stage.admin.dnOf(group.id)) as string
    const service = `cn=printer ${number++},ou=services,${stage.ldap.suffix}`
    await stage.admin.add(service, { objectClass: 'device', cn: service.slice(3, service.indexOf(',')), owner: dn })

    expectError(await rename(group, 'Not to be'), 409)

    expect(await stage.admin.dnOf(group.id)).toBe(dn)
  })
})
