/** orderOf: the steps of a bulk request, each after what it refers to. RFC 7644 §3.7, §3.7.1 */
import { orderCircle } from './circle.ts'
import { completionsOf } from './completion.ts'
import { componentsOf } from './components.ts'
import { followedOf } from './followed.ts'
import { type BulkOperation, isCreate, type PatchOperation } from './operation.ts'
import { referencesIn } from './references.ts'
import type { BulkStep } from './step.ts'

/**
 * One `run` for each operation, in the order of the request, but for a creation that an earlier operation refers to: it
 * comes right before that. Creations in a circle are divided into a `run` without what is not there yet and a `link`, a
 * PATCH that adds it; where that cannot be done, the `run` is of a refused operation (409). A creation that lacks a
 * required attribute runs together with the PATCHes that bring it (`completedBy`).
 * References are still in place: `substitute` them when a step's turn comes; one to a creation that failed, or that
 * the request does not have, is 409 then. Linear.
 */
export const orderOf = (operations: readonly BulkOperation[]): readonly BulkStep[] => {
  const units = unitsOf(operations)
  const followed = followedOf(operations)
  const creators = new Map<string, number>()
  for (const [at, { operation }] of units.entries()) if (isCreate(operation)) creators.set(operation.bulkId, at)
  const needs = units.map((unit) => [...unit.references].flatMap((bulkId) => creators.get(bulkId) ?? []))

  const steps = componentsOf(needs).flatMap((members) => {
    const [first = 0] = members
    const isCircle = members.length > 1 || needs[first]?.includes(first) === true
    const those = members.flatMap((at) => units[at] ?? [])
    return isCircle ? circle(those) : those.map(together)
  })
  return steps.map((step) => (followed.has(step.operation as PatchOperation) ? { ...step, isFollowed: true } : step))
}

/** What is carried out at once. */
interface Unit {
  readonly operation: BulkOperation
  readonly completions: readonly PatchOperation[]
  readonly references: ReadonlySet<string>
}

const unitsOf = (operations: readonly BulkOperation[]): readonly Unit[] => {
  const completions = completionsOf(operations)
  const completing = new Set<BulkOperation>([...completions.values()].flat())
  return operations
    .filter((operation) => !completing.has(operation))
    .map((operation) => {
      const those = (isCreate(operation) ? completions.get(operation) : undefined) ?? []
      const references = new Set([operation, ...those].flatMap((each) => [...referencesIn(each)]))
      // Its completions name it in their paths, which makes no circle.
      if (isCreate(operation) && !referencesIn(operation).has(operation.bulkId)) references.delete(operation.bulkId)
      return { operation, completions: those, references }
    })
}

const together = ({ operation, completions }: Unit): BulkStep => ({
  kind: 'run',
  operation,
  ...(completions.length === 0 ? {} : { completedBy: completions }),
})

/** In a circle nothing waits for its completions: they follow as what they are. */
const circle = (units: readonly Unit[]): readonly BulkStep[] => [
  ...orderCircle(units.map(({ operation }) => operation).filter(isCreate)),
  ...units.flatMap(({ completions }) => completions).map((operation) => ({ kind: 'run' as const, operation })),
]
