/** What must hold between the options of certificates, of logins, and of clients that act as people. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateMaker, makeCertificates } from '../support/certificates.ts'
import { hash, load, minimal, problemsOf } from './support.ts'

let maker: CertificateMaker
let ca: string
beforeAll(async () => {
  maker = await makeCertificates()
  ca = (await maker.selfSigned('ca', '/CN=Clients CA')).cert
})
afterAll(() => maker?.end())

const withClients = (clients: string, more = '') =>
  `${minimal.replace(/clients:.*$/s, '')}clients:\n${clients}\n${more}`
const files = () => ({ '/ca': ca, '/cert': 'CERT', '/key': 'KEY', '/empty': 'no certificate' })
const own = 'listen: { tls: { certFile: /cert, keyFile: /key, clientCaFile: /ca } }'
const proxy = (more = '') =>
  `publicUrl: https://a.example\nlisten: { behindProxy: true, clientCertificateHeader: { name: Client-Cert, trustedProxies: [10.0.0.0/8]${more} } }`
const fingerprint = `sha256:${'ab'.repeat(32)}`

describe('clients with certificates', () => {
  it('need neither tokens nor anything else', () => {
    const text = withClients(`  - { name: a, certificates: [{ subject: 'CN=a' }], require: both }`, own)

    const { clients, listen } = load({ text, files: files() })

    expect(clients[0]).toMatchObject({ certificates: [{ subject: 'CN=a' }], needsBoth: true, tokenHashes: [] })
    expect(listen.tls).toEqual({ cert: 'CERT', key: 'KEY', clientCa: ca })
  })

  it.each([
    [
      'that nobody shows',
      `{ name: a, certificates: [{ san: 'dns:a' }] }`,
      '',
      'clients[0].certificates: are never seen',
    ],
    [
      'of one kind and another at once',
      `{ name: a, certificates: [{ san: 'dns:a', fingerprint: '${fingerprint}' }] }`,
      own,
      'clients[0].certificates[0]: expected one of fingerprint, subject',
    ],
    [
      'by an issuer alone',
      `{ name: a, certificates: [{ issuer: 'CN=x' }] }`,
      own,
      'clients[0].certificates[0]: expected one of fingerprint, subject',
    ],
    [
      'by a short fingerprint',
      `{ name: a, certificates: [{ fingerprint: 'sha256:abcd' }] }`,
      own,
      'clients[0].certificates[0].fingerprint: expected "sha256:" and 64',
    ],
    [
      'by a name of no known kind',
      `{ name: a, certificates: [{ san: 'email:a@b' }] }`,
      own,
      'clients[0].certificates[0].san: expected dns:host.example.com or uri:',
    ],
    [
      'of two clients, spelled otherwise',
      `{ name: a, certificates: [{ fingerprint: '${fingerprint}' }] }\n  - { name: b, certificates: [{ fingerprint: '${fingerprint.toUpperCase().replace('SHA256', 'sha256')}' }] }`,
      own,
      'clients[1].certificates[0]: is a certificate of client a already',
    ],
    [
      'that are none',
      `{ name: a, tokens: ['${hash}'], require: both }`,
      own,
      'clients[0].require: both needs certificates',
    ],
  ])('are refused with certificates %s', (_, client, more, message) => {
    expect(problemsOf({ text: withClients(`  - ${client}`, more), files: files() }).join('\n')).toContain(message)
  })
})

describe('how certificates are shown', () => {
  const client = `  - { name: a, tokens: ['${hash}'], certificates: [{ subject: 'CN=a' }] }`

  it('can be a header of a proxy', () => {
    const { listen } = load({ text: withClients(client, proxy(', caFile: /ca')), files: files() })

    expect(listen.clientCertificateHeader).toMatchObject({ name: 'Client-Cert', trustedProxies: ['10.0.0.0/8'] })
    expect(listen.clientCertificateHeader?.issuers.map(({ subject }) => subject)).toEqual(['CN=Clients CA'])
  })

  it.each([
    ['a header without an authority', proxy(), 'listen.clientCertificateHeader: needs a caFile'],
    [
      'a header where no proxy is',
      proxy(', caFile: /ca').replace('behindProxy: true, ', ''),
      'listen.clientCertificateHeader: is for listen.behindProxy: true alone',
    ],
    [
      'a proxy that is no address',
      proxy(', caFile: /ca').replace('10.0.0.0/8', 'proxy.example'),
      'trustedProxies[0]: expected an IP address',
    ],
    [
      'a network that is none',
      proxy(', caFile: /ca').replace('10.0.0.0/8', '10.0.0.0/33'),
      'trustedProxies[0]: expected an IP address',
    ],
    [
      'a file without certificates',
      proxy(', caFile: /empty'),
      'listen.clientCertificateHeader.caFile: names a file without a readable certificate',
    ],
    [
      'required certificates of nobody',
      'listen: { tls: { certFile: /cert, keyFile: /key, requireClientCertificate: true } }',
      'listen.tls.requireClientCertificate: needs listen.tls.clientCaFile',
    ],
  ])('cannot be %s', (_, more, message) => {
    expect(problemsOf({ text: withClients(client, more), files: files() }).join('\n')).toContain(message)
  })
})

describe('logins and clients that act as people', () => {
  const people = '  - { name: people, actAs: person }'

  it('go together without tokens', () => {
    const { basic, clients } = load({ text: withClients(people, 'basic: { enabled: true, client: people }') })

    expect(basic).toMatchObject({ enabled: true, client: 'people', cacheSeconds: 60, attempts: 5 })
    expect(clients[0]).toMatchObject({ name: 'people', actsAt: 'me' })
  })

  it('are off unless they are asked for', () => {
    const { basic, clients } = load()

    expect(basic.enabled).toBe(false)
    expect(clients[0]?.actsAt).toBeUndefined()
  })

  it.each([
    ['without a client', people, 'basic: { enabled: true }', 'basic.client: is required'],
    [
      'with a client that is not there',
      people,
      'basic: { enabled: true, client: poeple }',
      'basic.client: there is no client of this name; did you mean people?',
    ],
    [
      'of one person for all',
      `  - { name: people, userName: ann, tokens: ['${hash}'] }`,
      'basic: { enabled: true, client: people }',
      'clients[0].userName: is of one person',
    ],
    [
      'that are believed for more than a minute',
      people,
      'basic: { enabled: true, client: people, cacheSeconds: 61 }',
      'basic.cacheSeconds: expected a whole number from 0 to 60',
    ],
    [
      'over a network in clear',
      people,
      'basic: { enabled: true, client: people }\nlisten: { host: 0.0.0.0 }',
      'listen.host: tokens would cross the network in clear',
    ],
    [
      'with a client that sees nobody',
      '  - { name: people, may: { Group: {} } }',
      'basic: { enabled: true, client: people }',
      'clients[0].may: shows no User to this client',
    ],
    ['where nobody logs in', people, '', 'clients[0]: needs tokens, a tokenFile'],
    [
      'with endpoints of a machine',
      `  - { name: a, endpoints: all, tokens: ['${hash}'] }`,
      '',
      'clients[0].endpoints: is for clients with actAs: person',
    ],
  ])('are refused %s', (_, clients, more, message) => {
    expect(problemsOf({ text: withClients(clients, more) }).join('\n')).toContain(message)
  })
})
