/** createTotals: how many resources of a type there are, counted anew only now and then. */
import { type Dependencies, mappingOf } from '../dependencies.ts'
import { scanOf } from '../references/entries-of.ts'
import type { TotalOf } from './limits.ts'

/** While people are deleted the share that may go is not to shrink with every one. */
const keptMs = 600_000

type Needed = Pick<Dependencies, 'directory' | 'mappings' | 'now'>

export const createTotals = (dependencies: Needed): TotalOf => {
  const known = new Map<string, { readonly total: number; readonly until: number }>()
  /** Whoever asks meanwhile waits for the same count. */
  const counting = new Map<string, Promise<number>>()
  const count = (resourceType: string): Promise<number> => {
    const counted =
      counting.get(resourceType) ??
      countAll(dependencies, resourceType).finally(() => void counting.delete(resourceType))
    counting.set(resourceType, counted)
    return counted
  }
  return async (resourceType) => {
    const { now, mappings } = dependencies
    if (!mappings.some((mapping) => mapping.resourceType.name === resourceType)) return undefined
    const last = known.get(resourceType)
    if (last !== undefined && now() < last.until) return last.total
    try {
      const total = await count(resourceType)
      known.set(resourceType, { total, until: now() + keptMs })
      return total
    } catch {
      // The write itself will meet whatever is wrong with the directory, and tell it.
      return last?.total
    }
  }
}

const countAll = async (dependencies: Needed, name: string): Promise<number> => {
  const mapping = mappingOf(dependencies, { name })
  let total = 0
  for await (const { length } of scanOf(dependencies.directory, mapping, {
    filter: mapping.entryFilter,
    types: ['entryUUID'],
  })) {
    total += length
  }
  return total
}
