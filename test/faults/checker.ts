/**
 * check: whether a history, and what the directory holds at its end, can be of a service that loses nothing. Exact for one
 * provider: a life is monotone, and a register whose values are written once is linearizable if and only if its zones do
 * not conflict (Gibbons and Korach, "Testing Shared Memories", 1997).
 */
import { keyOf, type Operation, outcomeOf, type Register, type Stored } from './history.ts'

export interface Findings {
  /** SCIM writes, each operation of a Bulk request on its own. */
  readonly acknowledged: number
  /** Acknowledged writes that are not there, though nothing has taken them away. */
  readonly lost: readonly string[]
  /** What is there though it was refused, or nobody asked for it; and names that two have. */
  readonly phantom: readonly string[]
  /** Answers that no order of the writes explains. */
  readonly wrong: readonly string[]
}

/** One write or one sight of a register, in time. */
interface Mark {
  readonly kind: 'write' | 'sight'
  readonly value: string | undefined
  readonly start: number
  /** Infinity for a write whose outcome nobody knows. */
  readonly end: number
  readonly isDone: boolean
  readonly isRefused: boolean
  readonly operation: Operation
}

/** @param exempt entries of which nothing is expected but what the caller looks at himself */
export const check = (
  history: readonly Operation[],
  stored: Stored,
  exempt: ReadonlySet<string> = new Set(),
): Findings => {
  const found = { lost: [] as string[], phantom: [...stored.duplicates.map(twice)], wrong: [] as string[] }
  for (const operation of history) if (operation.wrong !== undefined) found.wrong.push(say(operation, operation.wrong))
  for (const { register, marks } of registersIn(history)) {
    // A membership is of two entries.
    if (exempt.has(register.entry) || exempt.has(register.name)) continue
    const judged = register.kind === 'life' ? judgeLife(register, marks) : judgeValue(marks)
    found.wrong.push(...judged.map((what) => `${keyOf(register)}: ${what}`))
    const value = stored.value(register)
    const phantom = phantomIn(register, marks, value)
    if (phantom !== undefined) found.phantom.push(`${keyOf(register)}: ${phantom}`)
    else
      found.lost.push(
        ...lostIn(register, marks, value).map(
          ({ operation }) => `${keyOf(register)}: ${say(operation, `lost, there is ${value ?? 'nothing'}`)}`,
        ),
      )
  }
  return { acknowledged: acknowledgedIn(history), ...found }
}

export const acknowledgedIn = (history: readonly Operation[]): number =>
  history.filter((operation) => operation.writes.length > 0 && outcomeOf(operation) === 'done').length

/**
 * The entries of acknowledged writes that this directory does not have: at a provider, what did not reach it.
 * @param prefix of the entries to look at
 */
export const missingEntries = (
  history: readonly Operation[],
  stored: Stored,
  prefix = '',
): ReadonlyMap<string, readonly Operation[]> => {
  const missing = new Map<string, Operation[]>()
  for (const { register, marks } of registersIn(history)) {
    const lost = lostIn(register, marks, stored.value(register)).map(({ operation }) => operation)
    if (lost.length > 0 && register.entry.startsWith(prefix))
      missing.set(register.entry, [...(missing.get(register.entry) ?? []), ...lost])
  }
  return missing
}

const registersIn = (history: readonly Operation[]) => {
  const found = new Map<string, { readonly register: Register; readonly marks: Mark[] }>()
  const note = (register: Register, mark: Mark) => {
    const key = keyOf(register)
    const known = found.get(key)
    if (known === undefined) found.set(key, { register, marks: [mark] })
    else known.marks.push(mark)
  }
  for (const operation of history) {
    const outcome = outcomeOf(operation)
    const [isDone, isRefused] = [outcome === 'done', outcome === 'refused']
    const { start } = operation
    const end = outcome === 'unknown' ? Number.POSITIVE_INFINITY : operation.end
    for (const write of operation.writes) {
      note(write, { kind: 'write', value: write.written, start, end, isDone, isRefused, operation })
    }
    for (const sight of operation.sights) {
      note(sight, { kind: 'sight', value: sight.seen, start, end: operation.end, isDone, isRefused, operation })
    }
  }
  return [...found.values()]
}

const of = (marks: readonly Mark[], kind: Mark['kind'], value: string | undefined) =>
  marks.filter((mark) => mark.kind === kind && mark.value === value && (kind === 'sight' || !mark.isRefused))
const earliest = (marks: readonly Mark[], edge: 'start' | 'end') =>
  marks.reduce((least, mark) => Math.min(least, mark[edge]), Number.POSITIVE_INFINITY)

/** Absent, there, gone: in this order and no other. */
const judgeLife = ({ name }: Register, marks: readonly Mark[]): readonly string[] => {
  const [births, deaths] = [of(marks, 'write', 'there'), of(marks, 'write', 'gone')]
  const [seen, missed] = [of(marks, 'sight', 'there'), of(marks, 'sight', undefined)]
  const there = Math.min(earliest(births, 'end'), earliest(seen, 'end'))
  // One that began when it was there for sure has seen the end.
  const departures = name === 'entry' ? [] : marks.filter(isDeparture)
  const ended = missed.filter((sight) => sight.start > there && !departures.some((each) => overlap(each, sight)))
  const final = deaths.filter((death) => !isPutBack(death, marks))
  const gone = Math.min(earliest(final, 'end'), earliest(ended, 'end'))
  const dying = earliest(deaths, 'start')
  return [
    ...births
      .filter(({ isDone }) => isDone)
      .slice(1)
      .map(({ operation }) => say(operation, 'was there already')),
    ...seen
      .filter(({ end }) => end < earliest(births, 'start'))
      .map(({ operation }) => say(operation, 'seen too soon')),
    ...ended.filter(({ end }) => end < dying).map(({ operation }) => say(operation, 'not found, though it is there')),
    ...seen.filter(({ start }) => start > gone).map(({ operation }) => say(operation, 'seen after its end')),
  ]
}

/**
 * The delete of a member. Without transactions it takes the references first, and puts them back where the entry itself then
 * refuses to go: a membership that is missed meanwhile has not come to its end.
 */
const isDeparture = ({ operation: { writes } }: Mark): boolean =>
  writes.some(({ name, written }) => name === 'entry' && written === 'gone')

/** Who was out of the group anyway at that moment, since a delete of the member was under way, which then was refused. */
const isPutBack = (leave: Mark, marks: readonly Mark[]): boolean =>
  !isDeparture(leave) &&
  marks.some((each) => isDeparture(each) && !each.isDone && overlap(each.operation, leave.operation))

const overlap = (a: Pick<Mark, 'start' | 'end'>, b: Pick<Mark, 'start' | 'end'>): boolean =>
  a.start < b.end && b.start < a.end

/** From the first moment at which the value was there for sure to the last one; backward where all of it overlaps. */
interface Zone {
  readonly value: string | undefined
  readonly from: number
  readonly to: number
  readonly isForward: boolean
}

const judgeValue = (marks: readonly Mark[]): readonly string[] => {
  const sights = marks.filter(({ kind }) => kind === 'sight')
  const wrong: string[] = []
  const writes = marks.filter(({ kind, isRefused }) => kind === 'write' && !isRefused)
  const written = new Map(writes.map((write) => [write.value, write]))
  const seen = Map.groupBy(sights, ({ value }) => value)
  for (const [value, [first]] of seen) {
    const start = written.get(value)?.start ?? Number.POSITIVE_INFINITY
    if (first !== undefined && earliest(seen.get(value) ?? [], 'end') < start) {
      wrong.push(say(first.operation, `${value} was never written, or only later`))
    }
  }
  const zones = [...written].flatMap(([value, write]) => {
    const cluster = [write, ...(seen.get(value) ?? [])]
    return cluster.length === 1 && !write.isDone ? [] : [zoneOf(value, cluster)]
  })
  return [...wrong, ...conflictsAmong(zones)]
}

const zoneOf = (value: string | undefined, cluster: readonly Mark[]): Zone => {
  const from = earliest(cluster, 'end')
  const to = cluster.reduce((latest, { start }) => Math.max(latest, start), 0)
  return { value, from: Math.min(from, to), to: Math.max(from, to), isForward: from < to }
}

const conflictsAmong = (zones: readonly Zone[]): readonly string[] => {
  const forward = zones.filter(({ isForward }) => isForward).sort((a, b) => a.from - b.from)
  const overlaps = forward.flatMap((zone, at) => {
    const next = forward[at + 1]
    return next !== undefined && next.from < zone.to ? [`${zone.value} and ${next.value} were seen in turns`] : []
  })
  const within = zones.flatMap((zone) => {
    const around = zone.isForward ? undefined : forward.find(({ from, to }) => from < zone.from && zone.to < to)
    return around === undefined ? [] : [`${around.value} was seen before and after ${zone.value} was written`]
  })
  return [...overlaps, ...within]
}

const phantomIn = ({ kind }: Register, marks: readonly Mark[], value: string | undefined): string | undefined => {
  if (value === undefined) return undefined
  const possible = of(marks, 'write', value)
  if (possible.length > 0) return undefined
  const refused = marks.find((mark) => mark.kind === 'write' && mark.value === value)
  if (refused !== undefined) return say(refused.operation, 'refused, and there')
  return kind === 'life' ? 'nobody has made it' : `nobody has written ${value}`
}

/** Acknowledged, and what is there instead is older. */
const lostIn = ({ kind }: Register, marks: readonly Mark[], value: string | undefined): readonly Mark[] => {
  const done = marks.filter((mark) => mark.kind === 'write' && mark.isDone)
  if (kind === 'life') {
    if (value === 'there') return done.filter((mark) => mark.value === 'gone' && !isPutBack(mark, marks))
    return of(marks, 'write', 'gone').length > 0 ? [] : done
  }
  // Of an entry that is gone nothing is left; whether it may be gone its life tells.
  if (value === undefined) return []
  const since = earliest(of(marks, 'write', value), 'end')
  return done.filter(({ start, value: other }) => start > since && other !== value)
}

const say = ({ request, status, client, gateway, start, end }: Operation, what: string): string =>
  `${request} by client ${client} at gateway ${gateway}, ${Math.round(start)} to ${Math.round(end)} ms, ${status ?? 'no answer'}: ${what}`
const twice = (name: string): string => `${name} is there twice`
