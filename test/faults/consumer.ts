/**
 * A provider and a consumer that is only read, in this order in both gateways. The provider is killed: reads must go on at
 * the consumer, every write must be 503, and both must be back when the provider is. What the consumer had not got by then
 * is looked at on its own: it must be back, too.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, filtered } from '../support/gateway.ts'
import type { Line } from '../support/line.ts'
import { untilLevel } from '../support/mirrored.ts'
import type { Openldap } from '../support/openldap.ts'
import { startReplicated } from '../support/replicated.ts'
import { missingEntries } from './checker.ts'
import { dump } from './dump.ts'
import { entriesWrittenSince, type Operation, replicationMs, type Stored } from './history.ts'
import type { Fault, Stage } from './row.ts'
import { startTwoGateways } from './two-gateways.ts'
import { type Door, now, type World, withDepartures } from './world.ts'

interface Replica extends Stage {
  readonly consumer: Openldap
  /** By which the consumer hears of the provider. */
  readonly line: Line
  /** Entries with writes that the consumer had not when the provider was killed, and those of them that were acknowledged. */
  readonly behind: Map<string, readonly Operation[]>
  /** Milliseconds from the kill until all gateways read from the consumer, of each strike. */
  readonly readAfter: number[]
}

const open = async (): Promise<Replica> => {
  const { provider: ldap, consumer, line, stop } = await startReplicated()
  const { gateways, close } = await startTwoGateways(ldap, consumer, stop)
  return { ldap, consumer, line, behind: new Map(), readAfter: [], doors: () => gateways, close }
}

const cutMs = 300
const awayMs = 1_000
const giveUpMs = 30_000

const strike = async (stage: Replica, worlds: readonly World[]): Promise<void> => {
  const { ldap, consumer, line } = stage
  line.cut('both')
  await sleep(cutMs)
  await ldap.kill()
  const killed = now()
  await Promise.all(stage.doors().map((door, at) => untilOnlyRead(door, worlds[at % worlds.length] as World)))
  stage.readAfter.push(now() - killed)
  for (const { prefix, ...world } of worlds) {
    const before = withDepartures({ prefix, ...world }).filter(({ start }) => start < killed)
    noteBehind(stage, { before, killed, held: await dump(consumer, prefix), prefix })
  }
  await sleep(awayMs)
  line.mend()
  line.drop()
  await ldap.start()
}

/** A list has who is there, and a write is refused as one that may be sent again. */
const untilOnlyRead = async (door: Door, { people: [person] }: World): Promise<void> => {
  const started = now()
  const body = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'nickName', value: 'nobody' }],
  }
  for (;;) {
    const list = await door.request('GET', filtered('/Users', `userName eq "${person?.userName}"`))
    const write = await door.request('PATCH', `/Users/${person?.id}`, { body })
    if (list.status === 200 && list.body.totalResults !== 1) throw new Error('the list lacks somebody who is there')
    if (write.status !== 503) throw new Error(`a write was answered ${write.status} while the provider was away`)
    if (list.status === 200 && isAboutWrites(write)) return
    if (now() - started > giveUpMs) throw new Error(`not read from the consumer: ${list.status}, ${write.body?.detail}`)
    await sleep(10)
  }
}

const isAboutWrites = ({ body }: Answer): boolean => /that takes writes is away/.test(body?.detail)

interface Held {
  readonly before: readonly Operation[]
  readonly killed: number
  readonly held: Stored
  readonly prefix: string
}

const noteBehind = ({ behind }: Replica, { before, killed, held, prefix }: Held): void => {
  for (const [entry, operations] of missingEntries(before, held, prefix)) {
    behind.set(entry, [...(behind.get(entry) ?? []), ...operations])
  }
  // Without an answer is what may be done at the provider, and seen there by others.
  // Of two values that were written at once the consumer may show the one, and the provider the other.
  for (const entry of entriesWrittenSince(killed - cutMs - replicationMs, before)) {
    behind.set(entry, behind.get(entry) ?? [])
  }
}

/** Nobody can have overtaken them. */
const judgeBehind = ({ behind, readAfter }: Replica, worlds: readonly World[], stored: Stored) => {
  const missing = missingEntries(worlds.flatMap(withDepartures), stored)
  const all = [...behind].flatMap(([entry, operations]) => operations.map((operation) => ({ entry, operation })))
  const lost = all.filter(({ entry, operation: { start } }) => missing.get(entry)?.some((its) => its.start === start))
  const longest = Math.round(Math.max(...readAfter))
  return {
    entries: new Set(behind.keys()),
    lost: lost.map(({ entry, operation }) => `${entry}: ${operation.request} at ${Math.round(operation.start)} ms`),
    note: `${all.length} writes acknowledged and not yet at the consumer when the provider was killed; ${all.length - lost.length} back with it. Reads went on ${longest} ms after the kill at the latest`,
  }
}

export const providerAway: Fault<Replica> = {
  name: 'provider cut off from its consumer, then killed, started again: the consumer is only read',
  isSplit: true,
  open,
  strike,
  rest: ({ ldap, consumer }) => untilLevel(ldap, consumer),
  exempt: judgeBehind,
}
