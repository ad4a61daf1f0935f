/** History: every operation that clients have asked for, with what it would write and what it has shown. */

/** done: acknowledged. refused: a 4xx, for good. unknown: 5xx or no answer at all; it may have happened or not, also later. */
export type Outcome = 'done' | 'refused' | 'unknown'

/**
 * What has one value at a time. life: is absent, then there, then gone, and never comes back. value: every value is
 * written once at most.
 */
export interface Register {
  readonly kind: 'life' | 'value'
  /** Whose entry holds it. */
  readonly entry: string
  readonly name: string
}

export interface Write extends Register {
  /** For a life `there` or `gone`. */
  readonly written: string
}

export interface Sight extends Register {
  /** undefined: not there. */
  readonly seen: string | undefined
}

export interface Operation {
  /** Of one clock, in milliseconds. */
  readonly start: number
  readonly end: number
  readonly client: number
  readonly gateway: number
  /** What was asked for, for whoever reads a complaint. */
  readonly request: string
  /** undefined: no answer. */
  readonly status: number | undefined
  readonly writes: readonly Write[]
  readonly sights: readonly Sight[]
  /** What is wrong with the answer whatever went before, such as a 500. */
  readonly wrong?: string
}

export const outcomeOf = ({ status }: Pick<Operation, 'status'>): Outcome => {
  if (status === undefined || status >= 500) return 'unknown'
  return status >= 400 ? 'refused' : 'done'
}

/** More than the replication takes under load. */
export const replicationMs = 1_000

/** What these operations, answered or not, may have written at a server that is away now, and nowhere else. */
export const entriesWrittenSince = (since: number, operations: readonly Operation[]): ReadonlySet<string> =>
  new Set(operations.filter(({ end }) => end > since).flatMap(({ writes }) => writes.map(({ entry }) => entry)))

export const keyOf = ({ kind, entry, name }: Register): string => `${kind} ${entry} ${name}`

export const life = (userName: string): Register => ({ kind: 'life', entry: userName, name: 'entry' })
export const attribute = (userName: string, name: string): Register => ({ kind: 'value', entry: userName, name })
/** Of a group's entry: a member comes once and goes once. */
export const membership = (group: string, userName: string): Register => ({
  kind: 'life',
  entry: group,
  name: userName,
})

/** What a directory holds, read past every gateway. */
export interface Stored {
  value(register: Register): string | undefined
  /** Names that more than one entry has. */
  readonly duplicates: readonly string[]
}
