import { describe, expect, it } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import { afterWrite, retrying } from '../../src/operations/retry.ts'
import { preconditionFailed } from '../../src/scim/error.ts'

const failure = (code: DirectoryError['code']) => new DirectoryError(code, `LDAP result ${code}`)

/** What the attempts do, one after the other; the last is repeated. Tells how each was asked. */
const run = async (...outcomes: readonly unknown[]) => {
  const asked: boolean[] = []
  const observed: string[] = []
  const result = retrying(
    ({ reason }) => observed.push(reason),
    async (isUncertain) => {
      const outcome = outcomes[Math.min(asked.length, outcomes.length - 1)]
      asked.push(isUncertain)
      if (outcome instanceof Error) throw outcome
      return outcome
    },
  )
  const settled = await result.catch((thrown: unknown) => ({ thrown }))
  return { settled, asked, observed }
}

describe('retrying', () => {
  it.each([122, 16, 20, 32])('decides again after %d, a lost race', async (code) => {
    expect(await run(failure(code), failure(code), 'done')).toEqual({
      settled: 'done',
      asked: [false, false, false],
      observed: [String(code), String(code)],
    })
  })

  it.each([
    [failure(50)],
    [failure(19)],
    [failure('unavailable')],
    [preconditionFailed('changed')],
    [new TypeError('x')],
  ])('gives up at once with %s', async (thrown) => {
    expect(await run(thrown, 'done')).toEqual({ settled: { thrown }, asked: [false], observed: [] })
  })

  it('tells the attempts after an unanswered write that it may be done', async () => {
    expect(await run(failure(122), failure('unknown-outcome'), failure(122), 'done')).toMatchObject({
      settled: 'done',
      asked: [false, false, true, true],
    })
  })

  it('after an unanswered write a directory that stays away leaves the outcome unknown', async () => {
    const unknown = failure('unknown-outcome')

    expect((await run(unknown, failure('unavailable'))).settled).toEqual({ thrown: unknown })
  })

  it('ends with 503 where races are lost for ever', async () => {
    const { settled, asked } = await run(failure(122))

    expect(settled).toMatchObject({ thrown: { status: 503, headers: { 'Retry-After': '1' } } })
    expect(asked.length).toBeGreaterThan(10)
  })
})

describe('afterWrite', () => {
  it('makes an unreachable directory an unknown outcome, and nothing of anything else', async () => {
    const [away, refused] = [failure('unavailable'), failure(50)]

    await expect(afterWrite(Promise.reject(away))).rejects.toMatchObject({ code: 'unknown-outcome', cause: away })
    await expect(afterWrite(Promise.reject(refused))).rejects.toBe(refused)
    expect(await afterWrite(Promise.resolve(1))).toBe(1)
  })
})
