/** KeptDirectories: sessions that are bound as a person, kept for a short while for what the same person asks next. */
import { LRUCache } from 'lru-cache'
import type { Directory } from '../directory/directory.ts'

type Closable = Directory & { close(): void }

interface Kept {
  readonly directory: Closable
  users: number
  isGone: boolean
}

/** People whose sessions are open at once; who has not called for longest gives way. */
const most = 64

/** `keptMs`: 0 keeps nothing beyond its request. */
export const createKeptDirectories = (keptMs: number) => {
  const closeUnused = (kept: Kept) => {
    if (kept.isGone && kept.users === 0) kept.directory.close()
  }
  const cache = new LRUCache<string, Kept>({
    max: most,
    ttl: Math.max(1, keptMs),
    ttlAutopurge: true,
    dispose: (kept) => {
      kept.isGone = true
      closeUnused(kept)
    },
  })
  return {
    /** Never closed while somebody uses it. The time runs from when it was opened: a password is good no longer. */
    use: async <T>(key: string, open: () => Closable, work: (directory: Directory) => Promise<T>): Promise<T> => {
      const known = keptMs > 0 ? cache.get(key) : undefined
      const kept = known ?? { directory: open(), users: 0, isGone: keptMs === 0 }
      kept.users++
      if (known === undefined && keptMs > 0) cache.set(key, kept)
      try {
        return await work(kept.directory)
      } finally {
        kept.users--
        closeUnused(kept)
      }
    },
  }
}
