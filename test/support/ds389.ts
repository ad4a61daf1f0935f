/** startDs389: a 389 Directory Server of our own on loopback, made without dscreate and systemd, gone when stopped. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Attribute, Change, type Client } from 'ldapts'
import { connectAs } from '../../src/demo/connect.ts'
import { freePort } from '../../src/demo/free-port.ts'
import type { Suffix } from '../../src/demo/running-slapd.ts'
import type { ReachableDirectory } from './gateway.ts'
import { findDs389 } from './install-ds389.ts'

export interface Ds389 extends ReachableDirectory {
  /** A new connection as Directory Manager. Whoever asks for it unbinds it. */
  admin(): Promise<Client>
  /** kill -9 and start again, with the same port and data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** docs/directories.md has the same. */
export const versionType =
  "( 2.25.242993076924431544518558566286584844779.1.99 NAME 'scimVersion' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE USAGE directoryOperation )"

export interface Ds389Options {
  /** More attribute types, as `cn=schema` takes them. */
  readonly attributeTypes?: readonly string[]
}

const suffix = 'dc=example,dc=com'
const account: Suffix = {
  suffix,
  adminDn: 'cn=Directory Manager',
  adminPassword: 'manager of the tests',
  gatewayDn: `cn=scimdap,ou=services,${suffix}`,
  gatewayPassword: 'gateway of the tests',
}

export const startDs389 = async ({ attributeTypes = [] }: Ds389Options = {}): Promise<Ds389> => {
  const folder = await mkdtemp(join(tmpdir(), 'scimdap-389-'))
  const port = await freePort()
  const url = `ldap://127.0.0.1:${port}`
  await writeInstance(folder, port)
  let child: ChildProcess | undefined
  const killAtExit = () => void child?.kill('SIGKILL')
  process.on('exit', killAtExit)
  const admin = () => connectAs(url, account.adminDn, account.adminPassword)
  const start = async () => {
    child = spawn(await findDs389(), ['-D', join(folder, 'config'), '-i', join(folder, 'pid'), '-d', '0'], {
      stdio: 'ignore',
    })
    await answering(admin, child, join(folder, 'errors'))
  }
  const end = async (signal: NodeJS.Signals) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  const stop = async () => {
    process.removeListener('exit', killAtExit)
    await end('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
  const restart = async () => {
    await end('SIGKILL')
    await start()
  }
  try {
    await start()
    await fill(await admin(), attributeTypes)
  } catch (error) {
    await stop()
    throw error
  }
  const configuration = { preset: '389-ds', directory: { version: 'scimVersion', transactions: false } }
  return { ...account, url, configuration, admin, stop, restart }
}

/** What dscreate would write, from the server's own templates; all of it in one folder. */
const writeInstance = async (folder: string, port: number): Promise<void> => {
  const config = join(folder, 'config')
  await mkdir(join(config, 'schema'), { recursive: true })
  for (const name of ['lock', 'db', 'ldif', 'bak', 'inst']) await mkdir(join(folder, name))
  for (const from of ['config', 'schema']) {
    const to = from === 'config' ? config : join(config, from)
    const files = (await readdir(`/etc/dirsrv/${from}`)).filter((name) => /\.(conf|ldif)$/.test(name))
    for (const file of files) await copyFile(`/etc/dirsrv/${from}/${file}`, join(to, file))
  }
  const values: Readonly<Record<string, string>> = {
    ...{ schema_dir: join(config, 'schema'), config_dir: config, cert_dir: config },
    ...{ lock_dir: join(folder, 'lock'), ldif_dir: join(folder, 'ldif'), bak_dir: join(folder, 'bak') },
    ...{ tmp_dir: folder, run_dir: folder, log_dir: folder, inst_dir: join(folder, 'inst') },
    ...{ db_dir: join(folder, 'db'), db_home_dir: join(folder, 'db'), db_lib: 'bdb', ds_bename: 'userRoot' },
    ...{ fqdn: 'localhost', ds_port: String(port), ds_user: userInfo().username, ds_suffix: suffix },
    ...{ rootdn: account.adminDn, ds_passwd: `{CLEAR}${account.adminPassword}` },
    ...{ ldapi: join(folder, 'ldapi'), ldapi_enabled: 'off', ldapi_autobind: 'off' },
  }
  const filled = async (name: string) => {
    const template = await readFile(`/usr/share/dirsrv/data/${name}`, 'utf8')
    return template.replaceAll(/^#.*\n/gm, '').replaceAll(/%(\w+)%/g, (_, key: string) => values[key] ?? '')
  }
  const parts = [await filled('template-dse.ldif'), await filled('template-suffix-db.ldif')]
  await writeFile(join(config, 'dse.ldif'), `${parts.map((part) => part.trim()).join('\n\n')}\n`)
}

const answering = async (admin: Ds389['admin'], child: ChildProcess, errors: string): Promise<void> => {
  const deadline = Date.now() + 60_000
  for (;;) {
    const failure = await admin().then((client) => client.unbind(), String)
    if (failure === undefined) return
    if (child.exitCode !== null || Date.now() > deadline) {
      const log = await readFile(errors, 'utf8').catch(() => '')
      throw new Error(`389 Directory Server did not start: ${failure} ${log.slice(-1_000)}`)
    }
    await wait(100)
  }
}

/** The gateway's account may do everything below the suffix, operational attributes included. */
const fill = async (client: Client, attributeTypes: readonly string[]): Promise<void> => {
  const aci = `(targetattr = "*")(version 3.0; acl "scimdap"; allow (all) userdn = "ldap:///${account.gatewayDn}";)`
  const unit = (name: string) => client.add(`ou=${name},${suffix}`, { objectClass: 'organizationalUnit', ou: name })
  for (const value of attributeTypes) {
    const modification = new Attribute({ type: 'attributeTypes', values: [value] })
    await client.modify('cn=schema', new Change({ operation: 'add', modification }))
  }
  await client.add(suffix, { objectClass: 'domain', dc: 'example', aci })
  for (const name of ['people', 'groups', 'services']) await unit(name)
  await client.add(account.gatewayDn, {
    objectClass: ['applicationProcess', 'simpleSecurityObject'],
    cn: 'scimdap',
    userPassword: account.gatewayPassword,
  })
  await client.unbind()
}
