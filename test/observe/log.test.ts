import { describe, expect, it } from 'vitest'
import { createLog, type LogOptions } from '../../src/observe/log.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { canary, observations } from './support.ts'

type Line = Readonly<Record<string, unknown>>

const logged = (given: readonly Observation[], level: LogOptions['level'] = 'debug'): readonly Line[] => {
  const lines: string[] = []
  const log = createLog({
    level,
    destination: { write: (line) => lines.push(line) },
    nameOfResultCode: (code) => (code === 49 ? 'invalidCredentials' : undefined),
  })
  for (const observation of given) log(observation)
  return lines.map((line) => JSON.parse(line) as Line)
}

describe('the log', () => {
  it('writes one JSON line for each kind of observation, with its level and time', () => {
    const lines = logged(observations)

    expect(lines.map(({ kind, level }) => [kind, level])).toEqual([
      ['request', 'info'],
      ['denied', 'warn'],
      ['limited', 'debug'],
      ['unexpected', 'error'],
      ['session-opened', 'info'],
      ['session-lost', 'warn'],
      ['session-failed', 'warn'],
      ['server-used', 'warn'],
      ['server-behind', 'warn'],
      ['circuit-opened', 'warn'],
      ['circuit-closed', 'info'],
      ['search-planned', 'debug'],
      ['write-retried', 'debug'],
      ['reference-left', 'warn'],
      ['referral-ignored', 'warn'],
      ['referral-refused', 'warn'],
      ['reservation-taken-over', 'warn'],
      ['unique-by-search', 'warn'],
      ['change', 'debug'],
      ['audit-failed', 'error'],
      ['leaver-kept-name', 'warn'],
      ['deactivation-lost', 'error'],
      ['login-braked', 'warn'],
      ['rule-softened', 'warn'],
      ['reference-kept-aside', 'warn'],
      ['references-hidden', 'debug'],
      ['attributes-ignored', 'info'],
      ['token-used', 'info'],
      ['token-expiring', 'warn'],
      ['token-issued', 'info'],
      ['authority-asked', 'debug'],
      ['authority-spared', 'debug'],
      ['authority-failed', 'warn'],
      ['signing-key-made', 'warn'],
      ['brake-held', 'error'],
      ['brake-refused', 'warn'],
      ['brake-off', 'warn'],
      ['brake-released', 'warn'],
      ['brake-counted', 'debug'],
      ['brake-forgetful', 'warn'],
      ['protected-found', 'info'],
      ['ready', 'info'],
      ['not-ready', 'warn'],
      ['started', 'info'],
      ['reloaded', 'info'],
      ['reload-failed', 'error'],
      ['stopped', 'info'],
    ])
    for (const { time } of lines) expect(time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  })

  it('tells the first use of a token on a day, and the others to whoever wants to know all', () => {
    const use = { kind: 'token-used', client: 'hr', token: 'AbCdEfGh', at: 0, expires: 1_800_000_000_000 } as const

    const lines = logged([
      { ...use, isFirstOfDay: true },
      { ...use, isFirstOfDay: false },
    ])

    expect(lines.map(({ level, kind, expires }) => [level, kind, expires])).toEqual([
      ['info', 'token-used', '2027-01-15T08:00:00.000Z'],
      ['debug', 'token-used', '2027-01-15T08:00:00.000Z'],
    ])
  })

  it('tells a request without its path', () => {
    const [line] = logged(observations)

    expect(line).toEqual({
      level: 'info',
      time: expect.any(String),
      kind: 'request',
      requestId: 'r1',
      method: 'GET',
      route: '/Users/:id',
      status: 200,
      durationMs: 12.3,
      client: 'hr',
    })
  })

  it('warns of a request that failed on our side', () => {
    const failed = { kind: 'request', requestId: 'r', method: 'GET', route: '/', status: 503, durationMs: 1 } as const

    expect(logged([failed])[0]?.level).toBe('warn')
  })

  it('names the error and its code of a lost session, and where it was', () => {
    const lost = logged(observations).find(({ kind }) => kind === 'session-lost')

    expect(lost).toMatchObject({
      url: 'ldaps://ldap.example:636/dc=x',
      cause: {
        name: 'InvalidCredentialsError',
        code: 49,
        resultCode: 'invalidCredentials',
        cause: { name: 'Error' },
      },
    })
  })

  it('gives call sites of a defect, and only of a defect', () => {
    const withFrames = logged(observations).filter((line) => JSON.stringify(line).includes('"frames"'))

    expect(withFrames.map(({ kind }) => kind)).toEqual(['unexpected'])
  })

  it('tells nothing of an error but that, and nothing secret of a URL', () => {
    expect(JSON.stringify(logged(observations))).not.toContain(canary)
  })

  it('tells only the fields that it knows', () => {
    const extended = { kind: 'ready', token: canary } as unknown as Observation

    expect(JSON.stringify(logged([extended]))).not.toContain(canary)
  })

  it('says whose service it was, and what is wrong with a configuration, and where', () => {
    const [request, reload] = logged([
      { kind: 'ready', tenant: 'acme' },
      { kind: 'reload-failed', problems: [{ where: 'a.yaml:1:2', message: 'is required' }] },
    ])

    expect(request).toMatchObject({ kind: 'ready', tenant: 'acme' })
    expect(reload).toMatchObject({ problems: [{ where: 'a.yaml:1:2', message: 'is required' }] })
  })

  it('is as quiet as it is told', () => {
    expect(logged(observations, 'error').map(({ kind }) => kind)).toEqual([
      'unexpected',
      'audit-failed',
      'deactivation-lost',
      'brake-held',
      'reload-failed',
    ])
    expect(logged(observations, 'silent')).toEqual([])
  })
})
