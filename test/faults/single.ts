/** Faults of one provider with two gateways before it, all over one connection each way unless a fault says otherwise. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { SlapdOptions } from '../../src/demo/slapd-options.ts'
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts'
import { type Line, openLine } from '../support/line.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { mostlyBulk } from './load.ts'
import type { Fault, Stage } from './row.ts'

export interface Single extends Stage {
  readonly gateways: GatewayProcess[]
  /** Between the gateways and the directory. */
  readonly line: Line
  readonly startGateway: () => Promise<GatewayProcess>
}

/** Shorter than the defaults: a silent line costs seconds, and CI has not many. The proportions stay. */
export const timeouts = { connectMs: 1_000, operationMs: 3_000, waitMs: 500 }
const silentMs = 4_000

export interface Setting {
  readonly slapd?: SlapdOptions
  /** Where the gateways look for the directory; by default through the line. */
  readonly url?: (ldap: Openldap) => string
  readonly directory?: Readonly<Record<string, unknown>>
  readonly through?: readonly string[]
}

export const openSingle = async ({ slapd, url, directory, through = [] }: Setting = {}): Promise<Single> => {
  const ldap = await startOpenldap({ sync: true, ...slapd })
  const line = await openLine(ldap.port)
  const overlay = {
    // The clients of a long run delete more than any provider should.
    brake: { enabled: false },
    directory: {
      ...{ urls: [url?.(ldap) ?? `ldap://127.0.0.1:${line.port}`] },
      ...{ bindDn: ldap.gatewayDn, password: ldap.gatewayPassword, timeouts, ...directory },
    },
  }
  const startGateway = () => startGatewayProcess(ldap, { overlay, through })
  const gateways = await Promise.all([startGateway(), startGateway()])
  const close = async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()))
    await line.close()
    await ldap.stop()
  }
  return { ldap, line, gateways, startGateway, doors: () => gateways, close }
}

let shared: Promise<Single> | undefined

/** One stage for all faults that need nothing of their own: each leaves it as it was. */
export const open = async (): Promise<Single> => {
  shared ??= openSingle()
  return { ...(await shared), close: async () => undefined }
}
export const closeShared = async (): Promise<void> => (await shared)?.close()

export const downFor = async (ldap: Openldap, milliseconds: number): Promise<void> => {
  await ldap.kill()
  await sleep(milliseconds)
  await ldap.start()
}

const pidOf = (ldap: Openldap): number => {
  const pid = ldap.pid()
  // Process 0 would be ourselves.
  if (pid === undefined) throw new Error('the process of slapd is out of reach')
  return pid
}

const silence = async ({ line }: Single, direction: Parameters<Line['cut']>[0]): Promise<void> => {
  line.cut(direction)
  await sleep(silentMs)
  line.mend()
}

export const killed: Fault<Single> = {
  name: 'directory killed (SIGKILL) during writes, started again',
  open,
  strike: ({ ldap }) => downFor(ldap, Math.random() * 1_000),
}
export const killedInBulk: Fault<Single> = {
  ...killed,
  name: 'directory killed (SIGKILL) during Bulk',
  mix: mostlyBulk,
}
export const stopped: Fault<Single> = {
  name: 'directory stopped (SIGSTOP) for 4 s',
  open,
  strike: async ({ ldap }) => {
    process.kill(pidOf(ldap), 'SIGSTOP')
    await sleep(silentMs)
    process.kill(pidOf(ldap), 'SIGCONT')
  },
}
export const silentRequests: Fault<Single> = {
  name: 'half-open TCP: requests vanish',
  laterMs: timeouts.operationMs,
  open,
  strike: (stage) => silence(stage, 'requests'),
}
export const silentAnswers: Fault<Single> = {
  name: 'half-open TCP: answers vanish',
  laterMs: timeouts.operationMs,
  open,
  strike: (stage) => silence(stage, 'answers'),
}
export const silentBoth: Fault<Single> = {
  name: 'half-open TCP: nothing passes',
  laterMs: timeouts.operationMs,
  open,
  strike: (stage) => silence(stage, 'both'),
}
export const gatewayKilled: Fault<Single> = {
  name: 'gateway killed (SIGKILL) during writes, the other one goes on',
  open,
  strike: async ({ gateways, startGateway }) => {
    const at = Math.floor(Math.random() * gateways.length)
    await gateways[at]?.kill()
    gateways[at] = await startGateway()
  },
}
