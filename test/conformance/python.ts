/** openEnvironment: a Python with the packages of requirements.txt, in a virtual environment of its own below .cache. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Finished, run } from './run.ts'

export interface PythonEnvironment {
  readonly python: string
  /** With the commands of the packages first in PATH. */
  readonly variables: NodeJS.ProcessEnv
}

/** What the machine or its network lacks; nothing is wrong with the gateway. */
export class Unavailable extends Error {}

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url))
const cache = fileURLToPath(new URL('../../.cache/conformance/', import.meta.url))
const least = '3.11'

/** @throws Unavailable; Error with what pip said where the package index answers and the installation fails. */
export const openEnvironment = async (): Promise<PythonEnvironment> => {
  const { python, version } = await findPython()
  const key = createHash('sha256')
    .update(`${version}\n${readFileSync(requirements)}`)
    .digest('hex')
    .slice(0, 16)
  const folder = join(cache, key)
  const complete = join(folder, 'complete')
  if (!existsSync(complete) || !(await works(folder))) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(cache, { recursive: true })
    console.log('Installing scim2-tester into a virtual environment of its own ...')
    await create(python, folder)
    await install(folder)
    writeFileSync(complete, '')
  }
  return environmentIn(folder)
}

const environmentIn = (folder: string): PythonEnvironment => ({
  python: join(folder, 'bin', 'python'),
  variables: {
    ...process.env,
    PATH: [join(folder, 'bin'), process.env.PATH ?? ''].join(delimiter),
    PYTHONUTF8: '1',
  },
})

/** Not so after a move of the project: the commands of a virtual environment name its folder. */
const works = async (folder: string): Promise<boolean> => {
  const { code } = await run(join(folder, 'bin', 'scim2'), ['--help'])
  return code === 0
}

/** The first that is new enough and can make virtual environments; Debian keeps the latter in a package of its own. */
const findPython = async (): Promise<{ readonly python: string; readonly version: string }> => {
  const found = (await usablePython()) ?? ((await installPackage()) ? await usablePython() : undefined)
  if (found !== undefined) return found
  throw new Unavailable(
    `Python ${least} or later with venv is not on this machine: install python3 and python3-venv (Debian, Ubuntu)`,
  )
}

const usablePython = async () => {
  const [major, minor] = least.split('.')
  const code = `import ensurepip, sys; print(sys.version); sys.exit(sys.version_info < (${major}, ${minor}))`
  for (const python of ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11']) {
    const { code: failed, stdout } = await run(python, ['-c', code])
    if (failed === 0) return { python, version: stdout }
  }
  return undefined
}

/** Only root can, and only a system with apt: elsewhere the sentence above says what is missing. */
const installPackage = async (): Promise<boolean> => {
  if (process.getuid?.() !== 0) return false
  const install = () => run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'python3-venv'])
  if ((await install()).code === 0) return true
  await run('apt-get', ['-q', 'update'])
  return (await install()).code === 0
}

const create = async (python: string, folder: string): Promise<void> => {
  const made = await run(python, ['-m', 'venv', folder])
  if (made.code !== 0) throw new Error(`python -m venv failed: ${lastLines(made)}`)
}

const install = async (folder: string): Promise<void> => {
  const options = ['--quiet', '--no-input', '--disable-pip-version-check', '--retries', '2', '--timeout', '20']
  const python = join(folder, 'bin', 'python')
  const installed = await run(python, ['-m', 'pip', 'install', ...options, '-r', requirements])
  if (installed.code === 0) return
  if (isSilence(installed.stderr)) throw new Unavailable('PyPI does not answer')
  throw new Error(`pip could not install ${requirements}: ${lastLines(installed)}`)
}

/**
 * Whether pip failed because no index answered it. It says `from versions: none` also of one that refuses every
 * request; where the index answers and a pin is wrong, it lists the versions that there are.
 */
export const isSilence = (stderr: string): boolean => {
  const lines = stderr.trim().split('\n')
  const errors = lines.filter((line, index) => line.startsWith('ERROR:') || index === lines.length - 1)
  const isOldPython = stderr.includes('Ignored the following versions that require a different python version')
  const signs = /from versions: none|HTTPS?ConnectionPool|ConnectionError|Read timed out|ReadTimeoutError|ProxyError/
  return !isOldPython && errors.some((line) => signs.test(line))
}

const lastLines = ({ stdout, stderr }: Finished): string => `${stdout}${stderr}`.trim().split('\n').slice(-8).join('\n')
