import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.ts'
import { providers } from '../../src/doctor/conversations.ts'
import { type SmallServer, startSmallServer, type Whim } from '../doctor/small-server.ts'

const secret = 'the-token-of-the-provider'
const files: Readonly<Record<string, string>> = { token: `${secret}\nsecond line`, empty: '\n', odd: 'two words' }

const doctor = async (words: readonly string[], asked: () => Promise<void> = () => new Promise(() => undefined)) => {
  const said = { printed: '', complained: '' }
  const code = await runCli(['doctor', ...words], {
    environment: {},
    readFile: (path) => files[path] ?? missing(path),
    random: randomBytes,
    print: (text) => {
      said.printed += text
    },
    complain: (text) => {
      said.complained += text
    },
    asked,
    onHangup: () => {},
    version: '0.0.0',
  })
  return { code, ...said }
}
const missing = (path: string): never => {
  throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' })
}

let server: SmallServer | undefined
afterEach(() => server?.close())
const against = async (whim?: Whim, more: readonly string[] = []) => {
  server = await startSmallServer(whim)
  return doctor(['--as', 'google', '--url', server.url, '--token-file', 'token', ...more])
}

describe('scimdap doctor', () => {
  it.each([
    [['--as', 'nobody'], `It is all, or one of ${providers.join(', ')}.`],
    [['--url', 'scim.example.com'], 'It is no http(s) URL.'],
    [['--url', 'https://scim.example.com/?tenant=1'], 'It has a query'],
    [['--url', 'http://scim.example.com/'], 'the token would cross the network in clear'],
    [['--token-file', 'nowhere'], 'names a file that cannot be read (ENOENT)'],
    [['--token-file', 'empty'], 'first line is empty'],
    [['--token-file', 'odd'], 'is no bearer token'],
    [['--members', '1'], 'It is a whole number from 2 to 10000.'],
    [['--timeout', '0.5'], 'It is a whole number from 1 to 600.'],
  ])('refuses %j', async (words, complaint) => {
    const usual = ['--as', 'entra', '--url', 'https://localhost:1/', '--token-file', 'token']
    const { code, printed, complained } = await doctor([...usual, ...words])

    expect([code, printed]).toEqual([2, ''])
    expect(complained.replaceAll(/\s+/g, ' ')).toContain(complaint)
    expect(complained).not.toContain(secret)
  })

  it('demands provider, URL and token', async () => {
    expect(await doctor([])).toMatchObject({ code: 2, complained: expect.stringContaining("required option '--as") })
  })

  it('ends with 0 where all works, and prints each step', async () => {
    const { code, printed } = await against(suspending)

    expect(printed).toContain('Google Workspace (run doctor-')
    expect(printed).toContain('  ✓ 201 create a user\n')
    expect(printed).toContain('1 of 1 conversation works.')
    expect([code, server?.stored.size]).toEqual([0, 0])
    expect(printed).not.toContain('prepare:')
  })

  it('ends with 1 where a step fails, with its request and answer, and without the token', async () => {
    const { code, printed } = await against((seen, answer) => (seen.method === 'PUT' ? 403 : suspending(seen, answer)))

    expect(code).toBe(1)
    expect(printed).toContain('  ✗ 403 update by PUT  see below\n')
    expect(printed).toMatch(
      / {2}✗ update by PUT\n {4}403 \(no\); 200 is needed\n {4}> PUT \/Users\/\d+\n {4}> \{"schemas".*\n {4}< 403\n/,
    )
    expect(printed).toContain('0 of 1 conversation works. Not: Google Workspace.')
    expect(printed).not.toContain(secret)
  })

  it('tells it to programs', async () => {
    const { code, printed } = await against(undefined, ['--json', '--members', '2'])
    const { healthy, reports } = JSON.parse(printed)

    expect([code, healthy, reports.length, reports[0].conversation]).toEqual([1, false, 1, 'google'])
    expect(reports[0].steps.filter(({ step }: { step: string }) => step.startsWith('prepare: member'))).toHaveLength(2)
    expect(printed).not.toContain(secret)
  })

  it('says what it left behind', async () => {
    const { code, printed } = await against((seen, answer) =>
      seen.method === 'DELETE' ? 501 : suspending(seen, answer),
    )

    expect(code).toBe(1)
    expect(printed).toMatch(/ {2}left behind: \/Users\/\d+ \(DELETE was answered 501\)/)
    expect(printed).toContain('Something was left behind.')
  })

  it('says in one sentence that nobody answers, that the token is refused, or that there is nothing', async () => {
    const nobody = await doctor(['--as', 'all', '--url', 'http://127.0.0.1:1/scim', '--token-file', 'token'])
    expect([nobody.code, nobody.printed]).toEqual([1, ''])
    expect(nobody.complained).toMatch(/^No answer from http:\/\/127\.0\.0\.1:1\/scim: .+\n$/)
    for (const [status, sentence] of [
      [401, /refuses the token \(401\)/],
      [404, /There is no \/Users below .* \(404\)/],
      [308, /is elsewhere \(308\)/],
    ] as const) {
      const { code, printed, complained } = await against(() => status)
      expect([code, printed, server?.seen.length]).toEqual([1, '', 1])
      expect(complained).toMatch(sentence)
      expect(complained).not.toContain(secret)
    }
  })

  it('clears away what it made and says so, when it is interrupted', async () => {
    const interruption = Promise.withResolvers<void>()
    server = await startSmallServer(({ path }) => {
      if (path !== '/Users?count=1') return undefined
      interruption.resolve()
      return 'done'
    })
    const { code, printed, complained } = await doctor(
      ['--as', 'all', '--url', server.url, '--token-file', 'token'],
      () => interruption.promise,
    )

    expect([code, server.stored.size]).toEqual([1, 0])
    expect(complained).toContain('Interrupted: clearing away')
    expect(printed).toContain('interrupted: what comes after was not played')
    expect(printed).not.toContain('PingOne')
  })
})

/** A name is unique, and PATCH replaces what its path names: as much as Google asks for. */
const suspending: Whim = ({ method, path, body }, answer) => {
  const stored = server?.stored as SmallServer['stored']
  const { userName, Operations } = (body ?? {}) as {
    userName?: string
    Operations?: readonly { path: string; value: unknown }[]
  }
  if (method === 'POST' && userName !== undefined && [...stored.values()].some((one) => one.userName === userName))
    return 409
  if (method !== 'PATCH') return undefined
  const before = stored.get(path) as Readonly<Record<string, unknown>>
  const { path: at = '', value } = Operations?.[0] ?? {}
  const name = at === 'name.givenName' ? { name: { ...(before.name as object), givenName: value } } : { [at]: value }
  stored.set(path, { ...before, ...name })
  answer.writeHead(204).end()
  return 'done'
}
