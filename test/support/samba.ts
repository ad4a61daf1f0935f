/** startSamba: an Active Directory domain controller of our own on a loopback address, gone when stopped. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Attribute, Change, type Client } from 'ldapts'
import { connectAs } from '../../src/demo/connect.ts'
import type { ReachableDirectory } from './gateway.ts'
import { findSamba } from './install-samba.ts'
import { administrator, provisionedDomain, realm, suffix } from './samba-domain.ts'

export interface Samba extends ReachableDirectory {
  /** A new connection as Administrator. Whoever asks for it unbinds it. */
  admin(): Promise<Client>
  stop(): Promise<void>
}

const services = `OU=services,${suffix}`
const gateway = { gatewayDn: `CN=scimdap,${services}`, gatewayPassword: 'Gateway of the tests 1' }
const servername = 'dc.ad.example.com'

export interface SambaOptions {
  /** Of entries below `OU=people` and `OU=groups`, loaded before the server starts: four times as fast as over LDAP. */
  readonly ldif?: string
}

/** With people, groups and the account of a gateway that is a domain administrator. */
export const startSamba = async ({ ldif }: SambaOptions = {}): Promise<Samba> => {
  const folder = await mkdtemp(join(tmpdir(), 'scimdap-ad-'))
  await cp(await provisionedDomain(), folder, { recursive: true })
  const address = await freeAddress()
  const url = `ldap://${address}`
  await writeConfiguration(folder, address)
  await load(folder, `${units.map(unitRecord).join('')}${ldif ?? ''}`)
  const child = spawn(await findSamba(), ['-i', '-M', 'single', '-s', join(folder, 'smb.conf'), '-d', '1'], {
    // It ends when its standard input does, so that none is left behind.
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  const killAtExit = () => {
    child.kill('SIGKILL')
    remove()
  }
  process.on('exit', killAtExit)
  const stop = async () => {
    process.removeListener('exit', killAtExit)
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }
    await rm(folder, { recursive: true, force: true })
  }
  const admin = () => connectAs(url, administrator.dn, administrator.password)
  try {
    await answering(admin, child, folder)
    await fill(await admin())
  } catch (error) {
    await stop()
    throw error
  }
  const tls = { caFile: join(folder, 'cert.pem'), servername }
  const directory = { urls: [`ldaps://${address}`], tls, transactions: false }
  return {
    ...{ suffix, adminDn: administrator.dn, adminPassword: administrator.password, ...gateway },
    ...{ url, admin, stop },
    configuration: { preset: 'activeDirectory', directory },
  }
}

/** Port 389 is written into Samba: each server has an address of its own. */
const freeAddress = async (): Promise<string> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const part = () => 1 + Math.floor(Math.random() * 250)
    const address = `127.88.${part()}.${part()}`
    if (await isFree(address)) return address
  }
  throw new Error('no loopback address has port 389 to give')
}

const isFree = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(389, address, () => server.close(() => resolve(true)))
  })

const writeConfiguration = async (folder: string, address: string): Promise<void> => {
  const at = (name: string) => join(folder, name)
  await chmod(at('key.pem'), 0o600)
  for (const name of ['run', 'ncalrpc', 'cache']) await mkdir(at(name), { recursive: true })
  const lines = {
    ...{ 'netbios name': 'DC', realm, workgroup: 'EXAMPLE' },
    ...{ 'server role': 'active directory domain controller', 'server services': 'ldap' },
    ...{ interfaces: `${address}/8`, 'bind interfaces only': 'yes' },
    ...{ 'private dir': at('private'), 'state directory': at('state'), 'binddns dir': at('bind-dns') },
    ...{ 'cache directory': at('cache'), 'lock directory': folder, 'pid directory': at('run') },
    ...{ 'ncalrpc dir': at('ncalrpc'), 'winbindd socket directory': at('run/winbindd') },
    ...{ 'ntp signd socket directory': at('run/ntp'), 'log file': at('log'), logging: 'file' },
    ...{ 'ldap server require strong auth': 'no', 'tls enabled': 'yes' },
    // A bind by the password before is taken for an hour otherwise, as in Active Directory.
    ...{ 'old password allowed period': '0' },
    ...{ 'tls keyfile': at('key.pem'), 'tls certfile': at('cert.pem'), 'tls cafile': '' },
  }
  const text = Object.entries(lines).map(([name, value]) => `  ${name} = ${value}`)
  await writeFile(at('smb.conf'), `[global]\n${text.join('\n')}\n`)
}

const answering = async (admin: Samba['admin'], child: ChildProcess, folder: string): Promise<void> => {
  const deadline = Date.now() + 60_000
  for (;;) {
    const failure = await admin().then((client) => client.unbind(), String)
    if (failure === undefined) return
    if (child.exitCode !== null || Date.now() > deadline) {
      const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '')
      throw new Error(`Samba did not start: ${failure} ${log.slice(-1_000)}`)
    }
    await wait(50)
  }
}

const units = ['people', 'groups', 'services']
const unitRecord = (name: string) => `dn: OU=${name},${suffix}\nobjectClass: organizationalUnit\n\n`

const loader = `
import sys
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB
lp = LoadParm()
lp.load(sys.argv[1])
db = SamDB(url=lp.private_path('sam.ldb'), session_info=system_session(), lp=lp)
db.transaction_start()
db.add_ldif(sys.stdin.read())
db.transaction_commit()
`

/** In one transaction, past the server. */
const load = async (folder: string, ldif: string): Promise<void> => {
  const child = spawn('/usr/bin/python3', ['-c', loader, join(folder, 'smb.conf')], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const complaints: Buffer[] = []
  child.stderr.on('data', (chunk) => complaints.push(chunk))
  child.stdin.end(ldif)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`Samba does not take the entries: ${Buffer.concat(complaints)}`)
}

const fill = async (client: Client): Promise<void> => {
  await client.add(gateway.gatewayDn, {
    ...{ objectClass: 'user', sAMAccountName: 'scimdap', userAccountControl: '512' },
    unicodePwd: Buffer.from(`"${gateway.gatewayPassword}"`, 'utf16le') as unknown as string,
  })
  const modification = new Attribute({ type: 'member', values: [gateway.gatewayDn] })
  await client.modify(`CN=Domain Admins,CN=Users,${suffix}`, new Change({ operation: 'add', modification }))
  await client.unbind()
}
