/** A password and more in one request, answers of which are lost: all of it is stored, or what stands is told. RFC 7644 §3.12 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import type { WriteName } from '../support/with-writes.ts'
import { first, openPasswordStage, projection, refused, second, weak } from './password-stage.ts'
import { bindCode } from './support.ts'

describe.each([{ transactions: true }, { transactions: false }])('transactions: $transactions', ({ transactions }) => {
  let stage: Awaited<ReturnType<typeof openPasswordStage>>

  beforeAll(async () => {
    stage = await openPasswordStage(transactions)
  })
  afterAll(() => stage?.end())

  describe('answers that are lost', () => {
    const losing = (of: WriteName, isDone: boolean, nth = 1) => {
      let seen = 0
      return stage.over((write, name) => async (...given) => {
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
          const someone = await stage.person({ active })
          const before = await stage.contentAt(someone.dn)

          const answer = stage.patch(losing('change', isDone, nth), someone, { title: 'Lost', active, password: weak })

          const error = await answer.then(
            () => undefined,
            (thrown: unknown) => thrown as Error,
          )
          expect(error).toMatchObject(refused)
          const after = await stage.contentAt(someone.dn)
          // Of an active person nothing tells whose work it is that the title is there.
          const isTold = nth === 1 && isDone && active
          expect(error?.message.includes('was written')).toBe(isTold)
          if (isTold) expect(after).toMatchObject({ title: ['Lost'] })
          else expect(after).toEqual(before)
          expect(await bindCode(stage.test.ldap, someone.dn, first)).toBe(active ? 0 : 49)
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
          const someone = await stage.person({ active: was, password: null })
          const asked = { ...someone.body, title: 'New', active, password: second }

          const { ifMatch } = someone
          const put = losing(of, isDone).replace(stage.test.scope, someone.target, asked, { projection, ifMatch })

          expect((await put).resource).toMatchObject({ title: 'New', active })
          const stored = await stage.admin.stored(someone.dn)
          expect(stored).not.toHaveProperty('pwdendtime')
          expect(await bindCode(stage.test.ldap, someone.dn, second)).toBe(active ? 0 : 49)
        }
      },
    )

    it.each([true, false])('of a password right after another: never 400 (active: %s)', async (active) => {
      for (const more of [{}, { title: 'New' }]) {
        const someone = await stage.person({ active })

        const answer = stage.patch(losing('setPassword', true), someone, { ...more, password: second })

        const status = await answer.then(
          () => 200,
          (error: { readonly status: number }) => error.status,
        )
        // pwdChangedTime counts seconds: where it is the same, nobody can tell whether the password is set.
        expect([200, 503]).toContain(status)
        expect(await bindCode(stage.test.ldap, someone.dn, second)).toBe(active ? 0 : 49)
        expect(await stage.admin.stored(someone.dn)).not.toHaveProperty('pwdendtime')
      }
    })

    it.each([true, false])('and a directory that stays away: 503 says what stands (active: %s)', async (active) => {
      const someone = await stage.person({ active })
      let isAway = false
      const away = stage.over((write, name) => async (...given) => {
        isAway ||= name === 'setPassword'
        if (isAway) throw new DirectoryError('unavailable', 'no server')
        return write(...given)
      })

      const answer = stage.patch(away, someone, { title: 'Stands', active, password: second })

      await expect(answer).rejects.toMatchObject({
        status: 503,
        message: expect.stringMatching(/everything but the password was written .*directory went away/),
      })
      expect((await stage.admin.stored(someone.dn))?.title).toEqual(['Stands'])
      expect((await stage.operations.read(stage.test.scope, someone.target, projection)).resource.active).toBe(active)
      expect(await bindCode(stage.test.ldap, someone.dn, first)).toBe(active ? 0 : 49)
    })

    it('and one that is back soon: all of it is stored', async () => {
      const someone = await stage.person({ active: false, password: null })
      let isAway = true
      const back = stage.over((write, name) => async (...given) => {
        if (name !== 'setPassword' || !isAway) return write(...given)
        isAway = false
        throw new DirectoryError('unavailable', 'no server')
      })

      const { stored } = await stage.patch(back, someone, { title: 'New', active: true, password: second })

      expect(stored.resource).toMatchObject({ title: 'New', active: true })
      expect(await bindCode(stage.test.ldap, someone.dn, second)).toBe(0)
    })
  })
})
