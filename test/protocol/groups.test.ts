/** /Groups over a real directory. RFC 7643 §4.2, RFC 7644 §3.3, §3.5.1 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import type { Answer } from '../support/gateway.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { emptiable, memberValue, openStageOf, refusingEmpty } from './group-kinds.ts'
import { addAccessRule, expectError, type Stage } from './support.ts'

describe.each([...refusingEmpty, ...emptiable])('$name', (kind) => {
  const demandsMembers = refusingEmpty.includes(kind)
  let stage: Stage
  let users: readonly { id: string; userName: string; meta: { location: string } }[]
  let number = 0

  beforeAll(async () => {
    stage = await openStageOf(kind)
    const answers = await Promise.all(
      ['ann', 'bob', 'cyd', 'dan'].map((name) => stage.scim.post('/Users', userBody(name))),
    )
    users = answers.map(({ body }) => body)
  })
  afterAll(() => stage?.end())

  const id = (at: number) => users[at]?.id as string
  const person = (name: string) => memberValue(kind, `uid=${name},${stage.people}`)
  const create = async (...members: readonly string[]) => {
    const { body, status } = await stage.scim.post('/Groups', groupBody(`Group ${number++}`, members))
    expect(status).toBe(201)
    return body
  }
  const entryOf = (group: { displayName: string }) => stage.admin.stored(`cn=${group.displayName},${stage.groups}`)
  const memberIds = ({ body }: Pick<Answer, 'body'>) =>
    body.members.map(({ value }: { value: string }) => value).toSorted()

  describe('POST /Groups', () => {
    it('answers 201 with members, their type and where they are', async () => {
      const created = await stage.scim.post('/Groups', groupBody('Tour Guides', [id(0), id(1)]))

      expect(created.status).toBe(201)
      expect(created.body).toEqual({
        schemas: [urn.group],
        id: await stage.admin.entryUuid(`cn=Tour Guides,${stage.groups}`),
        displayName: 'Tour Guides',
        members: [0, 1].map((at) => ({ value: id(at), $ref: users[at]?.meta.location, type: 'User' })),
        meta: expect.objectContaining({ resourceType: 'Group', location: created.headers.get('location') }),
      })
      expect((await stage.scim.get(`/Groups/${created.body.id}`)).body).toEqual(created.body)
      expect((await stage.scim.get(`/Users/${id(0)}`)).body.groups).toContainEqual({
        value: created.body.id,
        $ref: created.body.meta.location,
        display: 'Tour Guides',
        type: 'direct',
      })
    })

    if (demandsMembers)
      it.each([[undefined], [null], [[]]])('with members %j is 400 invalidValue', async (members) => {
        const answer = await stage.scim.post('/Groups', { ...groupBody('Empty', []), members })

        expectError(answer, 400, 'invalidValue')
        expect(answer.body.detail).toContain('members')
        expect(await entryOf({ displayName: 'Empty' })).toBeUndefined()
      })

    it.each([
      ['nobody knows', '9ec0e36e-0000-4000-8000-000000000000'],
      ['is a DN', 'uid=ann,ou=people,dc=example,dc=com'],
      ['is a userName', 'ann'],
    ])('with a member that %s is 400 invalidValue', async (_, value) => {
      expectError(await stage.scim.post('/Groups', groupBody('Unknown', [id(0), value])), 400, 'invalidValue')

      expect(await entryOf({ displayName: 'Unknown' })).toBeUndefined()
    })

    it('with a member without value is 400 invalidValue', async () => {
      expectError(
        await stage.scim.post('/Groups', { ...groupBody('X', []), members: [{ type: 'User' }] }),
        400,
        'invalidValue',
      )
    })

    it.each([[undefined], [null], [''], ['  ']])('with displayName %j is 400 invalidValue', async (displayName) => {
      expectError(await stage.scim.post('/Groups', { ...groupBody('', [id(0)]), displayName }), 400, 'invalidValue')
    })

    it('takes one member for any number of equal ones', async () => {
      const created = await create(id(0), id(0), id(0))

      expect(memberIds({ body: created })).toEqual([id(0)])
      const types = {
        ...groupBody(created.displayName, []),
        members: [{ value: id(0), type: 'User' }, { value: id(0) }],
      }
      expect(memberIds(await stage.scim.put(`/Groups/${created.id}`, types))).toEqual([id(0)])
    })

    if (!kind.isNamed)
      it('takes groups as members', async () => {
        const inner = await create(id(0))

        const outer = await create(inner.id, id(1))

        expect(outer.members).toContainEqual({ value: inner.id, $ref: inner.meta.location, type: 'Group' })
        expect(memberIds({ body: outer })).toEqual([inner.id, id(1)].toSorted())
      })

    it('of a name that is there is 409 uniqueness, ignoring case', async () => {
      const { displayName } = await create(id(0))

      expectError(await stage.scim.post('/Groups', groupBody(displayName.toUpperCase(), [id(1)])), 409, 'uniqueness')
    })
  })

  describe('PUT /Groups/{id}', () => {
    it('makes the members those of the body', async () => {
      const group = await create(id(0), id(1))

      const answer = await stage.scim.put(`/Groups/${group.id}`, groupBody(group.displayName, [id(1), id(2)]))

      expect(answer.status).toBe(200)
      expect(memberIds(answer)).toEqual([id(1), id(2)].toSorted())
      expect((await entryOf(group))?.[kind.type]?.toSorted()).toEqual([person('bob'), person('cyd')])
    })

    if (demandsMembers)
      it.each([[undefined], [null], [[]]])('with members %j is 400 invalidValue and keeps them', async (members) => {
        const group = await create(id(0))

        expectError(
          await stage.scim.put(`/Groups/${group.id}`, { ...groupBody(group.displayName, []), members }),
          400,
          'invalidValue',
        )

        expect((await entryOf(group))?.[kind.type]).toEqual([person('ann')])
      })

    it('with an unknown member is 400 invalidValue and keeps them', async () => {
      const group = await create(id(0))
      const body = groupBody(group.displayName, [id(1), '9ec0e36e-0000-4000-8000-000000000000'])

      expectError(await stage.scim.put(`/Groups/${group.id}`, body), 400, 'invalidValue')

      expect((await entryOf(group))?.[kind.type]).toEqual([person('ann')])
    })

    it('of what GET gave changes nothing, not even the entryCSN', async () => {
      const group = await create(id(0), id(1))
      const entry = await entryOf(group)

      const answer = await stage.scim.put(`/Groups/${group.id}`, (await stage.scim.get(`/Groups/${group.id}`)).body)

      expect(answer.body).toEqual(group)
      expect(await entryOf(group)).toEqual(entry)
    })
  })

  describe('members that SCIM does not show', () => {
    it('survive a PUT of what GET gave and one of other members: dangling, out of scope, no resource', async () => {
      await stage.admin.addPerson(`uid=outside,${stage.ldap.suffix}`, { uid: 'outside' })
      const unseen = [
        `uid=dangling,${stage.people}`,
        `uid=outside,${stage.ldap.suffix}`,
        `ou=people,${stage.ldap.suffix}`,
      ].map((dn) => memberValue(kind, dn))
      const dn = `cn=Mixed,${stage.groups}`
      await stage.admin.add(dn, {
        objectClass: kind.objectClass,
        cn: 'Mixed',
        ...kind.more,
        [kind.type]: [...unseen, person('ann')],
      })
      const read = await stage.scim.get(`/Groups/${await stage.admin.entryUuid(dn)}`)
      expect(memberIds(read)).toEqual([id(0)])
      const entry = await stage.admin.stored(dn)

      await stage.scim.put(`/Groups/${read.body.id}`, read.body)
      expect(await stage.admin.stored(dn)).toEqual(entry)
      const answer = await stage.scim.put(`/Groups/${read.body.id}`, groupBody('Mixed', [id(1)]))

      expect(memberIds(answer)).toEqual([id(1)])
      expect((await stage.admin.stored(dn))?.[kind.type]?.toSorted()).toEqual([...unseen, person('bob')].toSorted())
    })

    it('a group of nobody but such has no members, and a PUT must name one if the directory demands it', async () => {
      const dn = `cn=Dangling,${stage.groups}`
      await stage.admin.add(dn, {
        objectClass: kind.objectClass,
        cn: 'Dangling',
        ...kind.more,
        [kind.type]: person('dangling'),
      })
      const read = await stage.scim.get(`/Groups/${await stage.admin.entryUuid(dn)}`)
      expect(read.status).toBe(200)
      expect(read.body).not.toHaveProperty('members')

      const unchanged = await stage.scim.put(`/Groups/${read.body.id}`, read.body)
      if (demandsMembers) expectError(unchanged, 400, 'invalidValue')
      else expect(unchanged.status).toBe(200)
      expect((await stage.scim.put(`/Groups/${read.body.id}`, groupBody('Dangling', [id(0)]))).status).toBe(200)

      expect((await stage.admin.stored(dn))?.[kind.type]).toHaveLength(2)
    })

    it('survive where an access rule hides single values from the gateway', async () => {
      const group = await create(id(0), id(1))
      const dn = `cn=${group.displayName},${stage.groups}`
      await addAccessRule(
        stage.ldap,
        `to dn.exact="${dn}" attrs=${kind.type} val.exact="${person('bob')}" by GATEWAY none by * break`,
      )
      const read = await stage.scim.get(`/Groups/${group.id}`)
      expect(memberIds(read)).toEqual([id(0)])

      await stage.scim.put(`/Groups/${group.id}`, read.body)
      const answer = await stage.scim.put(`/Groups/${group.id}`, groupBody(group.displayName, [id(2)]))

      expect(answer.status).toBe(200)
      expect((await stage.admin.stored(dn))?.[kind.type]?.toSorted()).toEqual([person('bob'), person('cyd')])
    })
  })
})
