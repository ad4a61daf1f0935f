/** wavesOf: which steps of a bulk request may run side by side. RFC 7644 §3.7 */
import { type Footprint, footprintOf, targetsOf } from './footprint.ts'
import type { BulkStep } from './step.ts'

/**
 * Waves one after the other give the result that the steps give one by one ("the same stateful result", §3.7): steps
 * of one wave have nothing to do with one another. Within a wave they stand in the order of the steps. Only for
 * requests without `failOnErrors`, which stops in the middle. Linear.
 */
export const wavesOf = (steps: readonly BulkStep[]): readonly (readonly BulkStep[])[] => {
  const targets = targetsOf(steps)
  const readers = new Map<string, number>()
  const writers = new Map<string, number>()
  const waves: BulkStep[][] = []
  for (const step of steps) {
    const { reads, writes } = footprintOf(step, targets)
    const after = (levels: ReadonlyMap<string, number>, keys: Footprint['reads']) =>
      keys.reduce((latest, key) => Math.max(latest, (levels.get(key) ?? -1) + 1), 0)
    const level = Math.max(after(writers, reads), after(writers, writes), after(readers, writes))
    for (const key of reads) readers.set(key, Math.max(readers.get(key) ?? 0, level))
    for (const key of writes) writers.set(key, level)
    while (waves.length <= level) waves.push([])
    waves[level]?.push(step)
  }
  return waves
}
