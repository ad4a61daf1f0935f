/** Client certificates: options of the listener and of clients. docs/client-certificates.md */
import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import * as v from 'valibot'
import { certificateHeaders } from '../auth/forwarded-certificate.ts'
import { choice, flag, text } from './values.ts'

export const clientTls = { clientCaFile: v.optional(text), requireClientCertificate: flag(false) }

const proxy = v.pipe(text, v.check(isNetwork, 'expected an IP address, or a network such as 10.0.0.0/8'))

export const clientCertificateHeader = v.optional(
  v.strictObject(
    {
      name: choice(certificateHeaders),
      trustedProxies: v.pipe(
        v.array(proxy, 'expected a list of IP addresses and networks'),
        v.minLength(1, 'expected at least one address'),
      ),
      caFile: v.optional(text),
    },
    'expected options below it',
  ),
)

const oneOf = 'expected one of fingerprint, subject (with or without issuer) and san'

const certificate = v.pipe(
  v.strictObject(
    {
      fingerprint: v.optional(
        v.pipe(
          text,
          v.regex(
            /^sha256:[\da-f]{2}(?::?[\da-f]{2}){31}$/i,
            'expected "sha256:" and 64 hexadecimal digits, as `openssl x509 -noout -fingerprint -sha256` prints them',
          ),
        ),
      ),
      subject: v.optional(text),
      issuer: v.optional(text),
      san: v.optional(
        v.pipe(text, v.regex(/^(?:dns|uri):\S+$/i, 'expected dns:host.example.com or uri:spiffe://example.com/name')),
      ),
    },
    oneOf,
  ),
  v.check(
    ({ fingerprint, subject, issuer, san }) =>
      [fingerprint, subject, san].filter((each) => each !== undefined).length === 1 &&
      (issuer === undefined || subject !== undefined),
    oneOf,
  ),
)

export const certificatesOfClient = {
  certificates: v.optional(v.array(certificate, 'expected a list of certificates'), []),
  require: v.optional(choice(['either', 'both'])),
}

/** The certificates of a PEM file; none where any of them cannot be read. */
export const certificatesIn = (pem: string): readonly X509Certificate[] => {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  try {
    return blocks.map((block) => new X509Certificate(block))
  } catch {
    return []
  }
}

function isNetwork(network: string): boolean {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(network) ?? []
  const kind = isIP(address)
  return kind !== 0 && !address.includes('%') && Number(prefix ?? 0) <= (kind === 6 ? 128 : 32)
}
