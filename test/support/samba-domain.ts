/** provisionedDomain: a folder with a new Active Directory domain of Samba's, made once and copied by whoever starts one. */
import { execFile } from 'node:child_process'
import { access, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findSamba } from './install-samba.ts'

const run = promisify(execFile)

export const suffix = 'DC=ad,DC=example,DC=com'
export const realm = 'AD.EXAMPLE.COM'
export const administrator = { dn: `CN=Administrator,CN=Users,${suffix}`, password: 'Manager of the tests 1' }

/** Ten seconds of a machine; of each version one stays in the folder for temporary files. */
export const provisionedDomain = async (): Promise<string> => {
  const { stdout } = await run(await findSamba(), ['--version'])
  const version = /[\d.]+/.exec(stdout)?.[0] ?? 'unknown'
  const kept = join(tmpdir(), `scimdap-samba-${process.getuid?.()}-${version}`)
  if (await isThere(kept)) return kept
  const folder = await mkdtemp(`${kept}-`)
  const options = [
    ...['--realm', realm, '--domain', 'EXAMPLE', '--server-role', 'dc', '--dns-backend', 'NONE'],
    ...['--host-name', 'dc', '--host-ip', '127.0.0.1', '--adminpass', administrator.password],
  ]
  try {
    await run('samba-tool', ['domain', 'provision', `--targetdir=${folder}`, ...options], { timeout: 240_000 })
    const certificate = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]
    const subject = ['-subj', '/CN=dc.ad.example.com', '-addext', 'subjectAltName=DNS:dc.ad.example.com']
    const key = ['-newkey', 'rsa:2048', '-nodes', '-days', '3650']
    await run('openssl', ['req', '-x509', ...key, ...certificate, ...subject])
    // Whoever was quicker made the same.
    await rename(folder, kept).catch(async (error: unknown) => {
      if (!(await isThere(kept))) throw error
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return kept
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
