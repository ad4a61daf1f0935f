/** installOpenldap26: OpenLDAP 2.6 out of a newer Debian, unpacked into the project's cache and run by its own C library. debootstrap(8) */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))

/** Where it is, or will be: what `SLAPD_ROOT` names for `findSlapd`. */
export const openldap26Root = join(cache, 'openldap-2.6')

/** It is there, or we are root and the machine is a Debian of some kind, where it can be fetched. */
export const canHaveOpenldap26 = (): boolean =>
  existsSync(openldap26Root) || (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'))

/** Debian 13; its own name for the release, which stays. */
const release = 'trixie'
const mirror = 'http://deb.debian.org/debian'
/** Of the system around the programs, which is never entered. */
const kept = /^(usr|etc|lib.*|s?bin)$/
const programs = ['slapd', 'slapadd', 'slaptest', 'ldapsearch']

/** @throws Error that says what could not be had */
export const installOpenldap26 = async (): Promise<void> => {
  if (existsSync(openldap26Root)) return
  await mkdir(cache, { recursive: true })
  const root = await mkdtemp(join(cache, 'debootstrap-'))
  try {
    const options = ['--variant=minbase', '--include=slapd,ldap-utils', release, root, mirror]
    await run(await installDebootstrap(), options, { timeout: 300_000, maxBuffer: 16 * 1024 * 1024 })
    const others = (await readdir(root)).filter((name) => !kept.test(name))
    await Promise.all([...others, 'usr/share'].map((name) => rm(join(root, name), { recursive: true, force: true })))
    await wrapPrograms(root)
    await rename(root, openldap26Root)
  } catch (cause) {
    await rm(root, { recursive: true, force: true })
    throw new Error(`OpenLDAP 2.6 could not be fetched from Debian ${release} by debootstrap`, { cause })
  }
}

/** By apt, where it is not there and there is something to fetch by it. @throws Error where that cannot be had */
export const installDebootstrap = async (): Promise<string> => {
  const program = '/usr/sbin/debootstrap'
  if (existsSync(program)) return program
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = () =>
    run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'debootstrap'], { env, timeout: 120_000 })
  await install().catch(async () => {
    await run('apt-get', ['-q', 'update'], { env, timeout: 120_000 })
    await install()
  })
  return program
}

/** The programs of another release want its C library: its own loader starts them, with the names they go by. */
const wrapPrograms = async (root: string): Promise<void> => {
  await rename(join(root, 'usr/sbin'), join(root, 'usr/sbin.own'))
  await mkdir(join(root, 'usr/sbin'))
  for (const name of programs) {
    const folder = existsSync(join(root, 'usr/sbin.own', name)) ? 'usr/sbin.own' : 'usr/bin'
    const script = join(root, 'usr/sbin', name)
    await writeFile(script, await wrapper(root, folder, name))
    await chmod(script, 0o755)
  }
}

/** Names its folder by its own place, since the tree is moved when it is whole. */
const wrapper = async (root: string, folder: string, name: string): Promise<string> => {
  const libraries = (await readdir(join(root, 'usr/lib'))).filter((entry) => entry.includes('-linux-gnu'))
  const loader = (await loadersIn(root))[0]
  if (loader === undefined) throw new Error('the tree has no loader')
  return [
    '#!/bin/sh',
    'root="$(dirname "$0")/../.."',
    `exec "$root/${loader}" --argv0 ${name} --library-path "${libraries.map((each) => `$root/usr/lib/${each}`).join(':')}" "$root/${folder}/${name}" "$@"`,
    '',
  ].join('\n')
}

const loadersIn = async (root: string): Promise<readonly string[]> => {
  const folders = await Promise.all(
    ['usr/lib64', 'usr/lib'].map(async (name) =>
      (await readdir(join(root, name)).catch(() => [])).map((file) => `${name}/${file}`),
    ),
  )
  return folders.flat().filter((file) => /\/ld-linux[\w.-]*\.so\.\d+$/.test(file))
}
