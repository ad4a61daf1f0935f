/** completedBody: what a creation is judged by that later PATCHes of the same request complete. RFC 7644 §3.7 */
import type { PatchOperation } from '../../scim/bulk/operation.ts'
import { substituteInPatch } from '../../scim/bulk/references.ts'
import { applyPatch } from '../../scim/patch/apply.ts'
import { parsePatchRequest } from '../../scim/patch/operation.ts'
import { accept } from '../../scim/resource/accept.ts'
import type { JsonObject } from '../../scim/resource/json-object.ts'
import type { Resource } from '../../scim/resource/resource.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import type { BulkOptions } from '../operations.ts'
import type { BulkLedger } from './ledger.ts'

/** What was thrown by those that could not be applied. */
export type RefusedPatches = Map<PatchOperation, unknown>

interface Completion {
  readonly resourceType: ResourceType
  readonly data: JsonObject
  readonly completedBy: readonly PatchOperation[]
  readonly refused: RefusedPatches
}

/**
 * A body for a creation: `data` after each PATCH that can be applied; one that cannot comes into `refused`, and the
 * creation is judged without it. @throws ScimError where `data` itself is refused
 */
export const completedBody = (
  { options, ledger }: { readonly options: BulkOptions; readonly ledger: BulkLedger },
  { resourceType, data, completedBy, refused }: Completion,
): Resource => {
  let body = accept(resourceType, data)
  for (const patch of completedBy) {
    try {
      const changes = parsePatchRequest(substituteInPatch(patch.data, ledger.idOf), options.patch)
      body = applyPatch(body, changes, resourceType)
    } catch (thrown) {
      refused.set(patch, thrown)
    }
  }
  return { ...body, schemas: [resourceType.schema.id] }
}
