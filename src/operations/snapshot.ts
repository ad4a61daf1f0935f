/** Snapshots: the ids of one query, 16 bytes each, kept for a short while for the pages that follow the first. */
import { LRUCache } from 'lru-cache'
import type { ResourceId } from '../scim/resource/resource.ts'

export interface Snapshot {
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

export interface Snapshots {
  /**
   * `fresh`: the answer must not be older than the question. A scan that is still waiting for its turn is shared by
   * all who ask the same; one under way is not, since it may have passed what was just created.
   */
  of(key: string, fresh: boolean, scan: () => Promise<readonly ResourceId[]>): Promise<Snapshot>
}

export const createSnapshots = (limits: SnapshotLimits = defaultSnapshotLimits): Snapshots => {
  const kept = new LRUCache<string, PackedSnapshot>({
    ttl: limits.ttlMs,
    maxSize: limits.maxBytes,
    sizeCalculation: (snapshot, key) => snapshot.bytes.length + key.length + 1,
    updateAgeOnGet: true,
  })
  const waiting = new Map<string, Promise<PackedSnapshot>>()
  const turns = createTurns(limits.concurrentScans)

  const take = (key: string, scan: () => Promise<readonly ResourceId[]>): Promise<PackedSnapshot> => {
    const shared = waiting.get(key)
    if (shared !== undefined) return shared
    const promise = turns(async () => {
      waiting.delete(key)
      const snapshot = pack(await scan())
      // A result of nothing is never kept: the next question may be asked to see whether somebody exists by now.
      if (snapshot.total > 0) kept.set(key, snapshot)
      return snapshot
    })
    waiting.set(key, promise)
    return promise
  }
  return {
    of: async (key, fresh, scan) => {
      const snapshot = fresh ? undefined : kept.get(key)
      return snapshot ?? take(key, scan)
    },
  }
}

interface PackedSnapshot extends Snapshot {
  readonly bytes: Buffer
}

const pack = (ids: readonly ResourceId[]): PackedSnapshot => {
  const bytes = Buffer.alloc(ids.length * 16)
  for (const [at, id] of ids.entries()) bytes.write(id.replaceAll('-', ''), at * 16, 'hex')
  return {
    bytes,
    total: ids.length,
    ids: (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, at) => unpack(bytes, from + at)),
  }
}

const unpack = (bytes: Buffer, at: number): ResourceId => {
  const hex = bytes.toString('hex', at * 16, at * 16 + 16)
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
  return parts.join('-') as ResourceId
}

/** Runs at most so many at once, the others in the order in which they came. */
const createTurns = (limit: number) => {
  let running = 0
  const queue: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= limit) await new Promise<void>((resolve) => queue.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
