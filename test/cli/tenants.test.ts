import { describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { scimdap } from './scimdap.ts'

const serviceOf = (name: string) => ({
  directory: { urls: ['ldap://127.0.0.1:1'], bindDn: 'cn=a', password: 'b', timeouts: { connectMs: 200 } },
  users: { base: `ou=people,dc=${name}` },
  clients: [{ name: 'idp', tokens: [hashToken(name)] }],
})
const process = { listen: { port: 0 }, log: { level: 'silent' } }
const tenants = { acme: serviceOf('acme'), globex: serviceOf('globex') }

const run = (options: object, ...words: readonly string[]) =>
  scimdap([...words, '-c', '/c.yaml'], { '/c.yaml': JSON.stringify(options) })

const commands = [{ words: ['check'] }, { words: ['explain', 'GET /Users'] }]

describe.each(commands)('scimdap $words.0', ({ words }) => {
  it('asks whose directory is meant where there are several, and names them', async () => {
    const { code, complained } = await run({ ...process, tenants }, ...words)

    expect(code).toBe(2)
    expect(complained).toContain('--tenant: is needed: the tenants are acme, globex\n')
  })

  it('says who there is where it is asked for somebody else', async () => {
    const { code, complained } = await run(
      { ...process, ...serviceOf('own'), tenants },
      ...words,
      '--tenant',
      'initech',
    )

    expect(code).toBe(2)
    expect(complained).toContain('--tenant: there is no "initech": the tenants are default, acme, globex\n')
  })

  it('speaks of the one that is named, the base path being default', async () => {
    for (const name of ['acme', 'default']) {
      const { code } = await run({ ...process, ...serviceOf('own'), tenants }, ...words, '--tenant', name)
      // The directory is away: it was asked.
      expect(code).toBe(1)
    }
  })

  it('needs no name where there are no tenants, and knows none', async () => {
    const { code } = await run({ ...process, ...serviceOf('own') }, ...words)
    const named = await run({ ...process, ...serviceOf('own') }, ...words, '-t', 'acme')

    expect(code).toBe(1)
    expect([named.code, named.complained]).toEqual([
      2,
      expect.stringContaining('--tenant: is of no use: this configuration has no tenants\n'),
    ])
  })
})

describe('scimdap explain', () => {
  it('knows the paths of a tenant', async () => {
    const path = '/t/acme/scim/v2/Users?filter=userNme eq "x"'
    const { code, complained } = await run({ ...process, tenants }, 'explain', `GET ${path}`, '--tenant', 'acme')

    expect(code).toBe(2)
    expect(complained).toMatch(/The gateway answers 400 invalidFilter: .*userNme/)
  })
})

describe('scimdap serve', () => {
  it('serves tenants while their directories are down', async () => {
    expect(await run({ ...process, tenants }, 'serve')).toEqual({ code: 0, printed: '', complained: '' })
  })

  it('ends with 2 where one of them is wrong, and says which', async () => {
    const wrong = { ...tenants, globex: { ...serviceOf('globex'), limit: 1 } }
    const { code, complained } = await run({ ...process, tenants: wrong }, 'serve')

    expect(code).toBe(2)
    expect(complained).toMatch(
      /^\/c\.yaml:1:\d+: tenant globex: limit: no option has this name; did you mean limits\?$/m,
    )
  })
})
