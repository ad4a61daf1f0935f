/** DNS that is gone when the gateways look for their directory: their resolver is the system's, asked in a mount namespace of their own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type NameServer, openNameServer } from './name-server.ts'
import type { Fault } from './row.ts'
import { downFor, openSingle, type Single } from './single.ts'

interface Named extends Single {
  readonly names: NameServer
  strikes: number
}

const address = '127.0.53.53'

const openNamed = async (): Promise<Named> => {
  const folder = await mkdtemp(join(tmpdir(), 'scimdap-names-'))
  const resolver = join(folder, 'resolv.conf')
  // glibc waits five seconds for an answer unless it is told otherwise, and a question that is lost is lost.
  await writeFile(resolver, `nameserver ${address}\noptions timeout:1 attempts:1\n`)
  const names = await openNameServer(address)
  const script = `mount --bind ${resolver} /etc/resolv.conf && exec "$@"`
  const through = ['unshare', '--mount', 'sh', '-c', script, 'sh']
  const url = ({ port }: { readonly port: number }) => `ldap://directory.faults.example:${port}`
  const stage = await openSingle({ url, directory: { allowPlaintext: true }, through })
  const close = async () => {
    await stage.close()
    await names.close()
    await rm(folder, { recursive: true })
  }
  return { ...stage, names, strikes: 0, close }
}

export const namesGone: Fault<Named> = {
  name: 'DNS gone while the directory starts again',
  need: 'mount',
  open: openNamed,
  strike: async (stage) => {
    stage.names.set(stage.strikes % 2 === 0 ? 'silent' : 'denies')
    stage.strikes += 1
    await downFor(stage.ldap, 100)
    await sleep(2_000)
    stage.names.set('answers')
  },
}
