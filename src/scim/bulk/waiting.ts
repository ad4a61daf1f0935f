/** Waiting: the creations of a circle, and which of them can be next. Linear in their references. */
import type { CreateOperation } from './operation.ts'
import { referencesIn } from './references.ts'
import { needsOf } from './split.ts'

export interface Candidate {
  readonly operation: CreateOperation
  /** bulkIds of the circle that it refers to and that stand for nothing yet. */
  readonly missing: ReadonlySet<string>
}

export interface Waiting {
  /** One with nothing missing, else one that can do without what is missing; each comes once. undefined: no such. */
  next(): Candidate | undefined
  created(bulkId: string): void
}

export const createWaiting = (operations: readonly CreateOperation[]): Waiting => {
  const bulkIds = new Set(operations.map(({ bulkId }) => bulkId))
  const complete: Entry[] = []
  const able: Entry[] = []
  const watchers = new Map<string, (() => void)[]>()
  const watch = (bulkId: string, arrived: () => void): void => {
    const those = watchers.get(bulkId)
    if (those === undefined) watchers.set(bulkId, [arrived])
    else those.push(arrived)
  }

  for (const operation of operations) {
    const missing = new Set([...referencesIn(operation)].filter((bulkId) => bulkIds.has(bulkId)))
    const entry: Entry = { operation, missing, isTaken: false }
    for (const bulkId of missing)
      watch(bulkId, () => {
        missing.delete(bulkId)
        if (missing.size === 0) complete.push(entry)
      })
    watchNeeds(entry, bulkIds, { watch, met: () => able.push(entry) })
  }
  const turns = [queueOf(complete), queueOf(able)]
  return {
    next: () => {
      const entry = turns[0]?.() ?? turns[1]?.()
      if (entry !== undefined) entry.isTaken = true
      return entry
    },
    created: (bulkId) => {
      for (const arrived of watchers.get(bulkId) ?? []) arrived()
    },
  }
}

interface Entry extends Candidate {
  isTaken: boolean
}

interface Watching {
  readonly watch: (bulkId: string, arrived: () => void) => void
  readonly met: () => void
}

/** Calls `met` once all needs are; at once where there are none. */
const watchNeeds = ({ operation }: Entry, bulkIds: ReadonlySet<string>, { watch, met }: Watching): void => {
  const { all, anyOf } = needsOf(operation, bulkIds)
  const meet = countdown(all.size + anyOf.length, met)
  for (const bulkId of all) watch(bulkId, meet)
  for (const elements of anyOf) {
    const meetOnce = countdown(1, meet)
    for (const element of elements) {
      const arrive = countdown(element.size, meetOnce)
      for (const bulkId of element) watch(bulkId, arrive)
    }
  }
  if (all.size + anyOf.length === 0) met()
}

/** Calls `done` at the n-th call, and never again. */
const countdown = (n: number, done: () => void): (() => void) => {
  let left = n
  return () => {
    left -= 1
    if (left === 0) done()
  }
}

/** The first that nobody has taken from another queue. */
const queueOf = (entries: readonly Entry[]): (() => Entry | undefined) => {
  let at = 0
  return () => {
    while (entries[at]?.isTaken) at += 1
    return entries[at]
  }
}
