/** createGate: at most so many are inside at once, the others wait in the order in which they came. */

/** Gives way before the work begins, even where there is room. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>

export const createGate = (limit: number): Gate => {
  let inside = 0
  const queue: (() => void)[] = []
  const enter = async (): Promise<void> => {
    if (inside < limit) inside++
    else await new Promise<void>((resolve) => queue.push(resolve))
  }
  const leave = () => {
    const next = queue.shift()
    if (next === undefined) inside--
    else next()
  }
  return async (work) => {
    await enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
