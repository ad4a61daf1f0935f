/** inBatches, runs: many things, a few at a time. */

/** Results in the order of the batches; `concurrency` batches are under way at once. The first failure fails all. */
export const inBatches = async <T, R>(
  items: readonly T[],
  { size, concurrency }: { readonly size: number; readonly concurrency: number },
  ask: (batch: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> => {
  if (items.length <= size) return items.length === 0 ? [] : ask(items)
  const results: (readonly R[])[] = []
  const batches = Math.ceil(items.length / size)
  let next = 0
  const work = async (): Promise<void> => {
    while (next < batches) {
      const at = next++
      results[at] = await ask(items.slice(at * size, (at + 1) * size))
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, batches) }, work))
  return results.flat()
}

interface Weighing<T> {
  readonly weigh: (item: T) => number
  readonly most: number
}

/** Items in runs that weigh `most` together, or are one item that weighs more. */
export function* runs<T>(items: Iterable<T>, { weigh, most }: Weighing<T>): Generator<readonly T[]> {
  let run: T[] = []
  let weight = 0
  for (const item of items) {
    const more = weigh(item)
    if (run.length > 0 && weight + more > most) {
      yield run
      run = []
      weight = 0
    }
    run.push(item)
    weight += more
  }
  if (run.length > 0) yield run
}
