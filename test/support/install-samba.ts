/** findSamba: Samba as an Active Directory domain controller. Installed by apt where we are root, as on a new machine of CI. */
import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const program = '/usr/sbin/samba'
/** What `samba-tool domain provision` fills a new domain from; a package of its own in some releases. */
const parts = [program, '/usr/bin/samba-tool', '/usr/share/samba/setup/provision.ldif']

/** Its LDAP port is 389 whatever is configured, which only root may listen on. */
export const canRunSamba = process.getuid?.() === 0

export const findSamba = async (): Promise<string> => {
  if (!(await isInstalled())) throw new Error('Samba is not installed: apt install samba-ad-dc samba-ad-provision')
  return program
}

const isInstalled = (): Promise<boolean> =>
  Promise.all(parts.map((part) => access(part))).then(
    () => true,
    () => false,
  )

/** Where it can be done at all; what cannot is told, and the suites fail on `findSamba`. */
export const installSamba = async (): Promise<void> => {
  if (await isInstalled()) return
  const options = ['-y', '-q', '--no-install-recommends']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = (...names: readonly string[]) =>
    run('apt-get', ['install', ...options, ...names], { env, timeout: 300_000 })
  try {
    await install('samba-ad-dc', 'samba-ad-provision').catch(async () => {
      await run('apt-get', ['-q', 'update'], { env, timeout: 120_000 })
      await install('samba-ad-dc', 'samba-ad-provision')
    })
  } catch (error) {
    console.warn(`Samba is not installed (${String(error).slice(0, 200)})`)
  }
}
