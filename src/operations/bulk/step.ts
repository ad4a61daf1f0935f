/** takeStep: one step of a bulk request, and its outcome in the ledger; it never throws. RFC 7644 §3.7 */
import type { BulkOperation, CreateOperation, PatchOperation } from '../../scim/bulk/operation.ts'
import { substitute } from '../../scim/bulk/references.ts'
import type { Outcome } from '../../scim/bulk/response.ts'
import type { BulkStep } from '../../scim/bulk/step.ts'
import { conflict } from '../../scim/error.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { unreachable } from '../../text/unreachable.ts'
import type { Stored } from '../operations.ts'
import { completedBody, type RefusedPatches } from './completion.ts'
import { link, recordUnlinked } from './link.ts'
import { takePatch } from './patches.ts'
import { type BulkTurn, outcome, projectionOf, settle, tooLate } from './turn.ts'

/** Nothing new is begun in a request that is late: each operation left gets 503, so that the client knows what was done. */
export const takeStep = async (turn: BulkTurn, step: BulkStep): Promise<void> => {
  if (turn.options.isLate()) return postpone(turn, step)
  if (step.kind === 'link') return link(turn, step)
  const { operation, completedBy = [], isFollowed = false } = step
  if (operation.kind === 'patch') {
    return takePatch(turn, { operation, isFollowed, carryOut: (patch) => carryOut(turn, patch) })
  }
  if (operation.kind !== 'create') return settle(turn, operation, () => carryOut(turn, operation))
  const refused: RefusedPatches = new Map()
  await settle(turn, operation, () => create(turn, operation, { completedBy, refused }))
  for (const patch of completedBy) await settle(turn, patch, async () => share(turn, operation, { patch, refused }))
}

/** What is not done since the request has failed too often: a resource that lacks its links is told as such. */
export const leaveStep = (turn: BulkTurn, step: BulkStep): void => {
  if (step.kind === 'link') recordUnlinked(turn, step.operation, conflict('the request ended before they were added'))
}

const postpone = async (turn: BulkTurn, step: BulkStep): Promise<void> => {
  const error = tooLate()
  if (step.kind === 'link') return recordUnlinked(turn, step.operation, error)
  for (const operation of [step.operation, ...(step.completedBy ?? [])]) {
    await settle(turn, operation, () => Promise.reject(error))
  }
}

const carryOut = async (turn: BulkTurn, given: Exclude<BulkOperation, CreateOperation>): Promise<Outcome> => {
  const { operations, scope, options, ledger } = turn
  const operation = substitute(given, ledger.idOf)
  if (operation.kind === 'refused') throw operation.error
  const { resourceType } = operation
  const target = { resourceType, id: operation.id as ResourceId }
  const ifMatch = operation.ifMatch === undefined ? {} : { ifMatch: operation.ifMatch }
  const shown = { projection: projectionOf(turn, resourceType), ...ifMatch }
  switch (operation.kind) {
    case 'replace':
      return outcome(turn, 200, await operations.replace(scope, target, operation.data, shown))
    case 'patch': {
      const { stored } = await operations.patch(scope, target, operation.data, { ...shown, ...options.patch })
      return outcome(turn, 200, stored)
    }
    case 'delete':
      await operations.delete(scope, target, operation.ifMatch)
      return { status: 204, location: turn.locate(resourceType.name, target.id) }
    default:
      return unreachable(operation)
  }
}

const create = async (
  turn: BulkTurn,
  given: CreateOperation,
  { completedBy, refused }: { readonly completedBy: readonly PatchOperation[]; readonly refused: RefusedPatches },
): Promise<Outcome> => {
  const { operations, scope, ledger } = turn
  const { bulkId, resourceType, data } = substitute(given, ledger.idOf)
  const body = completedBy.length === 0 ? data : completedBody(turn, { resourceType, data, completedBy, refused })
  const stored = await operations.create(scope, resourceType, body, projectionOf(turn, resourceType))
  ledger.recordCreation(bulkId, stored)
  return outcome(turn, 201, stored)
}

/** Of a PATCH that went into a creation. @throws what refused it; 409 where the creation failed */
const share = (
  turn: BulkTurn,
  { bulkId }: CreateOperation,
  { patch, refused }: { readonly patch: PatchOperation; readonly refused: RefusedPatches },
): Outcome => {
  if (refused.has(patch)) throw refused.get(patch)
  substitute(patch, turn.ledger.idOf)
  return outcome(turn, 200, turn.ledger.created(bulkId) as Stored)
}
