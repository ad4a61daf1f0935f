/** A password that the policy refuses, with more in the same request: nothing of it stands. RFC 7644 §3.5.1, §3.5.2 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import { openDirectory } from '../../src/directory/ldapts/open.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { Operations } from '../../src/operations/operations.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { urn } from '../../src/scim/urn.ts'
import { startBinder } from '../support/binder.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { type WriteName, withWrites } from '../support/with-writes.ts'
import { type Administrator, administratorOf, bindCode, contentOf } from './support.ts'

const projection = { kind: 'default' } as const
const patching = { projection, maxOperations: 10, answer: 'representation' } as const
const [first, second, weak] = ['first password', 'second password', 'weak'] as const
const refused = { status: 400, scimType: 'invalidValue' } as const

const patchOf = (value: Readonly<Record<string, unknown>>) => ({
  schemas: [urn.patchOp],
  Operations: [{ op: 'replace', value }],
})

const withoutModifier = (content: Awaited<ReturnType<typeof contentOf>>) => ({ ...content, modifiersname: undefined })

describe.each([{ transactions: true }, { transactions: false }])('transactions: $transactions', ({ transactions }) => {
  let test: TestOperations
  let admin: Administrator
  let close: () => void
  let directory: TestOperations['directory']
  let operations: Operations
  let number = 0

  beforeAll(async () => {
    test = await startOperations()
    const { url, gatewayDn: bindDn, gatewayPassword: password } = test.ldap
    directory = openDirectory({ urls: [url], bindDn, password, without: transactions ? [] : ['transactions'] })
    close = () => directory.close()
    operations = createOperations({ ...test.dependencies, directory })
    admin = administratorOf(await test.ldap.admin())
    const policy = `cn=default,ou=policies,${test.ldap.suffix}`
    await admin.replace(policy, 'pwdInHistory', '3')
    await admin.replace(policy, 'pwdMinLength', '8')
    await admin.replace(policy, 'pwdCheckQuality', '2')
  })
  afterAll(async () => {
    close?.()
    await admin?.client.unbind()
    await test?.stop()
  })
  beforeEach(() => {
    number += 1
  })

  const person = async (more: Readonly<Record<string, unknown>> = {}) => {
    const body = userBody(`refused${number}`, { title: 'Kept', password: first, ...more })
    const stored = await operations.create(test.scope, test.types.User, body, projection)
    const target = { resourceType: test.types.User, id: stored.resource.id as ResourceId }
    const dn = `uid=${body.userName},ou=people,${test.ldap.suffix}`
    const ifMatch = { kind: 'tags', tags: [stored.version as string] } as const
    return { body, target, dn, ifMatch, version: stored.version }
  }
  type Person = Awaited<ReturnType<typeof person>>
  const contentAt = async (dn: string) => contentOf(await admin.stored(dn))
  const patch = (by: Operations, { target }: Pick<Person, 'target'>, value: Readonly<Record<string, unknown>>) =>
    by.patch(test.scope, target, patchOf(value), patching)
  /** Operations over a directory that `around` stands before. */
  const over = (around: Parameters<typeof withWrites>[1]) =>
    createOperations({ ...test.dependencies, directory: withWrites(directory, around) })

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
    const someone = await person({ active })
    const before = await contentAt(someone.dn)

    const requests = [
      () => patch(operations, someone, { ...more, password }),
      () => operations.replace(test.scope, someone.target, { ...someone.body, ...more, password }, { projection }),
    ]
    for (const request of requests) await expect(request()).rejects.toMatchObject(refused)

    expect(await contentAt(someone.dn)).toEqual(before)
    expect(await bindCode(test.ldap, someone.dn, first)).toBe(active ? 0 : 49)
    const { version } = await operations.read(test.scope, someone.target, projection)
    expect(version).toBe(someone.version)
  })

  it('takes the class that it needed from an entry that is none of ours', async () => {
    const dn = `uid=plain${number},ou=people,${test.ldap.suffix}`
    await admin.addPerson(dn, { uid: `plain${number}`, userPassword: first, description: 'Theirs' })
    const target = { resourceType: test.types.User, id: (await admin.entryUuid(dn)) as ResourceId }
    const before = await contentAt(dn)

    const answer = patch(operations, { target }, { nickName: 'Lost', active: false, password: weak })

    await expect(answer).rejects.toMatchObject(refused)
    expect(withoutModifier(await contentAt(dn))).toEqual(withoutModifier(before))
  })

  it('gives an entry its old name back, and the groups that name it', async () => {
    const dn = `cn=Old ${number},ou=people,${test.ldap.suffix}`
    await admin.addPerson(dn, { uid: `named${number}`, cn: [`Old ${number}`, `New ${number}`], userPassword: first })
    const target = { resourceType: test.types.User, id: (await admin.entryUuid(dn)) as ResourceId }
    const group = groupBody(`Holder ${number}${transactions}`, [target.id])
    await operations.create(test.scope, test.types.Group, group, projection)
    const holder = `cn=${group.displayName},ou=groups,${test.ldap.suffix}`
    const [before, holding] = [await contentAt(dn), await contentAt(holder)]
    const renaming = (name: string) => ({ name: { formatted: name }, title: 'Lost', password: weak })

    for (const name of [`Newer ${number}`, `New ${number}`]) {
      await expect(patch(operations, { target }, renaming(name))).rejects.toMatchObject(refused)

      expect(withoutModifier(await contentAt(dn))).toEqual(withoutModifier(before))
      expect(await contentAt(holder)).toEqual(holding)
    }
    await patch(operations, { target }, { ...renaming(`Newest ${number}`), password: second })
    const renamed = `cn=Newest ${number},ou=people,${test.ldap.suffix}`
    expect(await bindCode(test.ldap, renamed, second)).toBe(0)
    expect((await admin.stored(holder))?.member).toEqual([renamed])
  })

  it('judges If-Match once: the same tag serves again', async () => {
    const someone = await person()
    const { ifMatch } = someone
    const put = (password: string) =>
      operations.replace(
        test.scope,
        someone.target,
        { ...someone.body, title: 'New', password },
        { projection, ifMatch },
      )

    await expect(put(weak)).rejects.toMatchObject(refused)

    expect((await put(second)).resource.title).toBe('New')
    expect(await bindCode(test.ldap, someone.dn, second)).toBe(0)
    await expect(put('third password')).rejects.toMatchObject({ status: 412 })
    expect(await bindCode(test.ldap, someone.dn, second)).toBe(0)
  })

  it('takes everything back where failed logins moved the entry meanwhile', async () => {
    const someone = await person()
    const failing = over((write, name) => async (...given) => {
      if (name === 'setPassword') await bindCode(test.ldap, someone.dn, 'wrong password')
      return write(...given)
    })

    await expect(patch(failing, someone, { title: 'Lost', password: weak })).rejects.toMatchObject(refused)

    expect((await admin.stored(someone.dn))?.title).toEqual(['Kept'])
  })

  describe('where another writes between', () => {
    const meddled = (someone: Person) =>
      over((write, name) => async (...given) => {
        if (name === 'setPassword') await admin.replace(someone.dn, 'employeeType', 'Theirs')
        return write(...given)
      })

    it('says what stands', async () => {
      const someone = await person()

      const answer = patch(meddled(someone), someone, { title: 'Stands', password: weak })

      await expect(answer).rejects.toMatchObject({
        ...refused,
        message: expect.stringMatching(/too short.*everything but the password was written .*changed meanwhile/),
      })
      const { title, employeetype } = (await admin.stored(someone.dn)) ?? {}
      expect([title, employeetype]).toEqual([['Stands'], ['Theirs']])
      expect(await bindCode(test.ldap, someone.dn, first)).toBe(0)
    })

    it('does not let in whom the request was to activate', async () => {
      const someone = await person({ active: false })

      const answer = patch(meddled(someone), someone, { title: 'Stands', active: true, password: weak })

      await expect(answer).rejects.toMatchObject({
        message: expect.stringMatching(/but the password and the activation/),
      })
      expect(await bindCode(test.ldap, someone.dn, first)).toBe(49)
      const stored = await admin.stored(someone.dn)
      expect([stored?.pwdaccountlockedtime, stored?.scimactive]).toEqual([['000001010000Z'], ['FALSE']])
      expect(stored).not.toHaveProperty('pwdendtime')
      expect((await patch(operations, someone, { active: true })).stored.resource.active).toBe(true)
      expect(await bindCode(test.ldap, someone.dn, first)).toBe(0)
    })

    it.each([true, false])('keeps out whom it deactivated (active before: %s)', async (active) => {
      const someone = await person({ active })

      const answer = patch(meddled(someone), someone, { title: 'Stands', active: false, password: weak })

      await expect(answer).rejects.toMatchObject({ message: expect.stringMatching(/everything but the password was/) })
      expect(await bindCode(test.ldap, someone.dn, first)).toBe(49)
      expect(await admin.stored(someone.dn)).not.toHaveProperty('pwdendtime')
    })

    it('a deletion is 404', async () => {
      const someone = await person()
      const deleting = over((write, name) => async (...given) => {
        if (name === 'setPassword') await admin.client.del(someone.dn)
        return write(...given)
      })

      const answer = patch(deleting, someone, { title: 'Lost', password: second })

      await expect(answer).rejects.toMatchObject({ status: 404 })
    })
  })

  describe('answers that are lost', () => {
    const losing = (of: WriteName, isDone: boolean, nth = 1) => {
      let seen = 0
      return over((write, name) => async (...given) => {
        if (name === of) seen += 1
        const isLost = name === of && seen === nth
        if (isLost && !isDone) throw new DirectoryError('unknown-outcome', 'the session was lost')
        const result = await write(...given)
        if (isLost) throw new DirectoryError('unknown-outcome', 'the session was lost')
        return result
      })
    }
    const lost = [1, 2].flatMap((nth) => [true, false].map((isDone) => ({ nth, isDone })))

    it.each(lost)(
      'of the change $nth, carried out: $isDone: nothing stands that is not told',
      async ({ nth, isDone }) => {
        for (const active of [true, false]) {
          const someone = await person({ active, userName: `lost${number}${nth}${isDone}${active}` })
          const before = await contentAt(someone.dn)

          const answer = patch(losing('change', isDone, nth), someone, { title: 'Lost', active, password: weak })

          const error = await answer.then(
            () => undefined,
            (thrown: unknown) => thrown as Error,
          )
          expect(error).toMatchObject(refused)
          const after = await contentAt(someone.dn)
          // Of an active person nothing tells whose work it is that the title is there.
          const isTold = nth === 1 && isDone && active
          expect(error?.message.includes('was written')).toBe(isTold)
          if (isTold) expect(after).toMatchObject({ title: ['Lost'] })
          else expect(after).toEqual(before)
          expect(await bindCode(test.ldap, someone.dn, first)).toBe(active ? 0 : 49)
        }
      },
    )

    it.each((['change', 'setPassword'] as const).flatMap((of) => [true, false].map((isDone) => ({ of, isDone }))))(
      'of $of, carried out: $isDone: all of it is stored',
      async ({ of, isDone }) => {
        for (const [was, active] of [
          [true, true],
          [true, false],
          [false, true],
          [false, false],
        ]) {
          const userName = `all${number}${of}${was}${active}`
          const someone = await person({ active: was, userName, password: null })
          const asked = { ...someone.body, title: 'New', active, password: second }

          const { ifMatch } = someone
          const put = losing(of, isDone).replace(test.scope, someone.target, asked, { projection, ifMatch })

          expect((await put).resource).toMatchObject({ title: 'New', active })
          const stored = await admin.stored(someone.dn)
          expect(stored).not.toHaveProperty('pwdendtime')
          expect(await bindCode(test.ldap, someone.dn, second)).toBe(active ? 0 : 49)
        }
      },
    )

    it.each([true, false])('of a password right after another: never 400 (active: %s)', async (active) => {
      for (const more of [{}, { title: 'New' }]) {
        const someone = await person({ active, userName: `twice${number}${active}${Object.keys(more)}` })

        const answer = patch(losing('setPassword', true), someone, { ...more, password: second })

        const status = await answer.then(
          () => 200,
          (error: { readonly status: number }) => error.status,
        )
        // pwdChangedTime counts seconds: where it is the same, nobody can tell whether the password is set.
        expect([200, 503]).toContain(status)
        expect(await bindCode(test.ldap, someone.dn, second)).toBe(active ? 0 : 49)
        expect(await admin.stored(someone.dn)).not.toHaveProperty('pwdendtime')
      }
    })

    it.each([true, false])('and a directory that stays away: 503 says what stands (active: %s)', async (active) => {
      const someone = await person({ active })
      let isAway = false
      const away = over((write, name) => async (...given) => {
        isAway ||= name === 'setPassword'
        if (isAway) throw new DirectoryError('unavailable', 'no server')
        return write(...given)
      })

      const answer = patch(away, someone, { title: 'Stands', active, password: second })

      await expect(answer).rejects.toMatchObject({
        status: 503,
        message: expect.stringMatching(/everything but the password was written .*directory went away/),
      })
      expect((await admin.stored(someone.dn))?.title).toEqual(['Stands'])
      expect((await operations.read(test.scope, someone.target, projection)).resource.active).toBe(active)
      expect(await bindCode(test.ldap, someone.dn, first)).toBe(active ? 0 : 49)
    })

    it('and one that is back soon: all of it is stored', async () => {
      const someone = await person({ active: false, password: null })
      let isAway = true
      const back = over((write, name) => async (...given) => {
        if (name !== 'setPassword' || !isAway) return write(...given)
        isAway = false
        throw new DirectoryError('unavailable', 'no server')
      })

      const { stored } = await patch(back, someone, { title: 'New', active: true, password: second })

      expect(stored.resource).toMatchObject({ title: 'New', active: true })
      expect(await bindCode(test.ldap, someone.dn, second)).toBe(0)
    })
  })

  describe.each([true, false])('a directory without pwdEndTime, active before: %s', (was) => {
    const withoutBar = () => {
      const { bar: _, ...lock } = test.mappings.User.lock ?? { type: '' }
      const mappings = [{ ...test.mappings.User, lock }, test.mappings.Group]
      return createOperations({ ...test.dependencies, directory, mappings })
    }

    it.each([true, false])('sets both or neither (active after: %s)', async (active) => {
      const someone = await person({ active: was })
      const before = await contentAt(someone.dn)

      const lost = patch(withoutBar(), someone, { title: 'Lost', active, password: weak })
      await expect(lost).rejects.toMatchObject(refused)
      expect(await contentAt(someone.dn)).toEqual(before)
      expect(await bindCode(test.ldap, someone.dn, first)).toBe(was ? 0 : 49)

      const { stored } = await patch(withoutBar(), someone, { title: 'New', active, password: second })
      expect(stored.resource).toMatchObject({ title: 'New', active })
      expect(await bindCode(test.ldap, someone.dn, second)).toBe(active ? 0 : 49)
      expect(await bindCode(test.ldap, someone.dn, first)).toBe(49)
    })
  })

  it('an activation with refused passwords never lets the old one in', async () => {
    const someone = await person({ active: false })
    const binder = await startBinder(test.ldap.url, someone.dn, [first, weak])

    for (let n = 0; n < 40; n++) {
      await expect(patch(operations, someone, { active: true, password: weak })).rejects.toMatchObject(refused)
    }

    const { attempts, openedBy } = await binder.stop()
    expect(openedBy).toEqual([])
    expect(attempts).toBeGreaterThan(40)
  })
})
