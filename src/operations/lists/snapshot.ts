/** Snapshots: the ids of one query, 16 bytes each, kept for a short while for the pages that follow the first. */
import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { createGate } from './gate.ts'
import { countOf, idsBetween, type PackedIds } from './id-list.ts'

export interface Snapshot {
  /** Of this process and this scan alone. */
  readonly name: string
  readonly total: number
  /** Ids from `from` (0-based) to before `to`. */
  ids(from: number, to: number): readonly ResourceId[]
}

export interface SnapshotLimits {
  readonly ttlMs: number
  /** Bytes of all snapshots together; 100,000 ids are 1.6 MB. */
  readonly maxBytes: number
  readonly concurrentScans: number
}

export const defaultSnapshotLimits: SnapshotLimits = { ttlMs: 60_000, maxBytes: 64 * 1024 * 1024, concurrentScans: 2 }

export interface Question {
  /** The answer must not be older than the question, unless `mark` proves that nothing has changed since. */
  readonly isFirst: boolean
  /** Of the directory's state, read before the question is answered; see `changeMark`. */
  readonly mark: string | undefined
  /** The name of a snapshot that is new enough, and so is every later one of the same process. */
  readonly seen?: string | undefined
}

export interface Snapshots {
  /**
   * A scan that is still waiting for its turn is shared by all who ask the same; one under way is not, since it may
   * have passed what was just created.
   */
  of(key: string, question: Question, scan: () => Promise<PackedIds>): Promise<Snapshot>
  /** Whether one is kept, true or not. */
  has(key: string): boolean
}

export const createSnapshots = (limits: SnapshotLimits = defaultSnapshotLimits): Snapshots => {
  const kept = new LRUCache<string, KeptSnapshot>({
    ttl: limits.ttlMs,
    maxSize: limits.maxBytes,
    sizeCalculation: (snapshot, key) => snapshot.bytes + key.length + 1,
    updateAgeOnGet: true,
  })
  const waiting = new Map<string, Promise<KeptSnapshot>>()
  const inTurn = createGate(limits.concurrentScans)
  const run = randomBytes(6).toString('base64url')
  let scans = 0

  /** Stays in `waiting` until its turn comes, never longer: the gate gives way even where there is room. */
  const scanInTurn = (key: string, mark: string | undefined, scan: Scan): Promise<KeptSnapshot> =>
    inTurn(async () => {
      waiting.delete(key)
      scans++
      const name = `${run}.${scans}`
      const snapshot = snapshotOf(await scan(), { name, mark })
      // A result of nothing is never kept: the next question may be asked to see whether somebody exists by now.
      if (snapshot.total > 0) kept.set(key, snapshot)
      return snapshot
    })
  const take = (key: string, mark: string | undefined, scan: Scan): Promise<KeptSnapshot> => {
    const promise = waiting.get(key) ?? scanInTurn(key, mark, scan)
    waiting.set(key, promise)
    return promise
  }
  return {
    has: (key) => kept.has(key),
    of: async (key, { isFirst, mark, seen }, scan) => {
      const snapshot = kept.get(key)
      if (snapshot === undefined) return take(key, mark, scan)
      const isTrue = !isFirst || (mark !== undefined && snapshot.mark === mark) || isNoOlder(snapshot.name, seen)
      return isTrue ? snapshot : take(key, mark, scan)
    },
  }
}

type Scan = () => Promise<PackedIds>

interface KeptSnapshot extends Snapshot {
  readonly bytes: number
  readonly mark: string | undefined
}

/** Numbered as the scans began: a later one has seen all that the earlier one has, unless it is gone. */
const isNoOlder = (name: string, seen: string | undefined): boolean => {
  const [run, scan] = name.split('.')
  const [seenRun, seenScan] = (seen ?? '').split('.')
  return run === seenRun && Number(scan) >= Number(seenScan)
}

const snapshotOf = (packed: PackedIds, named: Pick<KeptSnapshot, 'name' | 'mark'>): KeptSnapshot => ({
  ...named,
  bytes: packed.byteLength,
  total: countOf(packed),
  ids: (from, to) => idsBetween(packed, from, to),
})
