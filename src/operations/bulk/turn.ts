/** BulkTurn: what every step of a bulk request works with, and how its outcome gets into the ledger. RFC 7644 §3.7.3 */
import { bulkIdIn } from '../../scim/bulk/bulk-id.ts'
import type { BulkOperation, PatchOperation } from '../../scim/bulk/operation.ts'
import { failed, type Outcome, succeeded } from '../../scim/bulk/response.ts'
import { type ScimError, unavailable } from '../../scim/error.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import type { Projection } from '../../scim/search/query.ts'
import type { Dependencies } from '../dependencies.ts'
import type { BulkOptions, SingleOperations, Stored } from '../operations.ts'
import type { Scope } from '../scope.ts'
import { versionOnly } from '../writes/version-only.ts'
import type { BulkLedger } from './ledger.ts'

/** A PATCH that was not carried out as yet. */
export interface Held {
  readonly operation: PatchOperation
  /** What refused it when it was tried alone; undefined: it was not. */
  readonly refusal?: unknown
}

export interface BulkTurn {
  readonly operations: SingleOperations
  readonly locate: Dependencies['locate']
  readonly scope: Scope
  readonly options: BulkOptions
  readonly ledger: BulkLedger
  /** PATCHes that wait for others, by `targetKey`. */
  readonly held: Map<string, readonly Held[]>
}

/** Of an operation for which no time is left. */
export const tooLate = (): ScimError => unavailable('The request took too long: this operation was not tried', 1)

/** Whatever `act` throws becomes the operation's result. */
export const settle = async (turn: BulkTurn, operation: BulkOperation, act: () => Promise<Outcome>): Promise<void> => {
  const { ledger, options } = turn
  try {
    ledger.record(operation, succeeded(operation, await act()))
  } catch (thrown) {
    ledger.record(operation, failed(operation, options.errorOf(thrown), locationOf(turn, operation)))
  }
}

export const projectionOf = ({ options }: Pick<BulkTurn, 'options'>, resourceType: ResourceType): Projection =>
  options.isShown ? { kind: 'default' } : versionOnly(resourceType)

export const outcome = (
  { options }: Pick<BulkTurn, 'options'>,
  status: 200 | 201,
  { location, version, resource }: Stored,
): Outcome => ({
  status,
  location,
  version,
  ...(options.isShown ? { resource } : {}),
})

/** Where the operation was to go, as far as that can be said. Text with half a surrogate pair has no URL. */
const locationOf = ({ ledger, locate }: BulkTurn, operation: BulkOperation): string | undefined => {
  const target = operation.kind === 'refused' ? operation.target : 'id' in operation ? operation : undefined
  if (target === undefined) return undefined
  const bulkId = bulkIdIn(target.id)
  const id = bulkId === undefined ? target.id : ledger.idOf(bulkId)
  return id?.isWellFormed() ? locate(target.resourceType.name, id as ResourceId) : undefined
}
