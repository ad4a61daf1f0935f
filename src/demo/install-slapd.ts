/** findSlapd: the programs of OpenLDAP, from the project's cache, the system, or unpacked from Debian packages. */
import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createProgress } from './progress.ts'

export interface SlapdInstallation {
  readonly slapd: string
  readonly slapadd: string
  readonly slaptest: string
  readonly ldapsearch: string | undefined
  /** olcModulePath. */
  readonly modulePath: string
  /** Holds core.ldif, cosine.ldif, ... */
  readonly schemaDir: string
  /** LD_LIBRARY_PATH that the programs need, where they are not installed in the system. */
  readonly libraryPath: string | undefined
}

const run = promisify(execFile)
const cache = fileURLToPath(new URL('../../.cache/slapd/', import.meta.url))

/**
 * A slapd that is in the cache or in the system; else its Debian packages are unpacked into the cache. Nothing is
 * installed in the system, and two processes may do this at once.
 * `SLAPD_ROOT` names the root of another OpenLDAP, such as one that the tests unpack to try a newer release.
 * @throws Error with one sentence that says what to install.
 */
export const findSlapd = async (): Promise<SlapdInstallation> => {
  const { SLAPD_ROOT } = process.env
  if (SLAPD_ROOT) return chosen(SLAPD_ROOT)
  const folder = join(cache, await platform())
  return (await unpacked(folder)) ?? (await installed()) ?? (await unpackPackages(folder))
}

const chosen = async (root: string): Promise<SlapdInstallation> => {
  const installation = await programsIn(root)
  if (installation !== undefined && (await runs(installation))) return installation
  throw new Error(`SLAPD_ROOT names ${root}, where no slapd 2.5 or later runs`)
}

/** The environment for a program of the installation. */
export const environmentOf = ({ libraryPath }: SlapdInstallation): NodeJS.ProcessEnv =>
  libraryPath === undefined ? process.env : { ...process.env, LD_LIBRARY_PATH: libraryPath }

/** Libraries belong to one release of one system: a cache carried to another is not used there. */
const platform = async (): Promise<string> => {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  const value = (name: string) => new RegExp(`^${name}="?([\\w.]+)`, 'm').exec(release)?.[1] ?? 'unknown'
  return `${value('ID')}-${value('VERSION_ID')}-${process.arch}`
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const firstExisting = async (paths: readonly string[]): Promise<string | undefined> => {
  for (const path of paths) if (await exists(path)) return path
  return undefined
}

/** Undefined also where the programs are there but do not run, as after a move to a machine with other libraries. */
const unpacked = async (folder: string): Promise<SlapdInstallation | undefined> => {
  const installation = await programsIn(folder)
  if (installation === undefined) return undefined
  const libraries = await libraryFolders(folder)
  const usable = { ...installation, libraryPath: libraries.join(delimiter) }
  return (await runs(usable)) ? usable : undefined
}

const installed = async (): Promise<SlapdInstallation | undefined> => {
  if (await confined()) return undefined
  const installation = await programsIn('/')
  return installation !== undefined && (await runs(installation)) ? installation : undefined
}

/** AppArmor keeps Ubuntu's /usr/sbin/slapd out of temporary folders; it goes by path, so an unpacked one is free. */
const confined = async (): Promise<boolean> =>
  (await exists('/etc/apparmor.d/usr.sbin.slapd')) &&
  (await readFile('/sys/module/apparmor/parameters/enabled', 'utf8').catch(() => '')).startsWith('Y')

const programsIn = async (root: string): Promise<SlapdInstallation | undefined> => {
  const path = root === '/' ? (process.env.PATH ?? '').split(delimiter) : []
  const folders = [
    ...['usr/sbin', 'usr/bin', 'usr/libexec', 'usr/local/libexec', 'sbin'].map((name) => join(root, name)),
    ...path,
  ]
  const program = (name: string) => firstExisting(folders.map((folder) => join(folder, name)))
  const [slapd, slapadd, slaptest, ldapsearch] = await Promise.all(
    ['slapd', 'slapadd', 'slaptest', 'ldapsearch'].map(program),
  )
  const folderWith = async (file: string, names: readonly string[]) =>
    firstExisting(names.map((name) => join(root, name, file)))
  const module = await folderWith('back_mdb.so', [
    'usr/lib/ldap',
    'usr/lib64/openldap',
    'usr/lib/openldap',
    'usr/local/libexec/openldap',
  ])
  const schema = await folderWith('core.ldif', [
    'etc/ldap/schema',
    'etc/openldap/schema',
    'usr/local/etc/openldap/schema',
  ])
  if (!slapd || !slapadd || !slaptest || !module || !schema) return undefined
  const modulePath = dirname(module)
  return { slapd, slapadd, slaptest, ldapsearch, modulePath, schemaDir: dirname(schema), libraryPath: undefined }
}

/** Every folder of the unpacked packages that may hold shared libraries: lib, usr/lib and their one for the machine. */
const libraryFolders = async (root: string): Promise<readonly string[]> => {
  const folders: string[] = []
  for (const name of ['usr/lib', 'lib']) {
    const entries = await readdir(join(root, name), { withFileTypes: true }).catch(() => [])
    const machine = entries.filter((entry) => entry.isDirectory() && entry.name.includes('-linux-gnu'))
    folders.push(...machine.map((entry) => join(root, name, entry.name)), join(root, name))
  }
  return folders
}

/** `-VV` prints the version and ends; 2.4 lacks what we need and is out of support. */
const runs = async (installation: SlapdInstallation): Promise<boolean> => {
  const output = await run(installation.slapd, ['-VV'], { env: environmentOf(installation) }).catch(() => undefined)
  const version = /slapd (\d+)\.(\d+)/.exec(`${output?.stdout}${output?.stderr}`)
  return version !== null && (Number(version[1]) > 2 || Number(version[2]) >= 5)
}

const missing =
  'OpenLDAP (slapd 2.5 or later) is not on this machine and could not be fetched with apt: ' +
  'install the packages slapd and ldap-utils (Debian, Ubuntu) or openldap-servers and openldap-clients, and try again.'

/** First with the package lists of the system, then, where they are empty or stale, with lists of our own. */
const unpackPackages = async (folder: string): Promise<SlapdInstallation> => {
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(join(cache, 'unpacking-'))
  try {
    await download(work, []).catch(async () => download(work, await ownLists(work)))
    const root = join(work, 'root')
    for (const name of await readdir(join(work, 'packages'))) {
      if (name.endsWith('.deb')) await run('dpkg', ['-x', join(work, 'packages', name), root])
    }
    if ((await unpacked(root)) === undefined) throw new Error('the unpacked slapd does not run')
    await replaceFolder(root, folder)
  } catch (cause) {
    throw new Error(missing, { cause })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  const installation = await unpacked(folder)
  if (installation === undefined) throw new Error(missing)
  return installation
}

const packages = ['slapd', 'ldap-utils']
// The C library is the one thing that cannot be mixed with the system's; apt names it where an upgrade is due.
const neverUnpacked = /^(libc6|libc-bin|libc-l10n|locales)$/

/** Asks apt which packages an installation would bring, and fetches just these. Needs no root. */
const download = async (work: string, options: readonly string[]): Promise<void> => {
  const target = join(work, 'packages')
  await rm(target, { recursive: true, force: true })
  await mkdir(target)
  const simulated = await run('apt-get', [
    ...options,
    'install',
    '-s',
    '--reinstall',
    '--no-install-recommends',
    ...packages,
  ])
  const wanted = [...simulated.stdout.matchAll(/^Inst (\S+) .*?\((\S+) /gm)]
    .filter(([, name = '']) => !neverUnpacked.test(name))
    .map(([, name, version]) => `${name}=${version}`)
  const progress = createProgress('Fetching OpenLDAP', wanted.length)
  for (const [index, name] of wanted.entries()) {
    progress.update(index)
    await run('apt-get', [...options, '-o', 'APT::Sandbox::User=root', '-q', 'download', name], { cwd: target })
  }
  progress.end()
}

const ownLists = async (work: string): Promise<readonly string[]> => {
  const lists = join(work, 'lists')
  const archives = join(work, 'archives')
  await mkdir(join(lists, 'partial'), { recursive: true })
  await mkdir(join(archives, 'partial'), { recursive: true })
  const options = ['-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${archives}`]
  await run('apt-get', [...options, '-o', 'APT::Sandbox::User=root', '-q', 'update'])
  return options
}

/** Another process may have been faster: then its folder, which runs, stays. */
const replaceFolder = async (from: string, to: string): Promise<void> => {
  try {
    await rename(from, to)
  } catch (error) {
    if ((await unpacked(to)) !== undefined) return
    await rm(to, { recursive: true, force: true })
    await rename(from, to)
    if (!(await exists(to))) throw error
  }
}
