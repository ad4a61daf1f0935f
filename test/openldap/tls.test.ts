import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Attribute, Change } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenDirectory, openDirectory } from '../../src/directory/ldapts/open.ts'
import type { DirectoryOptions } from '../../src/directory/ldapts/options.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { openDirectories } from '../support/open-directories.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const run = promisify(execFile)

let folder: string
let server: Openldap
let ca: string
let otherCa: string

/** A certificate authority, or a certificate of one for `localhost`; PEM files by name. */
const makeCa = async (name: string): Promise<void> => {
  const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)]
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
    ...files,
  ])
}
const makeCertificate = async (name: string, issuer: string): Promise<void> => {
  const at = (file: string) => join(folder, file)
  await run('openssl', [
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    at(`${name}.key`),
    '-out',
    at(`${name}.csr`),
  ])
  await writeFile(at('extensions'), 'subjectAltName=DNS:localhost')
  const signing = [
    '-CA',
    at(`${issuer}.pem`),
    '-CAkey',
    at(`${issuer}.key`),
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    at('extensions'),
  ]
  await run('openssl', ['x509', '-req', '-in', at(`${name}.csr`), '-out', at(`${name}.pem`), ...signing])
}

const { directoryWith, track } = openDirectories(() => server)
const directoryAt = (url: string, options: Partial<DirectoryOptions>): OpenDirectory =>
  directoryWith({ urls: [url], timeouts: { wait: 300 }, ...options })
const plainUrl = () => server.url.replace('127.0.0.1', 'localhost')
const tlsUrl = () => server.tlsUrl ?? ''
const answers = async (directory: OpenDirectory) =>
  (await directory.read(server.suffix as Dn, ['dc']))?.dn === server.suffix

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scimdap-tls-'))
  await Promise.all([makeCa('ca'), makeCa('other')])
  await makeCertificate('localhost', 'ca')
  ca = await readFile(join(folder, 'ca.pem'), 'utf8')
  otherCa = await readFile(join(folder, 'other.pem'), 'utf8')
  const [certificate, key] = [join(folder, 'localhost.pem'), join(folder, 'localhost.key')]
  server = await startOpenldap({ tls: { certificate, key, ca: join(folder, 'ca.pem') } })
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

describe.each([
  ['ldaps://', tlsUrl, {}],
  ['StartTLS', plainUrl, { startTls: true }],
])('%s (RFC 4511 §4.14, RFC 4513 §3.1)', (_, url, tls) => {
  it('is used where the certificate is one of the given authority for the name in the URL', async () => {
    expect(await answers(directoryAt(url(), { tls: { ...tls, ca } }))).toBe(true)
  })

  it.each([
    ['no authority that is trusted', () => ({})],
    ['another authority', () => ({ ca: otherCa })],
    ['another name', () => ({ ca, servername: 'ldap.example' })],
  ])('is refused with %s, and nothing goes on in clear', async (_name, more) => {
    const directory = directoryAt(url(), { tls: { ...tls, ...more() } })

    await expect(directory.read(server.suffix as Dn, [])).rejects.toMatchObject({ code: 'unavailable' })
    expect(directory.stats().shared).toBe(0)
  })

  it('may be used unverified where that is said', async () => {
    expect(await answers(directoryAt(url(), { tls: { ...tls, rejectUnauthorized: false } }))).toBe(true)
  })

  it('is verified against the address where the URL has one', async () => {
    const address = url().replace('localhost', '127.0.0.1')

    await expect(directoryAt(address, { tls: { ...tls, ca } }).ping()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await answers(directoryAt(address, { tls: { ...tls, ca, servername: 'localhost' } }))).toBe(true)
  })

  it('is there again after the server was killed, and never as a plain connection', async () => {
    const directory = directoryAt(url(), { tls: { ...tls, ca }, timeouts: { wait: 1000 } })
    await directory.ping()
    const load = Promise.all(Array.from({ length: 200 }, () => answers(directory)))
    await server.restart()

    expect(new Set(await load)).toEqual(new Set([true]))
    expect(await answers(directory)).toBe(true)
  })

  it('carries scans, transactions and the binds of users', async () => {
    const directory = directoryAt(url(), { tls: { ...tls, ca } })
    let seen = 0
    const filter = { kind: 'and', filters: [] } as const
    for await (const _entry of directory.scan({
      base: server.suffix as Dn,
      scope: 'sub',
      filter,
      types: [],
      pageSize: 2,
    }))
      seen += 1

    expect(seen).toBeGreaterThan(3)
    expect(await directory.bindAs(server.gatewayDn, server.gatewayPassword)).toBe(true)
    expect(await directory.bindAs(server.gatewayDn, 'wrong')).toBe(false)
  })
})

describe('SASL EXTERNAL (RFC 4513 §5.2.3)', () => {
  it('binds as the user of the operating system over ldapi', async () => {
    const directory = track(openDirectory({ urls: [server.ldapi ?? ''] }))

    expect((await directory.read('cn=config' as Dn, ['cn']))?.dn).toBe('cn=config')
  })

  it('binds with a client certificate', async () => {
    const config = await server.config()
    const modification = new Attribute({ type: 'olcTLSVerifyClient', values: ['try'] })
    await config.modify('cn=config', new Change({ operation: 'replace', modification }))
    await config.unbind()
    const [cert, key] = await Promise.all(
      ['pem', 'key'].map((type) => readFile(join(folder, `localhost.${type}`), 'utf8')),
    )
    const directory = track(openDirectory({ urls: [tlsUrl()], tls: { ca, ...(cert && key ? { cert, key } : {}) } }))

    await expect(directory.ping()).resolves.toBeUndefined()
  })
})

describe('a server to which a referral leads in clear', () => {
  it('is asked over TLS where it is listed so, with an account and an authority of its own', async () => {
    const main = await startOpenldap()
    const admin = await main.admin()
    const people = `ou=people,${main.suffix}`
    await admin.del(people)
    await admin.add(people, {
      ...{ objectClass: ['referral', 'extensibleObject'], ou: 'people' },
      ref: `ldap://localhost:${server.port}/${people}`,
    })
    await admin.unbind()
    const following = (tls: DirectoryOptions['tls']) =>
      openDirectory({
        ...{ urls: [main.url], bindDn: main.gatewayDn, password: main.gatewayPassword, timeouts: { wait: 300 } },
        referrals: 'follow',
        followed: [
          {
            ...{ urls: [tlsUrl()], names: [`ldap://localhost:${server.port}`], tls: tls ?? {} },
            ...{ bindDn: server.gatewayDn, password: server.gatewayPassword },
          },
        ],
      })
    const [trusted, other] = [following({ ca }), following({ ca: otherCa })]

    expect((await trusted.read(people as Dn, ['ou']))?.dn).toBe(people)
    await expect(other.read(people as Dn, ['ou'])).rejects.toMatchObject({ code: 'unavailable' })

    trusted.close()
    other.close()
    await main.stop()
  })
})
