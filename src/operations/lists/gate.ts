/** createGate: at most so many are inside at once, the others wait in the order in which they came. */

export interface Gate {
  /** Resolves with what lets the next one in; to be called once. */
  enter(): Promise<() => void>
}

export const createGate = (limit: number): Gate => {
  let inside = 0
  const queue: (() => void)[] = []
  const leave = () => {
    const next = queue.shift()
    if (next === undefined) inside--
    else next()
  }
  return {
    enter: async () => {
      if (inside < limit) inside++
      else await new Promise<void>((resolve) => queue.push(resolve))
      return leave
    },
  }
}
