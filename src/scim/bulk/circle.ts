/** orderCircle: creations that refer to one another, some of them first without. RFC 7644 §3.7.1 */
import { conflict } from '../error.ts'
import type { CreateOperation, RefusedOperation } from './operation.ts'
import { splitData } from './split.ts'
import type { BulkStep } from './step.ts'
import { createWaiting } from './waiting.ts'

/**
 * The creations of one circle (or one that refers to itself): next is always one whose references are all there; where
 * there is none, the first that can do without. Links come last. What can never begin, since a required attribute would
 * be empty without the circle (two groups with no member but each other), is refused with 409.
 */
export const orderCircle = (operations: readonly CreateOperation[]): readonly BulkStep[] => {
  const waiting = createWaiting(operations)
  const runs: BulkStep[] = []
  const links: BulkStep[] = []
  const begun = new Set<CreateOperation>()
  for (let next = waiting.next(); next !== undefined; next = waiting.next()) {
    const { operation, missing } = next
    begun.add(operation)
    if (missing.size === 0) runs.push({ kind: 'run', operation })
    else {
      const { data, link } = splitData(operation, missing)
      runs.push({ kind: 'run', operation: { ...operation, data } })
      links.push({ kind: 'link', operation, data: link })
    }
    waiting.created(operation.bulkId)
  }
  const stuck = operations.filter((operation) => !begun.has(operation))
  return [...runs, ...stuck.map((operation) => ({ kind: 'run' as const, operation: refused(operation) })), ...links]
}

const refused = ({ index, method, bulkId }: CreateOperation): RefusedOperation => ({
  kind: 'refused',
  index,
  method,
  bulkId,
  error: conflict('References go in a circle, and none of the resources in it can be created without the others'),
})
