import { describe, expect, it } from 'vitest'
import { AuthenticationError } from '../../src/auth/authenticate.ts'
import { createBearerTokens, hashToken } from '../../src/auth/bearer-token.ts'
import { createTellUse } from '../../src/auth/token-use.ts'
import type { Observation } from '../../src/observe/observation.ts'

const day = 86_400_000
const start = Date.parse('2026-11-22T12:00:00Z')

/** Two tokens that overlap by a week, as they do when they are exchanged; and one for ever. */
const setUp = () => {
  const clock = { now: start }
  const observations: Observation[] = []
  const now = () => clock.now
  const tellUse = createTellUse({ observe: (observation) => observations.push(observation), now })
  const tokenHashes = [
    { hash: hashToken('old-token'), expires: start + 20 * day },
    { hash: hashToken('new-token'), notBefore: start + 13 * day },
    hashToken('for-ever'),
  ]
  const find = createBearerTokens([{ name: 'hr', access: 'write', tokenHashes }], { now, tellUse })
  return { clock, observations, find }
}

const reasonOf = (look: () => unknown): string => {
  try {
    look()
  } catch (error) {
    if (error instanceof AuthenticationError) return error.reason
  }
  throw new Error('was let in')
}

describe('a token with an end and a beginning', () => {
  it('is good from its beginning to its end, not including it, and both are while they overlap', () => {
    const { clock, find } = setUp()
    const goodAt = (time: number) => {
      clock.now = time
      return ['old-token', 'new-token', 'for-ever'].filter((token) => {
        try {
          return find(token)?.client === 'hr'
        } catch {
          return false
        }
      })
    }

    expect(goodAt(start)).toEqual(['old-token', 'for-ever'])
    expect(goodAt(start + 13 * day)).toEqual(['old-token', 'new-token', 'for-ever'])
    expect(goodAt(start + 20 * day - 1)).toEqual(['old-token', 'new-token', 'for-ever'])
    expect(goodAt(start + 20 * day)).toEqual(['new-token', 'for-ever'])
  })

  it('is 401 invalid_token afterwards, with the reason for the log and for whoever has it', () => {
    const { clock, find } = setUp()
    clock.now = start + 21 * day

    expect(reasonOf(() => find('old-token'))).toBe('expired-token')
    expect(() => find('old-token')).toThrow('The bearer token has expired')
    clock.now = start
    expect(reasonOf(() => find('new-token'))).toBe('premature-token')
  })
})

describe('the last use of a token', () => {
  it('is told once a minute, and one of them is the first of a day', () => {
    const { clock, observations, find } = setUp()
    for (const after of [0, 1_000, 59_999, 60_000, 61_000, day]) {
      clock.now = start + after
      find('for-ever')
    }

    const token = hashToken('for-ever').slice('sha256:'.length, 'sha256:'.length + 8)
    expect(observations).toEqual([
      { kind: 'token-used', client: 'hr', token, at: start, isFirstOfDay: true },
      { kind: 'token-used', client: 'hr', token, at: start + 60_000, isFirstOfDay: false },
      { kind: 'token-used', client: 'hr', token, at: start + day, isFirstOfDay: true },
    ])
  })

  it('comes with a warning each day in the last fourteen days', () => {
    const { clock, observations, find } = setUp()
    for (const after of [0, 5 * day, 7 * day, 7 * day + 120_000, 8 * day]) {
      clock.now = start + after
      find('old-token')
    }

    const warnings = observations.filter(({ kind }) => kind === 'token-expiring')
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toMatchObject({ client: 'hr', expires: start + 20 * day })
  })

  it('is told by nothing of the token but the beginning of its hash', () => {
    const { observations, find } = setUp()
    find('for-ever')

    expect(JSON.stringify(observations)).not.toContain('for-ever')
    expect(JSON.stringify(observations)).not.toContain(hashToken('for-ever').slice(7))
  })

  it('is not told of a token that is refused', () => {
    const { clock, observations, find } = setUp()
    clock.now = start + 21 * day
    reasonOf(() => find('old-token'))
    find('nobody')

    expect(observations).toEqual([])
  })
})

describe('ten thousand tokens', () => {
  it('are looked up as fast as ten', () => {
    const many = (count: number) =>
      createBearerTokens([
        {
          name: 'hr',
          access: 'read',
          tokenHashes: Array.from({ length: count }, (_, index) => hashToken(`t${index}`)),
        },
      ])
    const timeOf = (find: ReturnType<typeof many>) => {
      const times = Array.from({ length: 5 }, () => {
        const startedAt = performance.now()
        for (let round = 0; round < 5_000; round++) find(`x${round}`)
        return performance.now() - startedAt
      })
      return Math.min(...times)
    }
    const [few, lots] = [many(10), many(10_000)]
    timeOf(few)

    expect(lots('t9999')?.client).toBe('hr')
    expect(timeOf(lots)).toBeLessThan(10 * timeOf(few) + 5)
  })
})
