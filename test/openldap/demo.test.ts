import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { connectAs, connectLdapi } from '../../src/demo/connect.ts'
import { freePort } from '../../src/demo/free-port.ts'
import { type DemoProcess, startDemo } from '../support/demo-process.ts'

const run = promisify(execFile)

/** The words of a line as a shell sees them, fetched as curl would: a machine need not have curl. */
const paste = async (line: string): Promise<Response> => {
  const { stdout } = await run('/bin/sh', ['-c', `printf '%s\\n' ${line.trim()}`])
  const words = stdout.trim().split('\n')
  const after = (option: string) => words.flatMap((word, index) => (words[index - 1] === option ? [word] : []))
  const [body] = after('-d')
  const headers = after('-H').map((header) => header.split(': ', 2) as [string, string])
  expect(words[0]).toBe('curl')
  return fetch(words.at(-1) ?? '', { headers, ...(body !== undefined && { method: 'POST', body }) })
}

describe('npm run demo', () => {
  let demo: DemoProcess
  const value = (name: string) => new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(demo.output())?.[1] ?? ''
  const lines = (start: string) =>
    demo
      .output()
      .split('\n')
      .filter((line) => line.includes(start) && line.startsWith('  '))
  beforeAll(async () => {
    demo = await startDemo({ PORT: String(await freePort()), PEOPLE: '200' })
    await demo.saying(/leaves nothing behind/)
  })
  afterAll(() => demo.dispose())

  it('prints three curl lines that work when pasted', async () => {
    const answers = await Promise.all(lines('curl').map(paste))

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 201])
    const [page, barbara] = (await Promise.all(answers.map((answer) => answer.json()))) as { totalResults: number }[]
    expect(page).toMatchObject({ itemsPerPage: 3 })
    expect(page?.totalResults).toBeGreaterThanOrEqual(200)
    expect(barbara).toMatchObject({ totalResults: 1, Resources: [{ userName: 'bjensen' }] })
  })

  it('prints an administrator who can read the directory, and an ldapsearch line', async () => {
    const admin = await connectAs(value('LDAP URL'), value('Administrator'), value('Password'))
    const { searchEntries } = await admin.search('dc=example,dc=com', { filter: '(uid=bjensen)' })
    await admin.unbind()

    expect(searchEntries).toHaveLength(1)
    const [line = ''] = lines('ldapsearch')
    expect(line).toContain(value('LDAP URL'))
    const { stdout } = await run('/bin/sh', ['-c', line])
    expect(stdout).toContain('dn: uid=bjensen,ou=people,dc=example,dc=com')
  })

  it('prints an ldapi URL that leads to cn=config', async () => {
    const config = await connectLdapi(decodeURIComponent(value('ldapi URL').replace('ldapi://', '')))
    const { searchEntries } = await config.search('cn=config', { scope: 'base' })
    await config.unbind()

    expect(searchEntries).toHaveLength(1)
  })

  it('writes a file for another shell, in which scimdap and ldapsearch find the demo', async () => {
    const [, file = ''] = /^ {2}\. (\S+)$/m.exec(demo.output()) ?? []
    const commands = [
      'scimdap explain "GET /Users"',
      'ldapsearch -LLL -Q -Y EXTERNAL -H "$LDAPI" -b dc=example,dc=com "(uid=bjensen)" sn',
      'curl -sS -H "Authorization: Bearer $BARBARAS_TOKEN" "$SCIM/Me?attributes=userName"',
    ]

    const { stdout } = await run('/bin/sh', ['-c', `. ${file}; ${commands.join(' && ')}`])

    expect(stdout).toMatch(/^Base +ou=people,dc=example,dc=com$/m)
    expect(stdout).toContain('sn: Jensen')
    expect(stdout).toContain('"userName":"bjensen"')
  })

  it('answers /healthz and /readyz without a token, and nothing else', async () => {
    const origin = new URL(value('SCIM base URL')).origin

    const statuses = await Promise.all(
      ['/healthz', '/readyz', '/scim/v2/Users'].map(async (path) => (await fetch(origin + path)).status),
    )

    expect(statuses).toEqual([200, 200, 401])
    expect(new URL(value('SCIM base URL')).pathname).toBe('/scim/v2')
  })

  it('leaves nothing behind after SIGTERM', async () => {
    const [base, ldap] = [value('SCIM base URL'), value('LDAP URL')]

    const code = await demo.end('SIGTERM')

    expect(code).toBe(0)
    expect(await demo.leftovers()).toEqual([])
    await expect(fetch(base)).rejects.toThrow()
    await expect(connectAs(ldap, 'cn=admin,dc=example,dc=com', 'x')).rejects.toThrow(/ECONNREFUSED/)
  })
})

describe('a demo', () => {
  let demo: DemoProcess | undefined
  afterEach(() => demo?.dispose())

  it('says which port is taken and how to choose another', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = String(typeof address === 'object' ? address?.port : '')
    demo = await startDemo({ PORT: port })

    const code = await demo.exitCode()

    server.close()
    expect(code).toBe(1)
    expect(demo.output()).toContain(`Port ${port} is taken: choose another, such as PORT=`)
    expect(await demo.leftovers()).toEqual([])
  })

  it('leaves nothing behind when it is stopped while it loads', async () => {
    demo = await startDemo({ PORT: String(await freePort()), PEOPLE: '100000' })
    await demo.saying(/Loading 100000 people/)
    expect(await demo.leftovers()).toHaveLength(1)

    const code = await demo.end('SIGINT')

    expect(code).toBe(0)
    expect(await demo.leftovers()).toEqual([])
  })

  it('ends, too, where npm that started it is ended', async () => {
    demo = await startDemo({ PORT: String(await freePort()), PEOPLE: '3' }, ['npm', 'run', 'demo'])
    await demo.saying(/leaves nothing behind/)

    await demo.end('SIGTERM')

    // npm leaves a cache of its own.
    expect((await demo.leftovers()).filter((name) => name.startsWith('scimdap'))).toEqual([])
  })

  it('follows the environment and the YAML that is laid over its own', async () => {
    const [port, ldapPort, other] = [await freePort(), await freePort(), await freePort()].map(String)
    const folder = await mkdtemp(join(tmpdir(), 'scimdap-overlay-'))
    const overlay = join(folder, 'gateway.yaml')
    await writeFile(join(folder, 'token'), 'token-of-the-overlay\n')
    const lines = [
      `listen: { port: ${other} }`,
      'directory: { urls: [ldaps://ldap.example.com], passwordFile: not-there }',
      'clients: [{ name: demo, tokenFile: token }]',
    ]
    await writeFile(overlay, lines.join('\n'))
    const environment = { PORT: port ?? '', LDAP_PORT: ldapPort ?? '', TOKEN: 'my-own-token', PEOPLE: '3' }
    demo = await startDemo({ ...environment, LDAP_ADMIN_PASSWORD: "it's mine", GATEWAY_CONFIG: overlay })
    await demo.saying(/leaves nothing behind/)

    const answers = await Promise.all(
      ['my-own-token', 'token-of-the-overlay'].map((token) =>
        fetch(`http://127.0.0.1:${other}/scim/v2/Users?count=0`, { headers: { authorization: `Bearer ${token}` } }),
      ),
    )
    const admin = await connectAs(`ldap://127.0.0.1:${ldapPort}`, 'cn=admin,dc=example,dc=com', "it's mine")

    await admin.unbind()
    await rm(folder, { recursive: true })
    for (const answer of answers) expect(await answer.json()).toMatchObject({ totalResults: 3 })
  })

  it('tells what is wrong with that YAML, and where, before it starts anything', async () => {
    demo = await startDemo({ GATEWAY_CONFIG: '/not/there.yaml' })

    expect(await demo.exitCode()).toBe(1)
    expect(demo.output()).toContain('/not/there.yaml: the file cannot be read (ENOENT)')
    expect(await demo.leftovers()).toEqual([])
  })
})
