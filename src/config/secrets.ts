/** Secrets: passwords, tokens and certificates out of the files that options name. */

import { hashText } from '../auth/token-hash.ts'
import { askedForOnly } from '../tolerance/wire.ts'
import { type CallersConfig, type Reader, readCallers, readClientCallers, readHashes } from './caller-secrets.ts'
import { certificatesIn } from './client-certificates.ts'
import type { CertificateHeaderConfig, ClientConfig, DirectoryConfig, FollowedConfig, ListenTls } from './config.ts'
import { errorCode } from './error-code.ts'
import type { Finding } from './finding.ts'
import { firstLine } from './first-line.ts'
import { readFollowed } from './followed.ts'
import type { Path } from './problem.ts'
import type { Settings } from './settings.ts'

/** Text of a file that the configuration names; throws as `readFileSync` does. */
export type ReadNamed = (file: string) => string

export interface Secrets {
  readonly listenTls: ListenTls | undefined
  readonly clientCertificateHeader: CertificateHeaderConfig | undefined
  readonly password: string | undefined
  readonly directoryTls: DirectoryConfig['tls']
  readonly followed: readonly FollowedConfig[]
  readonly clients: readonly ClientConfig[]
  readonly callers: CallersConfig
  readonly cursorKey: Uint8Array | undefined
  readonly auditKey: Uint8Array | undefined
}

export const readSecrets = (
  settings: Settings,
  readNamed: ReadNamed,
): { readonly secrets: Secrets; readonly findings: readonly Finding[] } => {
  const findings: Finding[] = []
  const report = (path: Path, message: string) => void findings.push({ path, message })
  const read = createRead(readNamed, report)
  const { listen, directory, cursors } = settings

  const password = directory.password ?? firstLine(read(['directory', 'passwordFile'], directory.passwordFile))
  if (password === '') report(['directory', 'passwordFile'], 'names a file without a password in its first line')
  const clients = settings.clients.map((client, index) => readClient(client, { index, read, report, settings }))
  findSharedTokens(clients, report)
  const cursorKey = bytesOf(cursors.key ?? firstLine(read(['cursors', 'keyFile'], cursors.keyFile)))
  if (cursorKey !== undefined && cursorKey.length < leastKeyBytes) reportShortKey(cursors, report)

  const auditKey = auditKeyOf(settings.audit, { read, report })
  const { startTls, verify, servername } = directory.tls
  const directoryTls = {
    ...{ startTls, verify, servername },
    ca: read(['directory', 'tls', 'caFile'], directory.tls.caFile),
    cert: read(['directory', 'tls', 'certFile'], directory.tls.certFile),
    key: read(['directory', 'tls', 'keyFile'], directory.tls.keyFile),
  }
  const own = { bindDn: directory.bindDn, password, tls: directoryTls }
  const secrets = {
    listenTls: listenTlsOf(listen.tls, { read, report }),
    clientCertificateHeader: readHeader(listen.clientCertificateHeader, { read, report }),
    password,
    directoryTls,
    followed: readFollowed(directory, own, { read, report }),
    clients,
    callers: readCallers(settings, { read, report }),
    cursorKey,
    auditKey,
  }
  return { secrets, findings }
}

type Report = (path: Path, message: string) => void
type Read = (path: Path, file: string | undefined) => string | undefined

const auditKeyOf = ({ keyFile }: Settings['audit'], { read, report }: Reader): Uint8Array | undefined => {
  const key = bytesOf(firstLine(read(['audit', 'keyFile'], keyFile)))
  if (key !== undefined && key.length < leastKeyBytes) {
    report(['audit', 'keyFile'], `names a file whose first line is not ${expectedKey}`)
  }
  return key
}

const listenTlsOf = (tls: Settings['listen']['tls'], reader: Reader): ListenTls | undefined =>
  tls && {
    cert: reader.read(['listen', 'tls', 'certFile'], tls.certFile) ?? '',
    key: reader.read(['listen', 'tls', 'keyFile'], tls.keyFile) ?? '',
    clientCa: readIssuers(['listen', 'tls', 'clientCaFile'], tls.clientCaFile, reader)?.pem,
    ...(tls.requireClientCertificate && { requireClientCertificate: true as const }),
  }

/** The name of the file is not told: a secret may stand there by mistake. The line of the option is. */
const createRead =
  (readNamed: ReadNamed, report: Report): Read =>
  (path, file) => {
    if (file === undefined) return undefined
    try {
      return readNamed(file)
    } catch (error) {
      report(path, `names a file that cannot be read (${errorCode(error)})`)
      return undefined
    }
  }

type Issuers = { readonly pem: string; readonly issuers: CertificateHeaderConfig['issuers'] }

const readIssuers = (path: Path, file: string | undefined, { read, report }: Reader): Issuers | undefined => {
  const pem = read(path, file)
  if (pem === undefined) return undefined
  const issuers = certificatesIn(pem)
  if (issuers.length === 0) report(path, 'names a file without a readable certificate (PEM)')
  return { pem, issuers }
}

const readHeader = (
  header: Settings['listen']['clientCertificateHeader'],
  reader: Reader,
): CertificateHeaderConfig | undefined => {
  if (header === undefined) return undefined
  const { caFile, ...rest } = header
  return {
    ...rest,
    issuers: readIssuers(['listen', 'clientCertificateHeader', 'caFile'], caFile, reader)?.issuers ?? [],
  }
}

/** The text itself, base64 or not: keys are derived from it. */
const bytesOf = (text: string | undefined): Uint8Array | undefined =>
  text === undefined ? undefined : new TextEncoder().encode(text)

const leastKeyBytes = 32

const expectedKey = `a key of at least ${leastKeyBytes} bytes, such as \`openssl rand -base64 32\` prints`

const reportShortKey = ({ key }: Settings['cursors'], report: Report): void => {
  if (key === undefined) report(['cursors', 'keyFile'], `names a file whose first line is not ${expectedKey}`)
  else report(['cursors', 'key'], `expected ${expectedKey}`)
}

interface Reading {
  readonly index: number
  readonly read: Read
  readonly report: Report
  readonly settings: ForAll
}

const readClient = (client: Settings['clients'][number], { index, read, report, settings }: Reading): ClientConfig => {
  const hashes = readHashes(['clients', index, 'tokenFile'], client.tokenFile, { read, report })
  const { name, access, userName, setPassword, may, certificates, require, actAs, endpoints = 'me' } = client
  return {
    ...{ name, access, setPassword, ...(may && { may }), tokenHashes: [...client.tokens, ...hashes] },
    ...(certificates.length > 0 && { certificates }),
    ...(require === 'both' && { needsBoth: true as const }),
    ...(actAs === 'person' && { actsAt: endpoints }),
    ...(userName === undefined ? {} : { userName }),
    dialect: dialectOf(client, settings),
    ...(client.limits === undefined ? {} : { limits: client.limits }),
    ...readClientCallers(client, index, { read, report }),
  }
}

type ForAll = Pick<Settings, 'wire' | 'tolerances' | 'profile'>

/** What a client is given itself goes before what all are, and that before what the profile has. */
const dialectOf = (client: Settings['clients'][number], all: ForAll): ClientConfig['dialect'] => {
  const wire = client.wire ?? all.wire
  const isSoft = all.profile === 'provisioning' && wire === 'tolerant'
  const ofProfile = isSoft ? Object.fromEntries([...askedForOnly].map((name) => [name, true])) : {}
  return { wire, tolerances: { ...ofProfile, ...all.tolerances, ...client.tolerances } }
}

const findSharedTokens = (clients: readonly ClientConfig[], report: Report): void => {
  const owners = new Map<string, string>()
  for (const [index, { name, tokenHashes, oauth }] of clients.entries()) {
    for (const hash of [...tokenHashes, ...(oauth?.secretHashes ?? [])].map(hashText)) {
      const owner = owners.get(hash)
      if (owner !== undefined && owner !== name) {
        report(['clients', index], `has a token that client ${owner} has already`)
      }
      owners.set(hash, name)
    }
  }
}
