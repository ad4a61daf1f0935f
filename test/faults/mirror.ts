/**
 * Two providers that mirror each other, and gateways that know both in the same order. The first one is killed; what it has
 * acknowledged and not yet sent to the second is looked at on its own: it must be back when the first one is.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { startGatewayProcess } from '../support/gateway-process.ts'
import type { Line } from '../support/line.ts'
import { marksOf, startMirrored, untilLevel } from '../support/mirrored.ts'
import type { Openldap } from '../support/openldap.ts'
import { missingEntries } from './checker.ts'
import { dump } from './dump.ts'
import { entriesWrittenSince, type Operation, outcomeOf, replicationMs, type Stored } from './history.ts'
import { type Fault, type Stage, untilServed } from './row.ts'
import { timeouts } from './single.ts'
import { now, type World, withDepartures } from './world.ts'

interface Mirror extends Stage {
  readonly second: Openldap
  /** By which the second one hears of the writes of the first. */
  readonly line: Line
  isGentle: boolean
  /** Entries with writes that the second one had not when the first one was killed. */
  readonly behind: Map<string, readonly Operation[]>
}

const openMirror = async (): Promise<Mirror> => {
  const { first: ldap, second, toSecond: line, stop } = await startMirrored()
  const directory = {
    ...{ urls: [ldap.url, second.url], bindDn: ldap.gatewayDn, password: ldap.gatewayPassword, timeouts },
  }
  const start = () => startGatewayProcess(ldap, { overlay: { directory, brake: { enabled: false } } })
  const gateways = await Promise.all([start(), start()])
  const close = async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()))
    await stop()
  }
  return { ldap, second, line, isGentle: false, behind: new Map(), doors: () => gateways, close }
}

const levelMs = 120_000
/** syncrepl carries out one write after the other: ten clients who write at once may stay ahead of it for ever. */
const gentleAfterMs = 5_000

/** Whose writes arrive first there: a write of every gateway shows its server in the CSN. */
const untilAllWriteTo = async (stage: Mirror, id: number, worlds: readonly World[]): Promise<void> => {
  const start = now()
  for (const [at, world] of worlds.entries()) {
    const person = world.people[0]
    for (;;) {
      await untilServed([stage.doors()[at]], world)
      const admin = await stage.second.admin()
      const filter = `(uid=${person?.userName})`
      const { searchEntries } = await admin.search(stage.ldap.suffix, { filter, attributes: ['entryCSN'] })
      await admin.unbind()
      if (String(searchEntries[0]?.entryCSN).includes(`#00${id}#`)) break
      const waited = now() - start
      stage.isGentle = waited > gentleAfterMs
      if (waited > levelMs)
        throw new Error(
          `gateway ${at} does not write to server ${id}: ${await marksOf(stage.ldap)}; ${await marksOf(stage.second)}`,
        )
      await sleep(100)
    }
  }
  stage.isGentle = false
}

const historyOf = (worlds: readonly World[]): readonly Operation[] => worlds.flatMap(withDepartures)

/** @param cutMs how long before its end the first one is cut off from the second */
const failOver = async (stage: Mirror, worlds: readonly World[], cutMs: number): Promise<number> => {
  if (cutMs > 0) stage.line.cut('both')
  await sleep(cutMs)
  await stage.ldap.kill()
  const killed = now()
  const served = untilServed(stage.doors(), ...worlds)
  const held = await Promise.all(worlds.map(({ prefix }) => dump(stage.second, prefix)))
  const recovered = await served
  // Some writes at the second one; and the answers that were on their way at the kill have come.
  await sleep(1_500)
  const before = historyOf(worlds).filter(({ start }) => start < killed)
  for (const [at, world] of worlds.entries()) {
    const missing = missingEntries(before, held[at] as Stored, world.prefix)
    for (const [entry, operations] of missing) {
      stage.behind.set(entry, [...(stage.behind.get(entry) ?? []), ...operations])
    }
    // Perhaps at the first one alone, answered or not; deleted at the second since, they come back with the first.
    for (const entry of entriesWrittenSince(killed - cutMs - replicationMs, before)) {
      stage.behind.set(entry, stage.behind.get(entry) ?? [])
    }
  }
  stage.line.mend()
  stage.line.drop()
  await stage.ldap.start()
  await untilAllWriteTo(stage, 1, worlds)
  return recovered
}

export const providerKilled: Fault<Mirror> = {
  name: 'first of two providers killed (SIGKILL), started again',
  isSplit: true,
  open: openMirror,
  strike: (stage, worlds) => failOver(stage, worlds, 0),
  rest: ({ ldap, second }) => untilLevel(ldap, second),
  exempt: (stage, worlds, stored) => judgeBehind(stage, worlds, stored),
}

export const providerCutOff: Fault<Mirror> = {
  ...providerKilled,
  name: 'first of two providers cut off from the second, then killed, started again',
  strike: (stage, worlds) => failOver(stage, worlds, 400),
}

/** Back, or overtaken by a later write to the same entry at the other provider: the newer entry wins as a whole. */
const judgeBehind = ({ behind }: Mirror, worlds: readonly World[], stored: Stored) => {
  const history = historyOf(worlds)
  const missing = missingEntries(history, stored)
  const lost: string[] = []
  const count = { behind: 0, back: 0, overtaken: 0, undone: 0 }
  for (const [entry, operations] of behind) {
    // One that began before the last of them was answered, too: it may have waited for the second one.
    const latest = Math.max(...operations.map(({ start }) => start))
    const isOvertaken = history.some(
      (other) =>
        (other.end > latest || outcomeOf(other) === 'unknown') &&
        outcomeOf(other) !== 'refused' &&
        other.writes.some((write) => write.entry === entry) &&
        operations.every(({ start }) => start !== other.start),
    )
    const still = (missing.get(entry) ?? []).filter((operation) =>
      operations.some(({ start }) => start === operation.start),
    )
    count.behind += operations.length
    count.back += operations.length - still.length
    count.overtaken += isOvertaken ? still.length : 0
    // syncrepl was seen to bring back what was deleted at a provider that then crashed: that is between the two.
    const deletes = still.filter(({ writes }) => writes.some(({ written }) => written === 'gone'))
    count.undone += isOvertaken ? 0 : deletes.length
    const others = still.filter((operation) => !deletes.includes(operation))
    if (!isOvertaken)
      lost.push(...others.map(({ request, start }) => `${entry}: ${request} at ${Math.round(start)} ms`))
  }
  const note = `${count.behind} writes acknowledged and not yet at the second provider when the first one was killed; ${count.back} back with it, ${count.overtaken} overtaken by a later write to the same entry at the second, ${count.undone} deletes undone by the replication`
  return { entries: new Set(behind.keys()), lost, note }
}
