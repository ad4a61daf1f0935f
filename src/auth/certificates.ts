/** Certificates: which client a verified certificate is of. RFC 8705 §2, RFC 5280 */
import type { X509Certificate } from 'node:crypto'

/** One of the three; `issuer` besides `subject`. */
export interface CertificateRule {
  /** `sha256:` and 64 hexadecimal digits, with colons between bytes or without. */
  readonly fingerprint?: string | undefined
  /** RFC 4514: `CN=okta,O=Example Inc`. */
  readonly subject?: string | undefined
  readonly issuer?: string | undefined
  /** `dns:okta.example.com` or `uri:spiffe://example.com/okta`. */
  readonly san?: string | undefined
}

export interface CertificateClient {
  readonly name: string
  readonly certificates: readonly CertificateRule[]
}

/** The name of the client; undefined: none, or more than one. */
export type OwnerOf = (certificate: X509Certificate) => string | undefined

export const createOwnerOf = (clients: readonly CertificateClient[]): OwnerOf => {
  const known = clients.map(({ name, certificates }) => ({ name, rules: certificates.map(testOf) }))
  return (certificate) => {
    const shown = namesIn(certificate)
    const owners = known.filter(({ rules }) => rules.some((matches) => matches(shown)))
    // Whichever were taken, it could be another one.
    return owners.length === 1 ? owners[0]?.name : undefined
  }
}

/** Whether it may be used at this time, in milliseconds since the epoch. */
export const isValidAt = ({ validFrom, validTo }: X509Certificate, now: number): boolean =>
  Date.parse(validFrom) <= now && now <= Date.parse(validTo)

/** One spelling for all that mean the same certificate; two clients may not have the same. */
export const ruleKey = ({ fingerprint, subject, issuer, san }: CertificateRule): string => {
  if (fingerprint !== undefined) return `fingerprint ${bareFingerprint(fingerprint)}`
  if (san !== undefined) return `san ${sanKey(san)}`
  return `subject ${plainDn(subject ?? '')} issuer ${issuer === undefined ? '' : plainDn(issuer)}`
}

interface Shown {
  readonly fingerprint: string
  readonly subject: string
  readonly issuer: string
  readonly sans: readonly string[]
}

const namesIn = ({ fingerprint256, subject, issuer, subjectAltName }: X509Certificate): Shown => ({
  fingerprint: bareFingerprint(fingerprint256),
  subject: dnOf(subject),
  issuer: dnOf(issuer),
  sans: sansIn(subjectAltName ?? ''),
})

const testOf = ({ fingerprint, subject, issuer, san }: CertificateRule): ((shown: Shown) => boolean) => {
  if (fingerprint !== undefined) return (shown) => shown.fingerprint === bareFingerprint(fingerprint)
  if (san !== undefined) return (shown) => shown.sans.includes(sanKey(san))
  if (subject === undefined) return () => false
  return (shown) => shown.subject === plainDn(subject) && (issuer === undefined || shown.issuer === plainDn(issuer))
}

const bareFingerprint = (text: string): string =>
  text
    .replace(/^sha256:/i, '')
    .replaceAll(':', '')
    .toLowerCase()

/**
 * Node prints a name a line for each RDN, the values escaped as RFC 2253 has it, and control characters too, so that no
 * value can make a line. The last one stands first in RFC 4514. A certificate without a subject has none: undefined.
 */
const dnOf = (lines: string | undefined): string =>
  (lines ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .toReversed()
    .join(',')

/** Blanks after a comma that is not escaped mean nothing. */
const plainDn = (dn: string): string => dn.trim().replace(/(?<!\\),\s+/g, ',')

/** `DNS:a.example, URI:"spiffe://x, y"`: Node quotes as JSON what could be taken for the next one. */
const sansIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?:^|, )(DNS|URI):("(?:[^"\\]|\\.)*"|[^,"]*)(?=, |$)/g)].map(([, kind = '', value = '']) =>
    sanKey(`${kind}:${value.startsWith('"') ? String(JSON.parse(value)) : value}`),
  )

/** Names of hosts ignore case; URIs do not, but for their scheme. */
const sanKey = (san: string): string => {
  const [, kind = '', value = ''] = /^(\w+):(.*)$/s.exec(san) ?? []
  return kind.toLowerCase() === 'dns' ? `dns:${value.toLowerCase()}` : `${kind.toLowerCase()}:${value}`
}
