/** inBatches: asks many things of the directory a few at a time. */

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
