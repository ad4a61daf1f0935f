/** `scimdap serve` as a process: what SIGHUP and changed files do to it. Its directory is away, which is all the same here. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { stringify } from 'yaml'
import { freePort } from '../../src/demo/free-port.ts'

const folder = mkdtempSync(join(tmpdir(), 'scimdap-serve-'))
const at = (name: string) => join(folder, name)
const main = new URL('../../src/main.ts', import.meta.url).pathname

/** A certificate that signs itself, and its key. */
const makeCertificate = async (name: string): Promise<void> => {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)]
  await promisify(execFile)('openssl', ['req', '-x509', ...key, ...files, '-subj', `/CN=${name}`, '-days', '2'])
}

/** As Kubernetes does it: files are links into `..data`, which is another folder from one moment to the next. */
const mountSecrets = async (version: number, files: Readonly<Record<string, string>>): Promise<void> => {
  await mkdir(at(`secrets/..${version}`), { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(at(`secrets/..${version}/${name}`), content)
  symlinkSync(`..${version}`, at('secrets/..data_tmp'))
  renameSync(at('secrets/..data_tmp'), at('secrets/..data'))
  if (version > 1) return
  for (const name of Object.keys(files)) symlinkSync(`..data/${name}`, at(`secrets/${name}`))
}

const secretsOf = (certificate: string, token: string) => ({
  'tls.crt': readFileSync(at(`${certificate}.pem`), 'utf8'),
  'tls.key': readFileSync(at(`${certificate}.key`), 'utf8'),
  token: `${token}\n`,
})

const first = 'the-first-token-of-the-test-of-reloads-0000'
const second = 'the-second-token-of-the-test-of-reloads-000'

const configure = (options: Readonly<Record<string, unknown>> = {}): void => {
  const tls = { certFile: 'secrets/tls.crt', keyFile: 'secrets/tls.key' }
  const directory = { urls: ['ldap://127.0.0.1:1'], bindDn: 'cn=a', password: 'secret', timeouts: { waitMs: 50 } }
  const configuration = {
    ...{ listen: { port, tls }, directory, users: { base: 'ou=people' } },
    clients: [{ name: 'idp', tokenFile: 'secrets/token' }],
    metrics: { enabled: true, port: metricsPort },
    ...options,
  }
  writeFileSync(at('new.yaml'), stringify(configuration))
  renameSync(at('new.yaml'), at('scimdap.yaml'))
}

let [port, metricsPort] = [0, 0]
let child: ReturnType<typeof spawn>
let output = ''

beforeAll(async () => {
  ;[port, metricsPort] = [await freePort(), await freePort()]
  await Promise.all(['one', 'two'].map(makeCertificate))
  await mountSecrets(1, secretsOf('one', first))
  configure()
  child = spawn(process.execPath, [main, 'serve', '--config', at('scimdap.yaml')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  await vi.waitUntil(() => output.includes('"not-ready"'), { timeout: 60_000 })
})
afterAll(async () => {
  if (child?.exitCode === null) {
    child.kill('SIGTERM')
    await once(child, 'close')
  }
  rmSync(folder, { recursive: true, force: true })
})

const lines = (kind: string) =>
  output
    .split('\n')
    .filter((line) => line.includes(`"kind":"${kind}"`))
    .map((line) => JSON.parse(line))

/** Status of a request with that token, and the name in the certificate that was shown. */
const ask = async (token: string): Promise<readonly [number, string]> => {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { CN } = socket.getPeerCertificate().subject
  socket.end(`GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return [Number(Buffer.concat(chunks).toString().split(' ')[1]), String(CN)]
}

const metrics = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
const soon = { timeout: 30_000, interval: 50 }

describe('scimdap serve', () => {
  it('takes a certificate and tokens that are mounted anew, without being told', async () => {
    expect(await ask(first)).toEqual([503, 'one'])
    expect(await ask(second)).toEqual([401, 'one'])

    await mountSecrets(2, secretsOf('two', second))

    await expect.poll(() => ask(second), soon).toEqual([503, 'two'])
    expect(await ask(first)).toEqual([401, 'two'])
    expect(lines('reloaded')).toEqual([expect.objectContaining({ opened: ['default'], closed: [] })])
  })

  it('keeps what it has while the file is wrong, says the line, and counts it', async () => {
    configure({ limit: 3 })
    await expect.poll(() => lines('reload-failed').length, soon).toBe(1)

    const [{ level, problems }] = lines('reload-failed')
    expect(level).toBe('error')
    expect(problems).toEqual([
      {
        where: expect.stringMatching(/scimdap\.yaml:\d+:1$/),
        message: 'limit: no option has this name; did you mean limits?',
      },
    ])
    expect(await ask(second)).toEqual([503, 'two'])
    const text = await metrics()
    expect(text).toContain('scimdap_reloads_total{result="success"} 1')
    expect(text).toContain('scimdap_reloads_total{result="failure"} 1')
    expect(text).toMatch(/^scimdap_last_reload_success_timestamp_seconds \d{10}(?:\.\d+)?$/m)
  })

  it('keeps the certificate that it has where the new key is another one’s', async () => {
    await mountSecrets(3, { ...secretsOf('one', second), 'tls.key': readFileSync(at('two.key'), 'utf8') })
    configure()
    await expect.poll(() => lines('reload-failed').length, soon).toBeGreaterThan(1)

    expect(lines('reload-failed').at(-1).problems).toEqual([
      { where: 'listen.tls', message: expect.stringMatching(/^certificate and key cannot be used together \(ERR_/) },
    ])
    expect(await ask(second)).toEqual([503, 'two'])
    await mountSecrets(4, secretsOf('two', second))
    await expect.poll(() => lines('reloaded').length, soon).toBeGreaterThan(1)
  })

  it('waits for SIGHUP where the files are not to be watched', async () => {
    const before = lines('reloaded').length
    configure({ watch: false, log: { level: 'info' } })
    await expect.poll(() => lines('reloaded').length, soon).toBe(before + 1)
    await mountSecrets(5, secretsOf('two', first))
    // Longer than it would take to notice and to look by itself.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await ask(first)).toEqual([401, 'two'])

    child.kill('SIGHUP')

    await expect.poll(() => ask(first), soon).toEqual([503, 'two'])
    expect(lines('reloaded').length).toBe(before + 2)
  })

  it('tells no secret, and ends as ever', async () => {
    child.kill('SIGTERM')
    const [code] = await once(child, 'close')

    expect(code).toBe(0)
    for (const secret of [first, second, 'PRIVATE KEY', 'sha256:']) expect(output).not.toContain(secret)
    expect(lines('stopped')).toHaveLength(1)
  })
})
