/** runRow: one fault, again and again under the load of several clients, until enough writes are acknowledged; then the check. */
import { setTimeout as sleep } from 'node:timers/promises'
import { filtered } from '../support/gateway.ts'
import type { Openldap } from '../support/openldap.ts'
import type { Need } from './ability.ts'
import { acknowledgedIn, check, type Findings } from './checker.ts'
import { dump } from './dump.ts'
import type { Operation, Stored } from './history.ts'
import { type Mix, settle, usual, work } from './load.ts'
import { type Door, now, type World, withDepartures } from './world.ts'

/** What a fault happens to: directories and gateways that run. */
export interface Stage {
  /** In which everything must be at the end. */
  readonly ldap: Openldap
  /** The gateways that there are now. */
  doors(): readonly Door[]
  /** Whether the clients wait a little between two requests. */
  readonly isGentle?: boolean
  close(): Promise<void>
}

export interface Fault<S extends Stage = Stage> {
  readonly name: string
  readonly need?: Need
  /** Milliseconds that its service may take longer to be back than after others. */
  readonly laterMs?: number
  readonly mix?: Mix
  /** Each gateway has people and groups of its own: between two that are with different providers there is a delay. */
  readonly isSplit?: boolean
  open(): Promise<S>
  /**
   * Breaks something and mends it: resolves as soon as the directory is there again; or with the milliseconds that its
   * service took to be back.
   */
  strike(stage: S, worlds: readonly World[]): Promise<unknown>
  /** Before the check, when nobody writes any more: resolves when the directory is at rest. */
  rest?(stage: S): Promise<void>
  /** Entries which the row itself has looked at, and what it has found of them. */
  exempt?(stage: S, worlds: readonly World[], stored: Stored): Exemption
}

export interface Exemption {
  readonly entries: ReadonlySet<string>
  readonly lost: readonly string[]
  readonly note: string
}

export interface Row extends Findings {
  readonly name: string
  readonly strikes: number
  readonly requests: number
  readonly unanswered: number
  /** Of every strike, in milliseconds: until two requests are answered again, beyond what they take without a fault. */
  readonly recovered: readonly number[]
  readonly note?: string
}

export interface Size {
  readonly writes: number
  readonly strikes: number
}

const clients = 10
let rows = 0

export const runRow = async <S extends Stage>(
  fault: Fault<S>,
  { writes, strikes }: Size,
  lie: (door: Door) => Door = (door) => door,
): Promise<Row> => {
  rows += 1
  const name = `r${rows}n${Math.random().toString(36).slice(2, 6)}x`
  const stage = await fault.open()
  try {
    const doors = () => stage.doors().map(lie)
    const worlds = await Promise.all(
      fault.isSplit
        ? doors().map((_, at) => settle(`${name}${'abc'[at]}`, () => doors().slice(at, at + 1)))
        : [settle(`${name}a`, doors)],
    )
    const recovered = await underLoad(fault, stage, { worlds, writes, strikes })
    await fault.rest?.(stage)
    const stored = await dump(stage.ldap, name)
    return judge(fault, { worlds, recovered, stored, exempt: fault.exempt?.(stage, worlds, stored) })
  } finally {
    await stage.close()
  }
}

/** The times to recover. */
const underLoad = async <S extends Stage>(
  { mix = usual, strike }: Fault<S>,
  stage: S,
  { worlds, writes, strikes }: Size & { readonly worlds: readonly World[] },
): Promise<readonly number[]> => {
  const recovered: number[] = []
  let isOver = false
  const load = Promise.all(
    Array.from({ length: clients }, (_, n) =>
      work(worlds[n % worlds.length] as World, n + 1, {
        mix,
        isOver: () => isOver,
        isGentle: () => stage.isGentle === true,
      }),
    ),
  )
  const faults = async () => {
    while (recovered.length < strikes || writesIn(worlds) < writes) {
      await sleep(300 + Math.random() * 400)
      // What two requests take here and now, with everything else that runs on the machine.
      const calm = await untilServed(stage.doors(), ...worlds)
      const told = await strike(stage, worlds)
      const took = typeof told === 'number' ? told : await untilServed(stage.doors(), ...worlds)
      recovered.push(Math.max(0, took - calm))
      // So that a long row is not all faults, and a short one not none.
      await untilWritten(worlds, (writes / strikes) * 0.8)
    }
  }
  // A client that cannot go on ends the row, not the faults.
  await Promise.race([faults(), load]).finally(() => {
    isOver = true
  })
  await load
  return recovered
}

const judge = <S extends Stage>(
  { name }: Fault<S>,
  {
    worlds,
    recovered,
    stored,
    exempt,
  }: Pick<Row, 'recovered'> & {
    readonly worlds: readonly World[]
    readonly stored: Stored
    readonly exempt: Exemption | undefined
  },
): Row => {
  const history = worlds.flatMap(withDepartures)
  const findings = check(history, stored, exempt?.entries)
  return {
    ...{ name, strikes: recovered.length, recovered, requests: history.length, unanswered: unanswered(history) },
    ...{ ...findings, lost: [...findings.lost, ...(exempt?.lost ?? [])] },
    ...(exempt && { note: exempt.note }),
  }
}

const writesIn = (worlds: readonly World[]): number =>
  worlds.reduce((sum, { history }) => sum + acknowledgedIn(history), 0)

const unanswered = (history: readonly Operation[]): number =>
  history.filter(({ status }) => status === undefined || status >= 500).length

const untilWritten = async (worlds: readonly World[], more: number): Promise<void> => {
  const before = writesIn(worlds)
  const deadline = now() + 60_000
  while (writesIn(worlds) - before < more && now() < deadline) await sleep(50)
}

const giveUpMs = 30_000
let served = 0

/** A value of its own each time: one that is there already would be no write. */
const serving = () => {
  served += 1
  const value = `served ${served}`
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'nickName', value }],
  }
}

/** Milliseconds until every gateway reads and writes again. */
export const untilServed = async (
  doors: readonly (Door | undefined)[],
  ...worlds: readonly World[]
): Promise<number> => {
  const started = now()
  const serve = async (door: Door | undefined, { people: [person] }: World): Promise<void> => {
    for (;;) {
      const filter = `userName eq "${person?.userName}"`
      const list = await door?.request('GET', filtered('/Users', filter)).catch(() => undefined)
      const write = await door?.request('PATCH', `/Users/${person?.id}`, { body: serving() }).catch(() => undefined)
      if (list?.status === 200 && (write?.status ?? 500) < 300) return
      if (now() - started > giveUpMs) throw new Error(`no service: ${write?.status} ${JSON.stringify(write?.body)}`)
      await sleep(10)
    }
  }
  await Promise.all(doors.map((door, at) => serve(door, worlds[at % worlds.length] as World)))
  return now() - started
}
