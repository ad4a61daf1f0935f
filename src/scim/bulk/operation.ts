/** BulkOperation: one operation of a BulkRequest, ready to be carried out or already refused. RFC 7644 §3.7 */
import type { ScimError } from '../error.ts'
import type { JsonObject } from '../resource/json-object.ts'
import type { Precondition } from '../resource/version.ts'
import type { ResourceType } from '../schema/resource-type.ts'

interface Numbered {
  /** Place in the request, from 0. */
  readonly index: number
  /** As the response repeats it. Any text; undefined where the client gave none, which it may unless it creates. */
  readonly bulkId?: string
}

interface OnResource extends Numbered {
  readonly resourceType: ResourceType
  /** Unchecked text of the path; `bulkId:x` stands for the resource that the operation with that bulkId creates. */
  readonly id: string
  readonly ifMatch?: Precondition
}

export interface CreateOperation extends Numbered {
  readonly kind: 'create'
  readonly method: 'POST'
  readonly bulkId: string
  readonly resourceType: ResourceType
  /** Not yet accepted. */
  readonly data: JsonObject
}

export interface ReplaceOperation extends OnResource {
  readonly kind: 'replace'
  readonly method: 'PUT'
  readonly data: JsonObject
}

export interface PatchOperation extends OnResource {
  readonly kind: 'patch'
  readonly method: 'PATCH'
  readonly data: JsonObject
}

export interface DeleteOperation extends OnResource {
  readonly kind: 'delete'
  readonly method: 'DELETE'
}

/** It fails with this error when its turn comes, and the others go on. Its method may be any text. */
export interface RefusedOperation extends Numbered {
  readonly kind: 'refused'
  readonly method: string
  readonly error: ScimError
  /** What it was about, as far as that could be read: for `location`. */
  readonly target?: { readonly resourceType: ResourceType; readonly id: string }
}

export type BulkOperation = CreateOperation | ReplaceOperation | PatchOperation | DeleteOperation | RefusedOperation

/** The one that another's `bulkId:x` may stand for. */
export const isCreate = (operation: BulkOperation): operation is CreateOperation => operation.kind === 'create'
