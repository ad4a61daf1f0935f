/** ForwardedCertificate: the client certificate that a proxy has seen, out of the header in which it tells. RFC 9440 */
import { X509Certificate } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import type { CertificateDenial } from '../observe/observation.ts'
import { AuthenticationError } from './authenticate.ts'
import type { Credentials } from './credentials.ts'

/** RFC 9440, nginx' `$ssl_client_escaped_cert`, Envoy. */
export const certificateHeaders = ['Client-Cert', 'X-SSL-Client-Cert', 'X-Forwarded-Client-Cert'] as const

export type CertificateHeader = (typeof certificateHeaders)[number]

export interface ForwardedOptions {
  readonly name: CertificateHeader
  /** IP addresses, and networks such as `10.0.0.0/8`: whoever else sends the header is not believed. */
  readonly trustedProxies: readonly string[]
  /** Who may have issued it; none: the proxy's word is taken, which is enough for fingerprints alone. */
  readonly issuers: readonly X509Certificate[]
}

/**
 * The certificate; undefined where there is no header, or it comes from anybody but the proxies.
 * @throws AuthenticationError where it comes from a proxy and cannot be read, or has another issuer
 */
export const createForwarded = ({ name, trustedProxies, issuers }: ForwardedOptions) => {
  const isTrusted = trusting(trustedProxies)
  const read = readers[name]
  return ({ header, connection }: Pick<Credentials, 'header' | 'connection'>): X509Certificate | undefined => {
    const text = header(name.toLowerCase())?.trim()
    // nginx sends it empty where the client has none.
    if (text === undefined || text === '' || !isTrusted(connection.address)) return undefined
    const certificate = text.length > longest ? undefined : read(text)
    if (certificate === undefined) throw unfit('certificate-unreadable')
    if (issuers.length > 0 && !issuers.some((issuer) => isIssuedBy(certificate, issuer))) {
      throw unfit('certificate-not-trusted')
    }
    return certificate
  }
}

/** One answer for all: which it was stands in the log. */
export const unfit = (reason: CertificateDenial): AuthenticationError =>
  new AuthenticationError(reason, 'The client certificate is not accepted', 'Bearer realm="scimdap"')

/** Some 4 kB are usual; Node takes headers of 16 kB. */
const longest = 16_384

/** By the key too: a name alone can be anybody's. */
const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)

const trusting = (proxies: readonly string[]) => {
  const list = new BlockList()
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return (address: string | undefined): boolean => {
    if (address === undefined) return false
    // A socket that listens for both kinds tells IPv4 so. RFC 4291 §2.5.5.2
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
    const kind = isIP(plain)
    return kind !== 0 && list.check(plain, kind === 6 ? 'ipv6' : 'ipv4')
  }
}

type Read = (text: string) => X509Certificate | undefined

/** What is no certificate, or more than one, is none. */
const parsed = (content: string | Buffer): X509Certificate | undefined => {
  try {
    return new X509Certificate(content)
  } catch {
    return undefined
  }
}

/** A Structured Field: base64 between colons. RFC 9440 §2.1, RFC 8941 §3.3.5 */
const readByteSequence: Read = (text) => {
  const [, base64] = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(text) ?? []
  return base64 === undefined ? undefined : parsed(Buffer.from(base64, 'base64'))
}

const readEscapedPem: Read = (text) => {
  const pem = unescaped(text)
  const isOne = pem?.match(/-----BEGIN CERTIFICATE-----/g)?.length === 1
  return pem === undefined || !isOne ? undefined : parsed(pem)
}

const unescaped = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/**
 * `By=…;Hash=…;Cert="…";URI=…`. Only what Cert holds is believed, since it says for how long, too; the proxy must be told to
 * send it. Of several elements, each of another proxy, nobody can tell here which one is the client's.
 */
const readXfcc: Read = (text) => {
  const pairs = [...text.matchAll(/([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^;,"]*)(;|,|$)/g)]
  const isWhole = pairs.reduce((length, [pair]) => length + pair.length, 0) === text.length
  if (!isWhole || pairs.some(([, , , end]) => end === ',')) return undefined
  const valuesOf = (wanted: string) =>
    pairs.filter(([, key]) => key?.toLowerCase() === wanted).map(([, , value = '']) => value)
  const [cert, another] = valuesOf('cert')
  if (cert === undefined || another !== undefined) return undefined
  const certificate = readEscapedPem(cert.replace(/^"(.*)"$/s, '$1'))
  const hash = certificate?.fingerprint256.replaceAll(':', '').toLowerCase()
  return valuesOf('hash').every((each) => each.toLowerCase() === hash) ? certificate : undefined
}

const readers: Readonly<Record<CertificateHeader, Read>> = {
  'Client-Cert': readByteSequence,
  'X-SSL-Client-Cert': readEscapedPem,
  'X-Forwarded-Client-Cert': readXfcc,
}
