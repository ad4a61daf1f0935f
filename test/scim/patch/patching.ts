/** patching: the way of a PATCH body through the engine, as the tests take it. */
import { applyPatch } from '../../../src/scim/patch/apply.ts'
import { parsePatchRequest } from '../../../src/scim/patch/operation.ts'
import type { Resource } from '../../../src/scim/resource/resource.ts'
import type { ResourceType } from '../../../src/scim/schema/resource-type.ts'
import { urn } from '../../../src/scim/urn.ts'

/** The PatchOp message around operations that may be anything. */
export const patchOp = (...operations: readonly unknown[]) => ({ schemas: [urn.patchOp], Operations: operations })

/** From the untrusted body to the patched resource. */
export const patch = (before: Resource, body: unknown, resourceType: ResourceType): Resource =>
  applyPatch(before, parsePatchRequest(body, { maxOperations: 1000 }), resourceType)
