/**
 * Two providers that mirror each other, and gateways that know both in the same order. The first one is killed; what it has
 * acknowledged and not yet sent to the second is looked at on its own: it must be back when the first one is.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Line } from '../support/line.ts'
import { marksOf, startMirrored, untilLevel } from '../support/mirrored.ts'
import type { Openldap } from '../support/openldap.ts'
import { missingEntries } from './checker.ts'
import { dump } from './dump.ts'
import { entriesWrittenSince, type Operation, replicationMs, type Stored } from './history.ts'
import { type Fault, type Stage, untilServed } from './row.ts'
import { startTwoGateways } from './two-gateways.ts'
import { now, type World, withDepartures } from './world.ts'

interface Mirror extends Stage {
  readonly second: Openldap
  /** By which the second one hears of the writes of the first. */
  readonly line: Line
  /** By which the first one hears of the second. */
  readonly backLine: Line
  isGentle: boolean
  /** Entries with writes that the second one had not when the first one was killed. */
  readonly behind: Map<string, readonly Operation[]>
  /** Acknowledged, and on the disk of neither when the first one was started again. */
  readonly lost: string[]
  /** When both had the same for the last time: what was overtaken before was judged then. */
  levelAt: number
}

const openMirror = async (): Promise<Mirror> => {
  const { first: ldap, second, toSecond: line, toFirst: backLine, stop } = await startMirrored()
  const { gateways, close } = await startTwoGateways(ldap, second, stop)
  const none = { isGentle: false, behind: new Map(), lost: [], levelAt: now() }
  return { ldap, second, line, backLine, ...none, doors: () => gateways, close }
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
      const behind = operations.filter(({ start }) => start >= stage.levelAt)
      stage.behind.set(entry, [...(stage.behind.get(entry) ?? []), ...behind])
    }
    // Perhaps at the first one alone, answered or not; deleted at the second since, they come back with the first.
    for (const entry of entriesWrittenSince(killed - cutMs - replicationMs, before)) {
      stage.behind.set(entry, stage.behind.get(entry) ?? [])
    }
  }
  await startAlone(stage, worlds, killed)
  for (const line of [stage.line, stage.backLine]) {
    line.mend()
    line.drop()
  }
  await untilAllWriteTo(stage, 1, worlds)
  stage.levelAt = now()
  return recovered
}

/** The first one again, as its disk has it: neither hears of the other one before both are looked at. */
const startAlone = async (stage: Mirror, worlds: readonly World[], killed: number): Promise<void> => {
  stage.line.cut('both')
  stage.backLine.cut('both')
  await stage.ldap.start()
  for (const world of worlds) {
    const [atFirst, atSecond] = [await dump(stage.ldap, world.prefix), await dump(stage.second, world.prefix)]
    const history = withDepartures(world)
    const missing = missingEntries(history, atFirst, world.prefix)
    for (const [entry, operations] of missingEntries(history, atSecond, world.prefix)) {
      const neither = operations.filter((operation) => missing.get(entry)?.includes(operation))
      const judged = neither.filter(({ start }) => start >= stage.levelAt && start < killed)
      stage.lost.push(...judged.map((operation) => say(entry, operation)))
    }
  }
}

const say = (entry: string, { request, start }: Operation): string => `${entry}: ${request} at ${Math.round(start)} ms`

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

/**
 * What was at the first one alone is back, or it is not: where the same entry was written at the second one in the meantime
 * the newer entry wins as a whole, and syncrepl was seen to bring back what had been deleted there. That is between the two.
 */
const judgeBehind = ({ behind, lost }: Mirror, worlds: readonly World[], stored: Stored) => {
  const missing = missingEntries(historyOf(worlds), stored)
  const all = [...behind].flatMap(([entry, operations]) => operations.map(({ start }) => ({ entry, start })))
  const not = all.filter(({ entry, start }) => missing.get(entry)?.some((its) => its.start === start))
  const note = `${all.length} writes acknowledged and not yet at the second provider when the first one was killed, all on its disk when it was started again but ${lost.length}; ${all.length - not.length} back with it, ${not.length} overtaken or undone by the replication`
  return { entries: new Set(behind.keys()), lost, note }
}
