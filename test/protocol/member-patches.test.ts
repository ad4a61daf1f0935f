/** PATCHes of members that go to the directory as they are, and what may go wrong with them. RFC 7644 §3.5.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { type Loss, losingAnswer, withWrites } from '../support/with-writes.ts'
import { emptiable, memberValue, presetsFor, refusingEmpty, slapdFor } from './group-kinds.ts'
import { type Administrator, addAccessRule, administratorOf } from './support.ts'

const projection = { kind: 'default' } as const
const all = { projection, maxOperations: 10, answer: 'representation' } as const

describe.each([...refusingEmpty, ...emptiable])('$name', (kind) => {
  let test: TestOperations
  let admin: Administrator
  let number = 0
  beforeAll(async () => {
    test = await startOperations({ slapd: slapdFor(kind), presets: presetsFor(kind) })
    admin = administratorOf(await test.ldap.admin())
  })
  afterAll(async () => {
    await admin?.client.unbind()
    await test?.stop()
  })

  const created = async (name: string) =>
    (await test.operations.create(test.scope, test.types.User, userBody(name), projection)).resource.id as string
  const dnOf = (uid: string) => `uid=${uid},ou=people,${test.ldap.suffix}`
  const storedOf = (uid: string) => memberValue(kind, dnOf(uid))

  /** A group of one person, and another who is in none. */
  const stage = async () => {
    const name = `members${number++}`
    const [one, other] = [await created(`${name}.one`), await created(`${name}.other`)]
    const body = groupBody(name, [one])
    const { resource, version } = await test.operations.create(test.scope, test.types.Group, body, projection)
    const target = { resourceType: test.types.Group, id: resource.id as ResourceId }
    const ifMatch = { kind: 'tags', tags: [version as string] } as const
    return { name, other, target, ifMatch, dn: `cn=${name},ou=groups,${test.ldap.suffix}` }
  }
  const adding = (value: string) => ({
    schemas: [urn.patchOp],
    Operations: [{ op: 'add', path: 'members', value: [{ value }] }],
  })

  /** Operations whose first change is not answered, whether it is carried out or not. */
  const losing = (loss: Omit<Loss, 'of'>) =>
    createOperations({ ...test.dependencies, directory: losingAnswer(test.directory, { ...loss, of: 'change' }) })

  describe('an unanswered PATCH of members, RFC 7644 §3.14', () => {
    it.each([true, false])('with If-Match is done, not 412 by its own doing (carried out: %s)', async (isDone) => {
      const { other, target, ifMatch, dn, name } = await stage()

      const patched = losing({ isDone }).patch(test.scope, target, adding(other), { ...all, ifMatch })

      expect((await patched).stored.resource.members).toHaveLength(2)
      expect((await admin.stored(dn))?.[kind.type]).toEqual([storedOf(`${name}.one`), storedOf(`${name}.other`)])
    })

    it('with If-Match is 503 where another has changed the group since: nobody can tell who', async () => {
      const { other, target, ifMatch, dn } = await stage()
      const meanwhile = () => admin.replace(dn, 'description', 'Theirs')

      const patched = losing({ isDone: false, meanwhile }).patch(test.scope, target, adding(other), { ...all, ifMatch })

      await expect(patched).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': expect.any(String) } })
      expect((await admin.stored(dn))?.[kind.type]).toHaveLength(1)
    })
  })

  if (emptiable.includes(kind))
    describe('an unanswered PATCH of the first or the last member', () => {
      const nobody = kind.placeholder === undefined ? undefined : [kind.placeholder]
      const held = async (dn: string) =>
        (await admin.stored(dn))?.[kind.type]?.map((value) =>
          value.replace(', ', ',').replace('cn=Nobody', 'cn=nobody'),
        )
      const emptying = { schemas: [urn.patchOp], Operations: [{ op: 'remove', path: 'members' }] }

      it.each([true, false])('is done once (carried out: %s)', async (isDone) => {
        const { target, ifMatch, other, dn } = await stage()
        const removing = {
          schemas: [urn.patchOp],
          Operations: [{ op: 'remove', path: `members[value ne "${other}"]` }],
        }

        const { stored } = await losing({ isDone }).patch(test.scope, target, removing, { ...all, ifMatch })
        expect([stored.resource.members, await held(dn)]).toEqual([undefined, nobody])
        const tags = { kind: 'tags', tags: [stored.version as string] } as const
        const filled = await losing({ isDone }).patch(test.scope, target, adding(other), { ...all, ifMatch: tags })

        expect([filled.stored.resource.members, await held(dn)]).toMatchObject([
          [{ value: other }],
          [expect.stringMatching(/\.other(,|$)/)],
        ])
      })

      it('is 503 where another has changed the group since, and If-Match was given', async () => {
        const { target, ifMatch, dn } = await stage()
        const meanwhile = () => admin.replace(dn, 'description', 'Theirs')

        const patched = losing({ isDone: false, meanwhile }).patch(test.scope, target, emptying, { ...all, ifMatch })

        await expect(patched).rejects.toMatchObject({ status: 503 })
        expect(await held(dn)).toHaveLength(1)
      })
    })

  describe('a member that the gateway may not see', () => {
    it('is 409 soon, not a retry without end', async () => {
      const hidden = kind.isNamed ? '[.]other$' : '^uid=[^,]*[.]other,'
      await addAccessRule(test.ldap, `to attrs=${kind.type} val.regex="${hidden}" by GATEWAY =w by * break`)
      const { name, other, target, dn } = await stage()
      await admin.replace(dn, kind.type, storedOf(`${name}.one`), storedOf(`${name}.other`))
      let changes = 0
      const { directory } = test
      const operations = createOperations({
        ...test.dependencies,
        directory: { ...directory, change: (...given) => directory.change(...given).finally(() => changes++) },
      })

      await expect(operations.patch(test.scope, target, adding(other), all)).rejects.toMatchObject({ status: 409 })
      expect(changes).toBeLessThan(10)
    })
  })

  describe('an id that names nobody', () => {
    it('is 400, and its text is given back only where it is an id', async () => {
      const { target } = await stage()
      const patch = (id: string) => test.operations.patch(test.scope, target, adding(id), all)
      const nobody = '00000000-0000-4000-8000-000000000000'

      const refused = { status: 400, scimType: 'invalidValue' }
      await expect(patch(nobody)).rejects.toMatchObject({ ...refused, message: expect.stringContaining(nobody) })
      await expect(patch('<b>nobody</b>')).rejects.toMatchObject({
        ...refused,
        message: expect.stringMatching(/id given$/),
      })
    })
  })

  describe('a member that stayed behind once', () => {
    it('is no reason to take a group for one with a member when somebody else has deleted that member since', async () => {
      const { name, target } = await stage()
      const [ghost, last] = [await created(`${name}.ghost`), await created(`${name}.last`)]
      const removing = (value: string) => ({
        schemas: [urn.patchOp],
        Operations: [{ op: 'remove', path: `members[value eq "${value}"]` }],
      })
      const patch = (body: unknown) => test.operations.patch(test.scope, target, body, all)
      await patch(adding(last))
      await patch(adding(ghost))
      await patch(removing(await admin.entryUuid(dnOf(`${name}.one`))))
      await admin.client.del(dnOf(`${name}.ghost`))

      const removal = patch(removing(last))
      if (emptiable.includes(kind)) expect((await removal).stored.resource.members).toBeUndefined()
      else await expect(removal).rejects.toMatchObject({ status: 400, scimType: 'mutability' })
    })
  })

  describe('somebody who is deleted while being made the only member', () => {
    it('stays in no group: it names nobody, and whoever gets the name inherits nothing', async () => {
      const { name, other, target, dn } = await stage()
      const gone = dnOf(`${name}.other`)
      const operations = createOperations({
        ...test.dependencies,
        directory: withWrites(test.directory, (write, kind) => async (...given) => {
          if (kind === 'change' && (await admin.stored(gone)) !== undefined) await admin.client.del(gone)
          return write(...given)
        }),
      })
      const body = {
        schemas: [urn.patchOp],
        Operations: [{ op: 'replace', path: 'members', value: [{ value: other }] }],
      }

      const { stored } = await operations.patch(test.scope, target, body, all)

      expect(stored.resource).not.toHaveProperty('members')
      const nobody = refusingEmpty.includes(kind) ? '' : kind.placeholder
      expect((await admin.stored(dn))?.[kind.type]?.map((value) => value.toLowerCase().replace(', ', ','))).toEqual(
        nobody === undefined ? undefined : [nobody],
      )
    })
  })
})
