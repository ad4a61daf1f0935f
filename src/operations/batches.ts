/** inBatches, chunks: many things, a few at a time. */

/** Results in the order of the batches; `concurrency` batches are under way at once. The first failure fails all. */
export const inBatches = async <T, R>(
  items: readonly T[],
  { size, concurrency }: { readonly size: number; readonly concurrency: number },
  ask: (batch: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> => {
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

/** Items in runs that weigh `most` together, or are one item that weighs more. */
export async function* chunks<T>(
  items: AsyncIterable<T> | Iterable<T>,
  { weigh, most }: { readonly weigh: (item: T) => number; readonly most: number },
): AsyncGenerator<readonly T[]> {
  let chunk: T[] = []
  let weight = 0
  for await (const item of items) {
    const more = weigh(item)
    if (chunk.length > 0 && weight + more > most) {
      yield chunk
      chunk = []
      weight = 0
    }
    chunk.push(item)
    weight += more
  }
  if (chunk.length > 0) yield chunk
}
