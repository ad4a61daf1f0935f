/** createTurns: long work of one request, in turns that leave others theirs. */
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Of one request. */
export interface Turns {
  /** Takes the steps, and lets others have a turn now and then. */
  all<T>(steps: Generator<undefined, T, undefined>): Promise<T>
  /** To be awaited after a step of another kind. undefined: there is time for more, and nothing to wait for. */
  rest(): Promise<void> | undefined
}

/** So long the process may answer nobody else. A single step that takes longer is not cut. */
const turnMs = 5

export const createTurns = (): Turns => {
  let begun = performance.now()
  const giveWay = async (): Promise<void> => {
    await nextTurn()
    begun = performance.now()
  }
  const rest = () => (performance.now() - begun > turnMs ? giveWay() : undefined)
  return {
    rest,
    all: async (steps) => {
      for (;;) {
        const { done, value } = steps.next()
        if (done) return value
        const others = rest()
        if (others !== undefined) await others
      }
    },
  }
}
