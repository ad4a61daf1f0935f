/** findDs389: the program of 389 Directory Server. Installed by apt where we are root, as on a new machine of CI. */
import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const program = '/usr/sbin/ns-slapd'

export const findDs389 = async (): Promise<string> => {
  if (!(await isDs389Installed())) throw new Error('389 Directory Server is not installed: apt install 389-ds-base')
  return program
}

export const isDs389Installed = (): Promise<boolean> =>
  access(program).then(
    () => true,
    () => false,
  )

/** Where it can be done at all; what cannot is told, and the suites of 389 Directory Server are left out. */
export const installDs389 = async (): Promise<void> => {
  if (await isDs389Installed()) return
  const options = ['-y', '-q', '--no-install-recommends']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    if (process.getuid?.() !== 0) throw new Error('only root can install packages')
    const install = () => run('apt-get', ['install', ...options, '389-ds-base'], { env, timeout: 240_000 })
    await install().catch(async () => {
      await run('apt-get', ['-q', 'update'], { env, timeout: 120_000 })
      await install()
    })
  } catch (error) {
    console.warn(`389 Directory Server is not tested: 389-ds-base is not installed (${String(error).slice(0, 200)})`)
  }
}
