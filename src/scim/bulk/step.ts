/** BulkStep: what is done at one time for one operation of a bulk request. RFC 7644 §3.7.1 */
import type { JsonObject } from '../resource/json-object.ts'
import type { BulkOperation, CreateOperation, PatchOperation } from './operation.ts'

export type BulkStep =
  | {
      readonly kind: 'run'
      readonly operation: BulkOperation
      /** Of a creation: PATCHes to apply to its body before it is judged and stored; they have no step of their own. */
      readonly completedBy?: readonly PatchOperation[]
      /** Of a PATCH: another one of the same resource comes next, and may bring what this one takes away. */
      readonly isFollowed?: true
    }
  /** To be done with the resource that `operation` has created; its outcome belongs to that operation. */
  | { readonly kind: 'link'; readonly operation: CreateOperation; readonly data: JsonObject }
