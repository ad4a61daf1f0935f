/** DELETE over a real directory: no reference is left, nobody's only member goes. RFC 7644 §3.6 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { emptiable, memberValue, openStageOf, refusingEmpty } from './group-kinds.ts'
import { addAccessRule, expectError, type Stage } from './support.ts'

describe.each([...refusingEmpty, ...emptiable])('$name', (kind) => {
  const demandsMembers = refusingEmpty.includes(kind)
  let stage: Stage
  let keeper: { id: string; userName: string }
  let number = 0

  beforeAll(async () => {
    stage = await openStageOf(kind)
    keeper = await createUser()
  })
  afterAll(() => stage?.end())

  const createUser = async (more: Readonly<Record<string, unknown>> = {}) => {
    const { body, status } = await stage.scim.post('/Users', userBody(`delete${number++}`, more))
    expect(status).toBe(201)
    return body
  }
  const createGroup = async (...members: readonly string[]) => {
    const { body, status } = await stage.scim.post('/Groups', groupBody(`Group ${number++}`, members))
    expect(status).toBe(201)
    return body
  }
  const dnOf = ({ userName }: { userName: string }) => `uid=${userName},${stage.people}`
  const storedOf = (user: { userName: string }) => memberValue(kind, dnOf(user))
  const groupDn = ({ displayName }: { displayName: string }) => `cn=${displayName},${stage.groups}`
  /** Every entry below the suffix, to be compared before and after. */
  const everything = async () => {
    const { searchEntries } = await stage.admin.client.search(stage.ldap.suffix, { attributes: ['*', '+'] })
    return searchEntries.map(({ contextCSN: _, ...entry }) => entry)
  }
  const namingAnywhere = async (dn: string) => {
    const types = ['member', 'uniqueMember', 'manager', 'owner', 'secretary', 'roleOccupant', 'seeAlso']
    const filter = `(|${types.map((type) => `(${type}=${dn})`).join('')})`
    return (await stage.admin.client.search(stage.ldap.suffix, { filter, attributes: ['1.1'] })).searchEntries
  }

  describe('DELETE, RFC 7644 §3.6', () => {
    it('answers 204 without a body; the resource is gone from everywhere', async () => {
      const user = await createUser()

      const answer = await stage.scim.delete(`/Users/${user.id}`)

      expect(answer).toMatchObject({ status: 204, body: undefined })
      expectError(await stage.scim.get(`/Users/${user.id}`), 404)
      expectError(await stage.scim.put(`/Users/${user.id}`, userBody(user.userName)), 404)
      expectError(await stage.scim.delete(`/Users/${user.id}`), 404)
      expect((await stage.scim.get(filtered('/Users', `userName eq "${user.userName}"`))).body.totalResults).toBe(0)
      expect((await stage.scim.get(filtered('/Users', `id eq "${user.id}"`))).body.totalResults).toBe(0)
    })

    it('lets the same userName be created again: another resource, in no group', async () => {
      const user = await createUser()
      await createGroup(user.id, keeper.id)
      await stage.scim.delete(`/Users/${user.id}`)

      const again = await stage.scim.post('/Users', userBody(user.userName))

      expect(again.status).toBe(201)
      expect(again.body.id).not.toBe(user.id)
      expect((await stage.scim.get(`/Users/${again.body.id}`)).body).not.toHaveProperty('groups')
    })

    it('deletes a group and leaves its members', async () => {
      const user = await createUser()
      const group = await createGroup(user.id)

      expect((await stage.scim.delete(`/Groups/${group.id}`)).status).toBe(204)

      expect(await stage.admin.stored(groupDn(group))).toBeUndefined()
      expect((await stage.scim.get(`/Users/${user.id}`)).body).not.toHaveProperty('groups')
    })

    it('has one winner among parallel deletes, and none fails for another reason than 404', async () => {
      const user = await createUser()
      await createGroup(user.id, keeper.id)

      const answers = await Promise.all(Array.from({ length: 10 }, () => stage.scim.delete(`/Users/${user.id}`)))

      expect(answers.map(({ status }) => status).toSorted()).toEqual([204, ...Array(9).fill(404)])
    })
  })

  if (demandsMembers)
    describe('the only member of a group', () => {
      it('is not deleted: 409 names the groups and nothing has changed', async () => {
        const user = await createUser()
        const [sole, also, other] = [
          await createGroup(user.id),
          await createGroup(user.id),
          await createGroup(user.id, keeper.id),
        ]
        const before = await everything()

        const answer = await stage.scim.delete(`/Users/${user.id}`)

        expectError(answer, 409)
        for (const { displayName, id } of [sole, also]) {
          expect(answer.body.detail).toContain(displayName)
          expect(answer.body.detail).toContain(id)
        }
        expect(answer.body.detail).not.toContain(other.id)
        expect(await everything()).toEqual(before)
      })

      it('that is, the only visible one: dangling members do not count', async () => {
        const user = await createUser()
        const group = await createGroup(user.id)
        await stage.admin.replace(
          groupDn(group),
          kind.type,
          dnOf(user),
          `uid=nobody,${stage.people}`,
          stage.ldap.gatewayDn,
        )

        const answer = await stage.scim.delete(`/Users/${user.id}`)

        expectError(answer, 409)
        expect(answer.body.detail).toContain(group.id)
      })

      it('is deleted once the group has another', async () => {
        const user = await createUser()
        const group = await createGroup(user.id)
        await stage.scim.put(`/Groups/${group.id}`, groupBody(group.displayName, [user.id, keeper.id]))

        expect((await stage.scim.delete(`/Users/${user.id}`)).status).toBe(204)

        expect((await stage.admin.stored(groupDn(group)))?.[kind.type]).toEqual([storedOf(keeper)])
      })

      it('may be a group as well', async () => {
        const inner = await createGroup(keeper.id)
        const outer = await createGroup(inner.id)

        const answer = await stage.scim.delete(`/Groups/${inner.id}`)

        expectError(answer, 409)
        expect(answer.body.detail).toContain(outer.id)
        expect((await stage.scim.delete(`/Groups/${outer.id}`)).status).toBe(204)
        expect((await stage.scim.delete(`/Groups/${inner.id}`)).status).toBe(204)
      })

      it('remains one of two, however both are deleted at once', async () => {
        for (let round = 0; round < 10; round++) {
          const pair = [await createUser(), await createUser()]
          const group = await createGroup(...pair.map(({ id }) => id))

          const answers = await Promise.all(pair.map(({ id }) => stage.scim.delete(`/Users/${id}`)))

          expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409])
          expect((await stage.scim.get(`/Groups/${group.id}`)).body.members).toHaveLength(1)
        }
      })
    })

  describe('references to what is deleted', () => {
    it('go from every entry under the suffix that the gateway may change', async () => {
      const user = await createUser()
      const dn = dnOf(user)
      const report = await createUser({ [urn.enterpriseUser]: { manager: { value: user.id } } })
      await stage.admin.replace(dnOf(report), 'secretary', dn)
      const group = await createGroup(user.id, keeper.id)
      const named = kind.isNamed ? dnOf(keeper) : groupDn(group)
      await stage.admin.replace(named, kind.isNamed ? 'manager' : 'owner', dn)
      await stage.admin.replace(named, 'seeAlso', dn)
      const unique = `cn=Unique ${number++},${stage.groups}`
      const cn = unique.slice(3, unique.indexOf(','))
      await stage.admin.add(unique, { objectClass: 'groupOfUniqueNames', cn, uniqueMember: [dn, dnOf(keeper)] })

      expect((await stage.scim.delete(`/Users/${user.id}`)).status).toBe(204)

      expect(await namingAnywhere(dn)).toEqual([])
      expect((await stage.admin.stored(groupDn(group)))?.[kind.type]).toEqual([storedOf(keeper)])
      expect((await stage.admin.stored(unique))?.uniquemember).toEqual([dnOf(keeper)])
      expect((await stage.scim.get(`/Users/${report.id}`)).body).not.toHaveProperty([urn.enterpriseUser])
    })

    it('to itself do not hinder: its own manager, its own member', async () => {
      const user = await createUser()
      await stage.admin.replace(dnOf(user), 'manager', dnOf(user))
      const group = await createGroup(keeper.id)
      await stage.admin.replace(groupDn(group), kind.type, memberValue(kind, groupDn(group)))

      expect((await stage.scim.delete(`/Users/${user.id}`)).status).toBe(204)
      expect((await stage.scim.delete(`/Groups/${group.id}`)).status).toBe(204)
    })

    it('that may not be removed make it 409, and nothing has changed', async () => {
      const user = await createUser()
      await createGroup(user.id, keeper.id)
      const printer = `cn=printer,ou=services,${stage.ldap.suffix}`
      await stage.admin.add(printer, { objectClass: 'device', cn: 'printer', owner: dnOf(user) })
      const before = await everything()

      expectError(await stage.scim.delete(`/Users/${user.id}`), 409)

      expect(await everything()).toEqual(before)
    })

    it('in a group out of scope that would be empty make it 409, and nothing has changed', async () => {
      const user = await createUser()
      const unique = `cn=Sole,${stage.people}`
      await stage.admin.add(unique, { objectClass: 'groupOfUniqueNames', cn: 'Sole', uniqueMember: dnOf(user) })
      const before = await everything()

      expectError(await stage.scim.delete(`/Users/${user.id}`), 409)

      expect(await everything()).toEqual(before)
    })

    it('are removed from a name that needs escaping', async () => {
      const user = (await stage.scim.post('/Users', userBody('de, "lete"+(*)\\'))).body
      const dn = (await stage.admin.dnOf(user.id)) as string
      const group = await createGroup(user.id, keeper.id)

      expect((await stage.scim.delete(`/Users/${user.id}`)).status).toBe(204)

      expect((await stage.admin.stored(groupDn(group)))?.[kind.type]).toEqual([storedOf(keeper)])
      expect(await stage.admin.stored(dn)).toBeUndefined()
    })
  })

  describe('what the directory does not let be deleted', () => {
    it('an entry with entries below it is 409 and keeps its memberships', async () => {
      const user = await createUser()
      await createGroup(user.id, keeper.id)
      await stage.admin.add(`cn=device,${dnOf(user)}`, { objectClass: 'device', cn: 'device' })
      const before = await everything()

      expectError(await stage.scim.delete(`/Users/${user.id}`), 409)

      expect(await everything()).toEqual(before)
    })

    it('an entry that the gateway may not delete is 403 and keeps its memberships', async () => {
      const user = await createUser()
      await createGroup(user.id, keeper.id)
      await addAccessRule(stage.ldap, `to dn.exact="${dnOf(user)}" attrs=entry by GATEWAY read by * break`)
      const before = await everything()

      expectError(await stage.scim.delete(`/Users/${user.id}`), 403)

      expect(await everything()).toEqual(before)
    })

    it('with If-Match of an old version is 412, of this version 204', async () => {
      const user = await createUser()
      const { body } = await stage.scim.put(`/Users/${user.id}`, userBody(user.userName, { title: 'New' }))

      expectError(await stage.scim.delete(`/Users/${user.id}`, { 'If-Match': user.meta.version }), 412)
      expect((await stage.scim.delete(`/Users/${user.id}`, { 'If-Match': body.meta.version })).status).toBe(204)
    })
  })
})
