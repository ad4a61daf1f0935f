/** The certificate of the directory expires, and is replaced: no gateway is started again for that. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Attribute, Change } from 'ldapts'
import type { Openldap } from '../support/openldap.ts'
import type { Fault } from './row.ts'
import { downFor, openSingle, type Single } from './single.ts'

const run = promisify(execFile)

interface Certified extends Single {
  readonly folder: string
}

const openCertified = async (): Promise<Certified> => {
  const folder = await mkdtemp(join(tmpdir(), 'scimdap-certificate-'))
  await makeCertificates(folder)
  const at = (file: string) => join(folder, file)
  const ca = at('ca.pem')
  const stage = await openSingle({
    slapd: { tls: { certificate: at('valid.pem'), key: at('server.key'), ca } },
    url: ({ tlsUrl }) => tlsUrl ?? '',
    directory: { tls: { caFile: ca } },
  })
  const close = async () => {
    await stage.close()
    await rm(folder, { recursive: true })
  }
  return { ...stage, folder, close }
}

/** ca.pem, and of one key valid.pem and expired.pem. */
const makeCertificates = async (folder: string): Promise<void> => {
  const openssl = (...words: readonly string[]) => run('openssl', [...words], { cwd: folder })
  const key = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`]
  await openssl('req', '-x509', ...key('ca'), '-days', '2', '-subj', '/CN=ca', '-out', 'ca.pem')
  await openssl('req', ...key('server'), '-subj', '/CN=localhost', '-out', 'server.csr')
  await writeFile(join(folder, 'extensions'), 'subjectAltName=DNS:localhost')
  const issue = (days: string, out: string) =>
    openssl(
      ...['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-days', days, '-extfile', 'extensions', '-out', out],
    )
  await issue('2', 'valid.pem')
  await issue('-1', 'expired.pem')
}

const use = async (ldap: Openldap, certificate: string): Promise<void> => {
  const config = await ldap.config()
  const modification = new Attribute({ type: 'olcTLSCertificateFile', values: [certificate] })
  await config.modify('cn=config', new Change({ operation: 'replace', modification }))
  await config.unbind()
}

/** @throws Error where a gateway keeps the reason to itself */
const mustSayWhy = async ({ gateways }: Certified): Promise<void> => {
  for (const { url, get } of gateways) {
    const ready = await (await fetch(url.replace('/scim/v2', '/readyz'))).text()
    const { status, body } = await get('/Users?count=1')
    const said = `${ready} ${body?.detail}`
    if (status !== 503 || said.split('CERT_HAS_EXPIRED').length !== 3) throw new Error(`${status} ${said}`)
  }
}

export const certificateExpired: Fault<Certified> = {
  name: 'TLS certificate of the directory expired, then replaced',
  open: openCertified,
  strike: async (stage) => {
    await use(stage.ldap, join(stage.folder, 'expired.pem'))
    // Sessions outlive a certificate; new ones do not begin with it.
    await downFor(stage.ldap, 0)
    await sleep(1_000)
    await mustSayWhy(stage)
    await use(stage.ldap, join(stage.folder, 'valid.pem'))
  },
}
