/** createTurns: long work of one request, in turns that leave others theirs. */
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Of one request. */
export interface Turns {
  /** Takes the steps, and lets others have a turn now and then. */
  all<T>(steps: Generator<undefined, T, undefined>): Promise<T>
  /** To be awaited after a step of another kind. */
  rest(): Promise<void>
}

/** So long the process may answer nobody else. A single step that takes longer is not cut. */
const turnMs = 10

export const createTurns = (): Turns => {
  let begun = performance.now()
  const isOver = () => performance.now() - begun > turnMs
  const rest = async (): Promise<void> => {
    if (!isOver()) return
    await nextTurn()
    begun = performance.now()
  }
  return {
    rest,
    all: async (steps) => {
      for (;;) {
        const { done, value } = steps.next()
        if (done) return value
        if (isOver()) await rest()
      }
    },
  }
}
