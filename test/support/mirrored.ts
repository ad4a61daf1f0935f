/** startMirrored: two providers that mirror each other by syncrepl, each hearing of the other through a line of its own. slapd.conf(5) */
import { setTimeout as sleep } from 'node:timers/promises'
import { Attribute, Change, type Client } from 'ldapts'
import { type Line, openLine } from './line.ts'
import { type Openldap, startOpenldap } from './openldap.ts'

export interface Mirrored {
  readonly first: Openldap
  readonly second: Openldap
  /** By which the second one hears of the first, and the first one of the second. */
  readonly toSecond: Line
  readonly toFirst: Line
  stop(): Promise<void>
}

/** Level when it resolves. Their server ids are 1 and 2. */
export const startMirrored = async (): Promise<Mirrored> => {
  const first = await startOpenldap({ sync: true })
  const { adminPassword, gatewayPassword } = first
  const second = await startOpenldap({ sync: true, tree: false, adminPassword, gatewayPassword })
  const [toSecond, toFirst] = [await openLine(first.port), await openLine(second.port)]
  await follow(first, { id: 1, port: toFirst.port })
  await follow(second, { id: 2, port: toSecond.port })
  await Promise.all([first.restart(), second.restart()])
  await untilLevel(first, second)
  const stop = async () => {
    await Promise.all([toSecond.close(), toFirst.close()])
    await Promise.all([first.stop(), second.stop()])
  }
  return { first, second, toSecond, toFirst, stop }
}

const database = 'olcDatabase={1}mdb,cn=config'

const follow = async (ldap: Openldap, { id, port }: { readonly id: number; readonly port: number }): Promise<void> => {
  const config = await ldap.config()
  const syncrepl = [
    `rid=00${id} provider=ldap://127.0.0.1:${port} bindmethod=simple binddn="${ldap.adminDn}"`,
    `credentials=${ldap.adminPassword} searchbase="${ldap.suffix}" type=refreshAndPersist retry="1 +"`,
  ].join(' ')
  await replace(config, 'cn=config', 'olcServerID', String(id))
  await replace(config, database, 'olcSyncrepl', syncrepl)
  await replace(config, database, 'olcMultiProvider', 'TRUE')
  // With a log of the session slapd 2.5.13 was seen to keep deletes from the other provider for good.
  const log = new Attribute({ type: 'olcSpSessionlog', values: [] })
  await config.modify(`olcOverlay={0}syncprov,${database}`, new Change({ operation: 'delete', modification: log }))
  await config.unbind()
}

const replace = (config: Client, dn: string, type: string, value: string): Promise<void> =>
  config.modify(dn, new Change({ operation: 'replace', modification: new Attribute({ type, values: [value] }) }))

const levelMs = 60_000

export const untilLevel = async (one: Openldap, other: Openldap): Promise<void> => {
  const deadline = performance.now() + levelMs
  for (;;) {
    const [mine, its] = await Promise.all([marksOf(one), marksOf(other)])
    if (mine !== '' && mine === its) return
    if (performance.now() > deadline) throw new Error(`the providers do not come level: ${mine}; ${its}`)
    await sleep(20)
  }
}

export const marksOf = async (ldap: Openldap): Promise<string> => {
  const admin = await ldap.admin()
  const found = await admin.search(ldap.suffix, { scope: 'base', attributes: ['contextCSN'] }).catch(() => undefined)
  await admin.unbind()
  return [found?.searchEntries[0]?.contextCSN ?? []].flat().map(String).toSorted().join(' ')
}
