/** startReplicated: a provider, and a consumer that takes what it sends by syncrepl and refuses to be written to. slapd.conf(5) */
import { setTimeout as sleep } from 'node:timers/promises'
import { Attribute, Change } from 'ldapts'
import { type Line, openLine } from './line.ts'
import { untilLevel } from './mirrored.ts'
import { type Openldap, startOpenldap } from './openldap.ts'

export interface Replicated {
  readonly provider: Openldap
  readonly consumer: Openldap
  /** By which the consumer hears of the provider. */
  readonly line: Line
  stop(): Promise<void>
}

export interface ReplicatedOptions {
  /** olcUpdateRef: whom the consumer names to whoever would write to it; with none it is unwilling. */
  readonly isNaming?: boolean
  /** Of the consumer, which needs it only for those who would follow it. */
  readonly syncprov?: boolean
  /** olcReadOnly: it refuses by that before anything else. */
  readonly isReadOnly?: boolean
}

/** Level when it resolves. The provider has been ended in order, so that it stores how far it is: after a crash it says no more. */
export const startReplicated = async ({
  isNaming = true,
  syncprov = true,
  isReadOnly = false,
}: ReplicatedOptions = {}): Promise<Replicated> => {
  const provider = await startOpenldap({ sync: true })
  const { adminPassword, gatewayPassword } = provider
  const consumer = await startOpenldap({ sync: true, tree: false, syncprov, adminPassword, gatewayPassword })
  const line = await openLine(provider.port)
  const config = await consumer.config()
  const give = (type: string, value: string) =>
    config.modify(
      'olcDatabase={1}mdb,cn=config',
      new Change({ operation: 'add', modification: new Attribute({ type, values: [value] }) }),
    )
  const syncrepl = [
    `rid=001 provider=ldap://127.0.0.1:${line.port} bindmethod=simple binddn="${provider.adminDn}"`,
    `credentials=${adminPassword} searchbase="${provider.suffix}" type=refreshAndPersist retry="1 +"`,
  ].join(' ')
  await give('olcSyncrepl', syncrepl)
  if (isNaming) await give('olcUpdateRef', provider.url)
  if (isReadOnly) await give('olcReadOnly', 'TRUE')
  await config.unbind()
  await endInOrder(provider)
  await untilLevel(provider, consumer)
  const stop = async () => {
    await line.close()
    await Promise.all([provider.stop(), consumer.stop()])
  }
  return { provider, consumer, line, stop }
}

const endInOrder = async (ldap: Openldap): Promise<void> => {
  const pid = ldap.pid()
  // A container has its process out of reach, and shows the same without.
  if (pid === undefined) return
  process.kill(pid, 'SIGTERM')
  while (isAlive(pid)) await sleep(20)
  await ldap.kill()
  await ldap.start()
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
