/** Whose certificates a client may show after the configuration was loaded again. docs/client-certificates.md, docs/reload.md */
import { readFileSync } from 'node:fs'
import { get } from 'node:https'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Gateway, openGateway } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load.ts'
import { gatewayOf } from '../../src/config/load-gateway.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { type CertificateMaker, makeCertificates, type Pem } from '../support/certificates.ts'

let maker: CertificateMaker
let ca: Pem
let otherCa: Pem
let server: Pem
let ours: Pem
let others: Pem
const opened: Gateway[] = []
const told: Observation[] = []

beforeAll(async () => {
  maker = await makeCertificates()
  ca = await maker.selfSigned('ca', '/CN=Clients CA')
  otherCa = await maker.selfSigned('other', '/CN=Clients CA')
  const request = { subject: '/CN=idp', san: 'DNS:idp.example' }
  server = await maker.issued('server', ca, { subject: '/CN=localhost', san: 'DNS:localhost' })
  ours = await maker.issued('ours', ca, request)
  others = await maker.issued('others', otherCa, request)
})
afterAll(async () => {
  for (const gateway of opened) await gateway.close()
  await maker?.end()
})

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

/** No directory is there: who may ask what a service can do is known without. */
const configWith = (port: number, tls: Readonly<Record<string, unknown>> = {}) => {
  const files = { certFile: server.certFile, keyFile: server.keyFile, clientCaFile: ca.certFile }
  const text = JSON.stringify({
    listen: { port, tls: { ...files, ...tls } },
    publicUrl: 'https://scim.example/scim/v2',
    directory: { urls: ['ldap://127.0.0.1:1'], bindDn: 'cn=x', password: 'x' },
    users: { base: 'dc=example' },
    discoveryPublic: false,
    log: { level: 'silent' },
    clients: [{ name: 'idp', certificates: [{ san: 'dns:idp.example' }] }],
  })
  return gatewayOf(loadConfig({ text, environment: {}, readFile: (path) => readFileSync(path, 'utf8') }))
}

const start = async () => {
  const port = await freePort()
  const gateway = await openGateway(configWith(port), { observe: (each) => told.push(each) })
  opened.push(gateway)
  const status = ({ cert, key }: Pem): Promise<number> =>
    new Promise((resolve, reject) => {
      const path = '/scim/v2/ServiceProviderConfig'
      get({ host: 'localhost', port, path, ca: ca.cert, cert, key, agent: false }, (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
      }).on('error', reject)
    })
  return { status, reload: (tls = {}) => gateway.reload(() => configWith(port, tls)) }
}

describe('after the configuration was loaded again', () => {
  it('clients are known by certificates of the same authority as before', async () => {
    const { status, reload } = await start()
    expect(await status(ours)).toBe(200)

    expect(await reload()).toBe(true)

    expect(await status(ours)).toBe(200)
    expect(await status(others)).toBe(401)
  })

  it('certificates of another authority alone are believed where there is another', async () => {
    const { status, reload } = await start()

    expect(await reload({ clientCaFile: otherCa.certFile })).toBe(true)

    expect(await status(others)).toBe(200)
    expect(await status(ours)).toBe(401)
  })

  it('nothing is otherwise where certificates would be required, which takes a restart', async () => {
    const { status, reload } = await start()

    expect(await reload({ requireClientCertificate: true })).toBe(false)

    const problems = told.flatMap((each) => (each.kind === 'reload-failed' ? each.problems : []))
    expect(problems.map(({ where }) => where)).toEqual(['listen.tls.requireClientCertificate'])
    expect(await status(ours)).toBe(200)
  })
})
