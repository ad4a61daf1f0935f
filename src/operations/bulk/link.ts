/** link: the PATCH that gives a creation of a circle its references, as part of that creation. RFC 7644 §3.7.1 */
import type { CreateOperation } from '../../scim/bulk/operation.ts'
import { substituteInPatch } from '../../scim/bulk/references.ts'
import { failed, succeeded } from '../../scim/bulk/response.ts'
import type { BulkStep } from '../../scim/bulk/step.ts'
import { type ScimError, withDetail } from '../../scim/error.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { type BulkTurn, outcome, projectionOf } from './turn.ts'

type LinkStep = Extract<BulkStep, { readonly kind: 'link' }>

/** Nothing to link where the creation failed, which its result says. */
export const link = async (turn: BulkTurn, { operation, data }: LinkStep): Promise<void> => {
  const { operations, scope, options, ledger } = turn
  const { resourceType, bulkId } = operation
  const created = ledger.created(bulkId)
  if (created === undefined) return
  try {
    const target = { resourceType, id: created.resource.id as ResourceId }
    const body = substituteInPatch(data, ledger.idOf)
    const projection = projectionOf(turn, resourceType)
    const { stored } = await operations.patch(scope, target, body, { projection, ...options.patch })
    ledger.record(operation, succeeded(operation, outcome(turn, 201, stored)))
  } catch (thrown) {
    recordUnlinked(turn, operation, options.errorOf(thrown))
  }
}

/** The one POST that fails and leaves a resource, on which others of its circle rely: so it says where that is. */
export const recordUnlinked = ({ ledger }: BulkTurn, operation: CreateOperation, error: ScimError): void => {
  const created = ledger.created(operation.bulkId)
  if (created === undefined) return
  const detail = `The resource was created, but without its references to other operations: ${error.message}`
  const result = failed(operation, withDetail(error, detail))
  ledger.record(operation, { ...result, location: created.location })
}
