/** Certificates made by openssl for one test file: an authority, and whom it vouches for. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Pem {
  readonly cert: string
  readonly key: string
  /** Paths of the files. */
  readonly certFile: string
  readonly keyFile: string
}

export interface CertificateMaker {
  /** An authority of its own, or whoever signs for itself. `subject`: as openssl has it, `/O=Example/CN=ca`. */
  selfSigned(name: string, subject: string): Promise<Pem>
  /** `san`: `DNS:localhost`, or several. */
  issued(name: string, by: Pem, request: { readonly subject: string; readonly san?: string }): Promise<Pem>
  end(): Promise<void>
}

export const makeCertificates = async (): Promise<CertificateMaker> => {
  const folder = await mkdtemp(join(tmpdir(), 'scimdap-certificates-'))
  const at = (file: string) => join(folder, file)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-utf8']
  const pemOf = async (name: string): Promise<Pem> => {
    const [certFile, keyFile] = [at(`${name}.pem`), at(`${name}.key`)]
    return { certFile, keyFile, cert: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') }
  }
  return {
    selfSigned: async (name, subject) => {
      const out = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)]
      await run('openssl', ['req', '-x509', ...newKey, '-days', '2', '-subj', subject, ...out])
      return pemOf(name)
    },
    issued: async (name, by, { subject, san }) => {
      await run('openssl', [
        'req',
        ...newKey,
        '-subj',
        subject,
        '-keyout',
        at(`${name}.key`),
        '-out',
        at(`${name}.csr`),
      ])
      await writeFile(at(`${name}.ext`), san === undefined ? 'keyUsage=digitalSignature' : `subjectAltName=${san}`)
      const signing = [
        '-CA',
        by.certFile,
        '-CAkey',
        by.keyFile,
        '-set_serial',
        `0x${randomBytes(8).toString('hex')}`,
        '-days',
        '2',
        '-extfile',
        at(`${name}.ext`),
      ]
      await run('openssl', ['x509', '-req', '-in', at(`${name}.csr`), '-out', at(`${name}.pem`), ...signing])
      return pemOf(name)
    },
    end: () => rm(folder, { recursive: true }),
  }
}
