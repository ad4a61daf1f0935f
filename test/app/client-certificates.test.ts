/** Clients that are known by certificates: over TLS of the gateway's own, and by the word of a proxy. RFC 8705, RFC 9440 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Agent, request as httpsRequest } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Gateway, openGateway } from '../../src/app.ts'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { type CertificateMaker, makeCertificates, type Pem } from '../support/certificates.ts'

let maker: CertificateMaker
let ca: Pem
let otherCa: Pem
let server: Pem
let idp: Pem
let portal: Pem
let uri: Pem
let nobody: Pem
let forged: Pem
let client: X509Certificate
const opened: Gateway[] = []
const told: Observation[] = []
let now = Date.now

beforeAll(async () => {
  maker = await makeCertificates()
  ca = await maker.selfSigned('ca', '/O=Example, Inc/CN=Clients CA')
  otherCa = await maker.selfSigned('other', '/O=Example, Inc/CN=Clients CA')
  const subject = '/O=Example, Inc/CN=idp'
  ;[server, idp, portal, uri, nobody, forged] = await Promise.all([
    maker.issued('server', ca, { subject: '/CN=localhost', san: 'DNS:localhost' }),
    maker.issued('idp', ca, { subject }),
    maker.issued('portal', ca, { subject: '/CN=portal', san: 'DNS:portal.example,DNS:other.example' }),
    maker.issued('uri', ca, { subject: '/CN=Zoë', san: 'URI:spiffe://example.com/hr' }),
    maker.issued('nobody', ca, { subject: '/CN=idp', san: 'DNS:nobody.example' }),
    maker.issued('forged', otherCa, { subject, san: 'URI:spiffe://example.com/hr' }),
  ])
  client = new X509Certificate(idp.cert)
})
afterAll(async () => {
  for (const gateway of opened) await gateway.close()
  await maker?.end()
})

const clients = [
  { name: 'idp', certificates: [{ subject: 'CN=idp, O=Example\\, Inc', issuer: 'CN=Clients CA,O=Example\\, Inc' }] },
  { name: 'portal', certificates: [{ san: 'dns:PORTAL.example' }], tokens: [hashToken('portal-token')] },
  {
    name: 'hr',
    certificates: [{ san: 'uri:spiffe://example.com/hr' }],
    tokens: [hashToken('hr-token')],
    require: 'both',
  },
  { name: 'plain', tokens: [hashToken('plain-token')] },
]

/** No directory is there: who may ask what a service can do is known without. */
const gatewayWith = async (listen: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) => {
  const text = JSON.stringify({
    listen: { port: 0, ...listen },
    publicUrl: 'https://scim.example/scim/v2',
    directory: { urls: ['ldap://127.0.0.1:1'], bindDn: 'cn=x', password: 'x' },
    users: { base: 'dc=example' },
    discoveryPublic: false,
    log: { level: 'silent' },
    clients,
    ...more,
  })
  const config = loadConfig({ text, environment: {}, readFile: (path) => readFileSync(path, 'utf8') })
  const gateway = await openGateway(config, { observe: (each) => told.push(each), now: () => now() })
  opened.push(gateway)
  return gateway
}
const lastDenial = () => told.filter((each) => each.kind === 'denied').at(-1)?.reason

describe('TLS of the gateway', () => {
  let port: number
  beforeAll(async () => {
    port = await portOf({})
  })

  /** The gateway listens on any free port, and tells its public URL: the port is asked of the process. */
  const portOf = async (tls: Readonly<Record<string, unknown>>): Promise<number> => {
    const free = await freePort()
    await gatewayWith({
      port: free,
      tls: { certFile: server.certFile, keyFile: server.keyFile, clientCaFile: ca.certFile, ...tls },
    })
    return free
  }

  interface Asking {
    readonly as?: Pem
    readonly token?: string
    readonly at?: number
    readonly agent?: Agent
    readonly path?: string
  }
  const asked = ({ as, token, at = port, agent, path = '/scim/v2/ServiceProviderConfig' }: Asking): Promise<number> =>
    new Promise((resolve, reject) => {
      const own = as && { cert: as.cert, key: as.key }
      const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` }
      httpsRequest(
        { host: 'localhost', port: at, path, ca: ca.cert, ...own, headers, agent: agent ?? false },
        (response) => {
          response.resume()
          response.on('end', () => resolve(response.statusCode ?? 0))
        },
      )
        .on('error', reject)
        .end()
    })

  it('knows a client by subject and issuer, by a name of a host, and by nothing else', async () => {
    expect(await asked({ as: idp })).toBe(200)
    expect(await asked({ as: portal })).toBe(200)
    expect(await asked({ as: nobody })).toBe(401)
    expect(await asked({})).toBe(401)
  })

  it('believes no certificate of another authority of the same name', async () => {
    expect(await asked({ as: forged })).toBe(401)
    expect(await asked({ as: forged, token: 'hr-token' })).toBe(401)
    expect(lastDenial()).toBe('certificate-missing')
  })

  it('takes a token without a certificate, or with one that is nobody’s, unless the client needs both', async () => {
    expect(await asked({ token: 'portal-token' })).toBe(200)
    expect(await asked({ token: 'plain-token', as: nobody })).toBe(200)
    expect(await asked({ token: 'hr-token' })).toBe(401)
    expect(await asked({ as: uri })).toBe(401)
    expect(await asked({ token: 'hr-token', as: uri })).toBe(200)
  })

  it('refuses a token with the certificate of another client, and a wrong token with the right certificate', async () => {
    expect(await asked({ token: 'plain-token', as: idp })).toBe(401)
    expect(lastDenial()).toBe('certificate-of-another')
    expect(await asked({ token: 'wrong', as: idp })).toBe(401)
  })

  it('takes a certificate no longer than it is valid, also on a connection that stays open', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    expect(await asked({ as: idp, agent })).toBe(200)
    now = () => Date.now() + 3 * 86_400_000
    try {
      expect(await asked({ as: idp, agent })).toBe(401)
      expect(lastDenial()).toBe('certificate-not-valid-now')
    } finally {
      now = Date.now
      agent.destroy()
    }
  })

  it('knows the client of a session that is resumed', async () => {
    const agent = new Agent({ keepAlive: false, maxCachedSessions: 10 })
    for (let n = 0; n < 3; n++) expect(await asked({ as: idp, agent })).toBe(200)
    expect(await asked({ as: nobody, agent })).toBe(401)
  })

  it('lets nobody in without a certificate where one is required', async () => {
    const at = await portOf({ requireClientCertificate: true })

    expect(await asked({ as: idp, at })).toBe(200)
    await expect(asked({ at, path: '/livez' })).rejects.toThrow()
    await expect(asked({ as: forged, at })).rejects.toThrow()
  })
})

const freePort = async (): Promise<number> => {
  const { createServer } = await import('node:net')
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

describe('a header of a proxy', () => {
  const headerOf = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({
    behindProxy: true,
    clientCertificateHeader: {
      name,
      trustedProxies: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'],
      caFile: ca.certFile,
      ...more,
    },
  })
  const base64 = (pem: Pem) => new X509Certificate(pem.cert).raw.toString('base64')
  const escaped = (pem: Pem) => encodeURIComponent(pem.cert)
  const hash = (pem: Pem) => new X509Certificate(pem.cert).fingerprint256.replaceAll(':', '').toLowerCase()
  const answering = async (listen: Readonly<Record<string, unknown>>, more = {}) => {
    const gateway = await gatewayWith(listen, more)
    return async (headers: Record<string, string>, remoteAddress = '127.0.0.1') => {
      const arrival = { incoming: { socket: { remoteAddress } } } as never
      const request = new Request('https://scim.example/scim/v2/ServiceProviderConfig', { headers })
      return (await gateway.fetch(request, arrival)).status
    }
  }

  it('of RFC 9440 names the client, and only from the addresses of proxies', async () => {
    const asked = await answering(headerOf('Client-Cert'))
    const header = { 'Client-Cert': `:${base64(idp)}:` }

    for (const from of ['127.0.0.1', '::ffff:127.0.0.1', '10.9.8.7', 'fd00::1'])
      expect(await asked(header, from)).toBe(200)
    for (const from of ['127.0.0.2', '11.0.0.1', '::1', 'fe80::1%lo', '']) expect(await asked(header, from)).toBe(401)
    expect(await asked({ ...header, Authorization: 'Bearer plain-token' }, '11.0.0.1')).toBe(200)
  })

  it.each([
    ['of another authority of the same name', () => `:${base64(forged)}:`, 'certificate-not-trusted'],
    ['without colons', () => base64(idp), 'certificate-unreadable'],
    ['twice', () => `:${base64(idp)}:, :${base64(idp)}:`, 'certificate-unreadable'],
    ['that is none', () => `:${Buffer.from('certificate').toString('base64')}:`, 'certificate-unreadable'],
    ['that is cut', () => `:${base64(idp).slice(0, 200)}:`, 'certificate-unreadable'],
  ])('is refused with a certificate %s, also beside a token', async (_, header, reason) => {
    const asked = await answering(headerOf('Client-Cert'))

    expect(await asked({ 'Client-Cert': header(), Authorization: 'Bearer plain-token' })).toBe(401)
    expect(lastDenial()).toBe(reason)
  })

  it('is refused after the certificate has ended', async () => {
    const asked = await answering(headerOf('Client-Cert'))
    now = () => Date.now() + 3 * 86_400_000
    expect(await asked({ 'Client-Cert': `:${base64(idp)}:` })).toBe(401)
    expect(lastDenial()).toBe('certificate-not-valid-now')
    now = Date.now
  })

  it('of nginx is an escaped PEM, and empty where the client has none', async () => {
    const asked = await answering(headerOf('X-SSL-Client-Cert'))

    expect(await asked({ 'X-SSL-Client-Cert': escaped(idp) })).toBe(200)
    expect(await asked({ 'X-SSL-Client-Cert': escaped(nobody) })).toBe(401)
    expect(await asked({ 'X-SSL-Client-Cert': '', Authorization: 'Bearer plain-token' })).toBe(200)
    expect(await asked({ 'X-SSL-Client-Cert': escaped(idp) + escaped(idp) })).toBe(401)
    expect(await asked({ 'X-SSL-Client-Cert': '%zz' })).toBe(401)
    expect(await asked({ 'Client-Cert': `:${base64(idp)}:` })).toBe(401)
  })

  it('of Envoy is believed by the certificate in it, and refused of several proxies', async () => {
    const asked = await answering(headerOf('X-Forwarded-Client-Cert'))
    const xfcc = (text: string) => asked({ 'X-Forwarded-Client-Cert': text })
    const subject = 'Subject="CN=idp;O=\\"Example, Inc\\""'

    expect(await xfcc(`By=spiffe://x/y;Hash=${hash(idp)};Cert="${escaped(idp)}";${subject};URI=`)).toBe(200)
    expect(await xfcc(`Hash=${hash(idp)};Cert="${escaped(nobody)}"`)).toBe(401)
    expect(await xfcc(`Hash=${hash(uri)};URI=spiffe://example.com/hr`)).toBe(401)
    expect(await xfcc(`Cert="${escaped(idp)}",Cert="${escaped(nobody)}"`)).toBe(401)
    expect(await xfcc(`Cert="${escaped(nobody)}";Cert="${escaped(idp)}"`)).toBe(401)
    expect(await xfcc(`Cert="${escaped(idp)}" trailing`)).toBe(401)
  })

  it('is enough without an authority where clients are known by fingerprints', async () => {
    const fingerprint = `sha256:${client.fingerprint256}`
    const asked = await answering(headerOf('Client-Cert', { caFile: undefined }), {
      clients: [{ name: 'idp', certificates: [{ fingerprint }] }],
    })

    expect(await asked({ 'Client-Cert': `:${base64(idp)}:` })).toBe(200)
    expect(await asked({ 'Client-Cert': `:${base64(forged)}:` })).toBe(401)
  })

  it('is nothing where it is not asked for', async () => {
    const asked = await answering({}, { clients: [{ name: 'plain', tokens: [hashToken('plain-token')] }] })

    expect(await asked({ 'Client-Cert': `:${base64(idp)}:` })).toBe(401)
  })
})
