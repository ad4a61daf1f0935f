/** pendingTakes: what operations that are only rehearsed would take away, to be taken all at once before they are committed. */
import type { Brake, Taken } from './brake.ts'
import type { Counted } from './counted.ts'

export interface PendingTakes {
  /** For the rehearsal: refuses nothing. */
  readonly brake: Brake
  /** @throws as `Brake.take` */
  take(): Promise<Taken>
}

export const pendingTakes = (brake: Brake): PendingTakes => {
  const pending = new Set<readonly Counted[]>()
  const taking: Brake = {
    take: async (counted) => {
      // The same counts twice are two takings.
      const own = [...counted]
      pending.add(own)
      return { giveBack: async () => void pending.delete(own) }
    },
    made: brake.made,
    isOwn: brake.isOwn,
  }
  const nothing: Taken = { giveBack: async () => undefined }
  return {
    brake: taking,
    take: async () => (pending.size === 0 ? nothing : brake.take([...pending].flat())),
  }
}
