/** A password that the policy refuses, with more in the same request: nothing of it stands. RFC 7644 §3.5.1, §3.5.2 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { startBinder } from '../support/binder.ts'
import { groupBody } from '../support/gateway.ts'
import { first, openPasswordStage, type Person, projection, refused, second, weak } from './password-stage.ts'
import { bindCode, type contentOf } from './support.ts'

const withoutModifier = (content: ReturnType<typeof contentOf>) => ({ ...content, modifiersname: undefined })

describe.each([{ transactions: true }, { transactions: false }])('transactions: $transactions', ({ transactions }) => {
  let stage: Awaited<ReturnType<typeof openPasswordStage>>

  beforeAll(async () => {
    stage = await openPasswordStage(transactions)
  })
  afterAll(() => stage?.end())
  let number = 0
  beforeEach(() => {
    number += 1
  })

  const others = {
    'values of every kind': {
      title: 'Lost',
      nickName: 'Lost',
      emails: [{ value: 'lost@example.test', type: 'work', primary: true }],
      photos: [{ value: 'https://example.test/lost.png', type: 'photo' }],
    },
    'a name that is gone': { title: null, name: { familyName: 'Lost' } },
    'an activation': { active: true, title: 'Lost' },
    'a deactivation': { active: false, title: 'Lost' },
    'a deactivation alone': { active: false },
    'an activation alone': { active: true },
  } as const
  const cases = Object.entries(others).flatMap(([name, more]) =>
    [weak, first].flatMap((password) => [true, false].map((active) => ({ name, more, password, active }))),
  )

  it.each(cases)('$name with the password $password, active before: $active', async ({ more, password, active }) => {
    const someone = await stage.person({ active })
    const before = await stage.contentAt(someone.dn)

    const requests = [
      () => stage.patch(stage.operations, someone, { ...more, password }),
      () =>
        stage.operations.replace(
          stage.test.scope,
          someone.target,
          { ...someone.body, ...more, password },
          { projection },
        ),
    ]
    for (const request of requests) await expect(request()).rejects.toMatchObject(refused)

    expect(await stage.contentAt(someone.dn)).toEqual(before)
    expect(await bindCode(stage.test.ldap, someone.dn, first)).toBe(active ? 0 : 49)
    const { version } = await stage.operations.read(stage.test.scope, someone.target, projection)
    expect(version).toBe(someone.version)
  })

  it('takes the class that it needed from an entry that is none of ours', async () => {
    const dn = `uid=plain${number},ou=people,${stage.test.ldap.suffix}`
    await stage.admin.addPerson(dn, { uid: `plain${number}`, userPassword: first, description: 'Theirs' })
    const target = { resourceType: stage.test.types.User, id: (await stage.admin.entryUuid(dn)) as ResourceId }
    const before = await stage.contentAt(dn)

    const answer = stage.patch(stage.operations, { target }, { nickName: 'Lost', active: false, password: weak })

    await expect(answer).rejects.toMatchObject(refused)
    expect(withoutModifier(await stage.contentAt(dn))).toEqual(withoutModifier(before))
  })

  it('gives an entry its old name back, and the groups that name it', async () => {
    const dn = `cn=Old ${number},ou=people,${stage.test.ldap.suffix}`
    await stage.admin.addPerson(dn, {
      uid: `named${number}`,
      cn: [`Old ${number}`, `New ${number}`],
      userPassword: first,
    })
    const target = { resourceType: stage.test.types.User, id: (await stage.admin.entryUuid(dn)) as ResourceId }
    const group = groupBody(`Holder ${number}${transactions}`, [target.id])
    await stage.operations.create(stage.test.scope, stage.test.types.Group, group, projection)
    const holder = `cn=${group.displayName},ou=groups,${stage.test.ldap.suffix}`
    const [before, holding] = [await stage.contentAt(dn), await stage.contentAt(holder)]
    const renaming = (name: string) => ({ name: { formatted: name }, title: 'Lost', password: weak })

    for (const name of [`Newer ${number}`, `New ${number}`]) {
      await expect(stage.patch(stage.operations, { target }, renaming(name))).rejects.toMatchObject(refused)

      expect(withoutModifier(await stage.contentAt(dn))).toEqual(withoutModifier(before))
      expect(await stage.contentAt(holder)).toEqual(holding)
    }
    await stage.patch(stage.operations, { target }, { ...renaming(`Newest ${number}`), password: second })
    const renamed = `cn=Newest ${number},ou=people,${stage.test.ldap.suffix}`
    expect(await bindCode(stage.test.ldap, renamed, second)).toBe(0)
    expect((await stage.admin.stored(holder))?.member).toEqual([renamed])
  })

  it('judges If-Match once: the same tag serves again', async () => {
    const someone = await stage.person()
    const { ifMatch } = someone
    const put = (password: string) =>
      stage.operations.replace(
        stage.test.scope,
        someone.target,
        { ...someone.body, title: 'New', password },
        { projection, ifMatch },
      )

    await expect(put(weak)).rejects.toMatchObject(refused)

    expect((await put(second)).resource.title).toBe('New')
    expect(await bindCode(stage.test.ldap, someone.dn, second)).toBe(0)
    await expect(put('third password')).rejects.toMatchObject({ status: 412 })
    expect(await bindCode(stage.test.ldap, someone.dn, second)).toBe(0)
  })

  it('takes everything back where failed logins moved the entry meanwhile', async () => {
    const someone = await stage.person()
    const failing = stage.over((write, name) => async (...given) => {
      if (name === 'setPassword') await bindCode(stage.test.ldap, someone.dn, 'wrong password')
      return write(...given)
    })

    await expect(stage.patch(failing, someone, { title: 'Lost', password: weak })).rejects.toMatchObject(refused)

    expect((await stage.admin.stored(someone.dn))?.title).toEqual(['Kept'])
  })

  describe('where another writes between', () => {
    const meddled = (someone: Person) =>
      stage.over((write, name) => async (...given) => {
        if (name === 'setPassword') await stage.admin.replace(someone.dn, 'employeeType', 'Theirs')
        return write(...given)
      })

    it('says what stands', async () => {
      const someone = await stage.person()

      const answer = stage.patch(meddled(someone), someone, { title: 'Stands', password: weak })

      await expect(answer).rejects.toMatchObject({
        ...refused,
        message: expect.stringMatching(/too short.*everything but the password was written .*changed meanwhile/),
      })
      const { title, employeetype } = (await stage.admin.stored(someone.dn)) ?? {}
      expect([title, employeetype]).toEqual([['Stands'], ['Theirs']])
      expect(await bindCode(stage.test.ldap, someone.dn, first)).toBe(0)
    })

    it('does not let in whom the request was to activate', async () => {
      const someone = await stage.person({ active: false })

      const answer = stage.patch(meddled(someone), someone, { title: 'Stands', active: true, password: weak })

      await expect(answer).rejects.toMatchObject({
        message: expect.stringMatching(/but the password and the activation/),
      })
      expect(await bindCode(stage.test.ldap, someone.dn, first)).toBe(49)
      const stored = await stage.admin.stored(someone.dn)
      expect([stored?.pwdaccountlockedtime, stored?.scimactive]).toEqual([['000001010000Z'], ['FALSE']])
      expect(stored).not.toHaveProperty('pwdendtime')
      expect((await stage.patch(stage.operations, someone, { active: true })).stored.resource.active).toBe(true)
      expect(await bindCode(stage.test.ldap, someone.dn, first)).toBe(0)
    })

    it.each([true, false])('keeps out whom it deactivated (active before: %s)', async (active) => {
      const someone = await stage.person({ active })

      const answer = stage.patch(meddled(someone), someone, { title: 'Stands', active: false, password: weak })

      await expect(answer).rejects.toMatchObject({ message: expect.stringMatching(/everything but the password was/) })
      expect(await bindCode(stage.test.ldap, someone.dn, first)).toBe(49)
      expect(await stage.admin.stored(someone.dn)).not.toHaveProperty('pwdendtime')
    })

    it('a deletion is 404', async () => {
      const someone = await stage.person()
      const deleting = stage.over((write, name) => async (...given) => {
        if (name === 'setPassword') await stage.admin.client.del(someone.dn)
        return write(...given)
      })

      const answer = stage.patch(deleting, someone, { title: 'Lost', password: second })

      await expect(answer).rejects.toMatchObject({ status: 404 })
    })
  })

  describe.each([true, false])('a directory without pwdEndTime, active before: %s', (was) => {
    const withoutBar = () => {
      const { bar: _, ...lock } = stage.test.mappings.User.lock ?? { type: '' }
      const mappings = [{ ...stage.test.mappings.User, lock }, stage.test.mappings.Group]
      return createOperations({ ...stage.test.dependencies, directory: stage.directory, mappings })
    }

    it.each([true, false])('sets both or neither (active after: %s)', async (active) => {
      const someone = await stage.person({ active: was })
      const before = await stage.contentAt(someone.dn)

      const lost = stage.patch(withoutBar(), someone, { title: 'Lost', active, password: weak })
      await expect(lost).rejects.toMatchObject(refused)
      expect(await stage.contentAt(someone.dn)).toEqual(before)
      expect(await bindCode(stage.test.ldap, someone.dn, first)).toBe(was ? 0 : 49)

      const { stored } = await stage.patch(withoutBar(), someone, { title: 'New', active, password: second })
      expect(stored.resource).toMatchObject({ title: 'New', active })
      expect(await bindCode(stage.test.ldap, someone.dn, second)).toBe(active ? 0 : 49)
      expect(await bindCode(stage.test.ldap, someone.dn, first)).toBe(49)
    })
  })

  it('an activation with refused passwords never lets the old one in', async () => {
    const someone = await stage.person({ active: false })
    const binder = await startBinder(stage.test.ldap.url, someone.dn, [first, weak])

    for (let n = 0; n < 40; n++) {
      await expect(stage.patch(stage.operations, someone, { active: true, password: weak })).rejects.toMatchObject(
        refused,
      )
    }

    const { attempts, openedBy } = await binder.stop()
    expect(openedBy).toEqual([])
    expect(attempts).toBeGreaterThan(40)
  })
})
