/** committedResults: the results of an all-or-nothing bulk request, from what the directory stores now. RFC 7644 §3.7.3 */
import type { StagedDirectory } from '../../directory/staged/staged-directory.ts'
import type { Dn } from '../../ldap/dn.ts'
import { idOf } from '../../mapping/identity.ts'
import { bulkIdIn } from '../../scim/bulk/bulk-id.ts'
import type { BulkOperation } from '../../scim/bulk/operation.ts'
import { type BulkResult, type Outcome, succeeded } from '../../scim/bulk/response.ts'
import { ScimError } from '../../scim/error.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { inBatches } from '../batches.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Stored, Target } from '../operations.ts'
import type { Committed } from './told-changes.ts'
import { type BulkTurn, outcome, projectionOf } from './turn.ts'

/** What is left of it when nothing more is carried out. */
type Turn = Omit<BulkTurn, 'held'>

type Done = Exclude<BulkOperation, { readonly kind: 'refused' }>

interface Rehearsed {
  readonly operations: readonly BulkOperation[]
  /** Where the entries are by the ids that they had until now. */
  readonly placed: ReturnType<StagedDirectory['placed']>
}

/**
 * Operations on one resource all show it as it is after the last of them: the states in between were never stored. One
 * that is not there any more has a location and no version.
 */
export const committedResults = async (
  dependencies: Dependencies,
  turn: Turn,
  { operations, placed }: Rehearsed,
): Promise<{ readonly results: readonly BulkResult[]; readonly committed: Committed }> => {
  const done = operations.filter((operation): operation is Done => operation.kind !== 'refused')
  const targets = new Map(done.map((operation) => [idIn(turn, operation), operation.resourceType]))
  const read = await inBatches([...targets], { size: 1, concurrency: 4 }, async (some) => {
    const found: [ResourceId, Stored | undefined][] = []
    for (const [id, resourceType] of some) {
      found.push([id, await stored(dependencies, turn, { resourceType, id, placed })])
    }
    return found
  })
  const byId = new Map(read)
  const results = done.map((operation) => {
    const id = idIn(turn, operation)
    return succeeded(operation, outcomeOf(turn, operation, { id, now: byId.get(id) }))
  })
  const committed = new Map(
    read.flatMap(([id, now]) => (now === undefined ? [] : [[id, { id: idShown(now), version: now.version }] as const])),
  )
  return { results, committed }
}

/** The id in its path; of a creation, and of a reference to one, the id under which it was staged. */
const idIn = ({ ledger }: Turn, operation: Done): ResourceId => {
  if (operation.kind === 'create') return ledger.idOf(operation.bulkId) as ResourceId
  const bulkId = bulkIdIn(operation.id)
  return (bulkId === undefined ? operation.id : ledger.idOf(bulkId)) as ResourceId
}

const stored = async (
  dependencies: Dependencies,
  turn: Turn,
  { resourceType, id, placed }: Target & Pick<Rehearsed, 'placed'>,
): Promise<Stored | undefined> => {
  const place = placed.get(id)
  const now = place?.isNew ? await idAt(dependencies, place.dn) : id
  if (now === undefined) return undefined
  const target = { resourceType, id: now }
  return turn.operations.read(turn.scope, target, projectionOf(turn, resourceType)).catch(undefinedIfGone)
}

const idAt = async ({ directory }: Pick<Dependencies, 'directory'>, dn: Dn): Promise<ResourceId | undefined> => {
  const entry = await directory.read(dn, ['entryUUID'])
  return entry && idOf(entry)
}

const idShown = ({ resource }: Stored): string => String(resource.id)

const undefinedIfGone = (thrown: unknown): undefined => {
  if (!(thrown instanceof ScimError) || thrown.status !== 404) throw thrown
}

const outcomeOf = (
  turn: Turn,
  { kind, resourceType }: Done,
  { id, now }: { readonly id: ResourceId; readonly now: Stored | undefined },
): Outcome => {
  const location = now?.location ?? turn.locate(resourceType.name, id)
  if (kind === 'delete') return { status: 204, location }
  const status = kind === 'create' ? 201 : 200
  return now === undefined ? { status, location } : outcome(turn, status, now)
}
