/** createTurns: asynchronous work, one after the other in the order in which it was asked for. */

/** What fails keeps nobody else from their turn. */
export const createTurns = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work, work)
    last = turn
    return turn
  }
}
