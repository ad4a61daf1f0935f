import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import { Breaker } from '../../src/directory/ldapts/breaker.ts'
import type { Observation } from '../../src/observe/observation.ts'

const silence = new Error('no answer within 10 ms')

const createBreaker = () => {
  const observations: Observation['kind'][] = []
  const breaker = new Breaker(({ kind }) => void observations.push(kind))
  let sent = 0
  const ask = (answer: 'answer' | 'silence' | 'refusal' | 'busy') =>
    breaker.run(async (failed) => {
      sent += 1
      if (answer === 'silence') {
        failed(silence)
        throw new DirectoryError('unavailable', 'no answer')
      }
      if (answer === 'refusal') throw new DirectoryError(50, 'LDAP result 50')
      if (answer === 'busy') throw new DirectoryError('unavailable', 'too many requests wait for it')
      return answer
    })
  const code = (asked: Promise<unknown>) => asked.then(String, (error: DirectoryError) => error.code)
  return { breaker, observations, ask, code, sent: () => sent }
}

const silent = async ({ ask, code }: ReturnType<typeof createBreaker>, times: number) => {
  for (let count = 0; count < times; count += 1) await code(ask('silence'))
}

describe('the circuit breaker', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  it('sends nothing after five requests in a row without an answer', async () => {
    const tested = createBreaker()

    await silent(tested, 5)

    expect(await tested.code(tested.ask('answer'))).toBe('unavailable')
    expect(tested.sent()).toBe(5)
    expect(tested.observations).toEqual(['circuit-opened'])
    expect(() => tested.breaker.refuse()).toThrow('the directory is unavailable')
  })

  it.each(['answer', 'refusal'] as const)('begins to count anew with an %s', async (kind) => {
    const tested = createBreaker()

    await silent(tested, 4)
    await tested.code(tested.ask(kind))
    await silent(tested, 4)

    expect(await tested.code(tested.ask('answer'))).toBe('answer')
    expect(tested.observations).toEqual([])
  })

  it('does not take a directory that is busy for one that is silent, nor for one that answers', async () => {
    const tested = createBreaker()

    for (let count = 0; count < 20; count += 1) await tested.code(tested.ask('busy'))
    expect(tested.breaker.isOpen).toBe(false)
    await silent(tested, 4)
    await tested.code(tested.ask('busy'))
    await silent(tested, 1)

    expect(tested.breaker.isOpen).toBe(true)
  })

  it('lets one request through after half a second, and the others when that one was answered', async () => {
    const tested = createBreaker()
    await silent(tested, 5)
    vi.advanceTimersByTime(501)
    const { promise: answered, resolve: answer } = Promise.withResolvers<string>()

    const trial = tested.breaker.run(() => answered)
    expect(await tested.code(tested.ask('answer'))).toBe('unavailable')
    answer('back')

    expect(await trial).toBe('back')
    expect(await tested.code(tested.ask('answer'))).toBe('answer')
    expect(tested.observations).toEqual(['circuit-opened', 'circuit-closed'])
  })

  it('waits again after a trial without an answer, and tells nothing new', async () => {
    const tested = createBreaker()
    await silent(tested, 5)
    vi.advanceTimersByTime(501)

    await silent(tested, 1)
    expect(await tested.code(tested.ask('answer'))).toBe('unavailable')
    expect(tested.sent()).toBe(6)
    vi.advanceTimersByTime(501)

    expect(await tested.code(tested.ask('answer'))).toBe('answer')
    expect(tested.observations).toEqual(['circuit-opened', 'circuit-closed'])
  })
})
