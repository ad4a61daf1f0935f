import { describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { loadConfig } from '../../src/config/load.ts'
import { type Outcome, runWith } from './scimdap.ts'

/** No file is there but these. */
const run = (words: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
  runWith(words, {
    readFile: (path) => {
      const content = files[path]
      if (content === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
      return content
    },
    version: '1.2.3',
  })

const file = '/etc/scimdap.yaml'
const configuration = `directory: { urls: [ldap://127.0.0.1:1], bindDn: cn=a, password: b }
users: { base: ou=people }
clients: [{ name: idp, tokens: ['${hashToken('x')}'] }]
log: { level: silent }
listen: { port: 0 }
`

describe('scimdap', () => {
  it('shows its version and its commands', async () => {
    const help = await run(['--help'])

    expect(await run(['--version'])).toEqual({ code: 0, printed: '1.2.3\n', complained: '' })
    expect(help.code).toBe(0)
    expect(help.printed).toMatch(/serve [\s\S]*token /)
  })

  it.each([
    [['serv'], 'Did you mean serve?'],
    [['serve', '--confg', 'a'], 'Did you mean --config?'],
    [['serve', 'extra'], 'too many arguments'],
    [[], 'Usage: scimdap'],
  ])('ends with 2 on the command line %j', async (words, complaint) => {
    const { code, complained, printed } = await run(words)

    expect(code).toBe(2)
    expect(complained).toContain(complaint)
    expect(printed).toBe('')
  })
})

describe('scimdap token new', () => {
  it('prints a token and the configuration of a client that has it', async () => {
    const { code, printed } = await run(['token', 'new', '--name', 'okta'])

    const [, token] = /^ {2}(\S{43})$/m.exec(printed) ?? []
    const clients = printed.slice(printed.indexOf('clients:'))
    const rest = configuration.replace(/^clients.*$/m, '')
    const config = loadConfig({ text: rest + clients, environment: {}, readFile: () => '' })
    expect(code).toBe(0)
    const dialect = { wire: 'tolerant', tolerances: {} }
    const known = { name: 'okta', access: 'write', setPassword: false, tokenHashes: [hashToken(token ?? '')], dialect }
    expect(config.clients).toEqual([known])
  })

  it.each([
    ['365d', 365 * 86_400_000],
    ['12h', 12 * 3_600_000],
  ])('prints a row that ends, with --expires %s', async (expires, lasts) => {
    const { printed } = await run(['token', 'new', '--expires', expires])

    const rest = configuration.replace(/^clients.*$/m, '')
    const text = rest + printed.slice(printed.indexOf('clients:'))
    const [row] = loadConfig({ text, environment: {}, readFile: () => '' }).clients[0]?.tokenHashes ?? []
    const end = typeof row === 'object' ? (row.expires ?? 0) : 0
    expect(Math.abs(end - Date.now() - lasts)).toBeLessThan(60_000)
  })

  it('takes a day, too', async () => {
    expect((await run(['token', 'new', '-e', '2999-12-31'])).printed).toContain(' expires=2999-12-31T00:00:00Z\n')
  })

  it.each(['soon', '0d', '-1d', '2020-01-01', '2999-02-30', '9'])('prints none that ends at %s', async (expires) => {
    const { code, printed, complained } = await run(['token', 'new', `--expires=${expires}`])

    expect([code, printed]).toEqual([2, ''])
    expect(complained).toContain('--expires: expected a time to come')
  })

  it('prints another one each time', async () => {
    expect((await run(['token', 'new'])).printed).not.toBe((await run(['token', 'new'])).printed)
  })
})

describe('scimdap serve', () => {
  it('serves until it is asked to end, also while the directory is down', async () => {
    expect(await run(['serve', '--config', file], { [file]: configuration })).toEqual({
      code: 0,
      printed: '',
      complained: '',
    })
  })

  it('ends with 2 and every problem where the configuration is wrong', async () => {
    const { code, complained } = await run(['serve', '-c', file], { [file]: `${configuration}a: 1\nb: 2\n` })

    expect(code).toBe(2)
    expect(complained).toBe(
      `The configuration cannot be used:\n${file}:6:1: a: no option has this name\n${file}:7:1: b: no option has this name\n`,
    )
  })

  it('says that no file was named where none was', async () => {
    const { code, complained } = await run(['serve'])

    expect(code).toBe(2)
    expect(complained).toContain('--config: names no file, nor does SCIMDAP_CONFIG')
    expect(complained).toContain('directory: is required')
  })

  it('ends with 1 where the port cannot be had', async () => {
    const { code, complained } = await run(['serve', '-c', file], {
      [file]: configuration.replace(
        '{ port: 0 }',
        '{ host: localhost, port: 0 }\nmetrics: { enabled: true, host: 192.0.2.1 }',
      ),
    })

    expect(code).toBe(1)
    expect(complained).toBe('scimdap: port 9464 of 192.0.2.1 is no address of this machine; choose with metrics.port\n')
  })
})
