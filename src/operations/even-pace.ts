/** createEvenPace: who is refused without a bind waits as long as who was refused by one: time tells nobody whose name is there. */
import { setTimeout as pause } from 'node:timers/promises'

export interface EvenPace {
  /** Notes how long a refusal by the directory took, in milliseconds. */
  refused(took: number): void
  /** Waits until so much time has passed since `begun` (of `performance.now`) as one of the last refusals took. */
  wait(begun: number): Promise<void>
}

const mostKept = 32
/** A directory that hangs is no reason to hold on to requests. */
const longestMs = 2_000

/** Until the directory has refused somebody it is not known how long that takes, and nobody waits. */
export const createEvenPace = (): EvenPace => {
  const took: number[] = []
  let next = 0
  return {
    refused: (milliseconds) => {
      took[next] = milliseconds
      next = (next + 1) % mostKept
    },
    wait: async (begun) => {
      // One of them, and not their mean: what always takes the same time would be told by that.
      const target = took[Math.floor(Math.random() * took.length)] ?? 0
      const left = Math.min(longestMs, target) - (performance.now() - begun)
      if (left >= 1) await pause(left)
    },
  }
}
