/** Operations: what a client can ask for. RFC 7644 §3 */
import type { BulkRequest } from '../scim/bulk/request.ts'
import type { BulkResponse } from '../scim/bulk/response.ts'
import type { ScimError } from '../scim/error.ts'
import type { Resource, ResourceId } from '../scim/resource/resource.ts'
import type { Precondition } from '../scim/resource/version.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { ListResponse } from '../scim/search/list-response.ts'
import type { Projection, Query } from '../scim/search/query.ts'
import type { RootQuery } from '../scim/search/root-query.ts'
import type { Person, Scope } from './scope.ts'

/** A resource as the directory stores it, projected, with what the response's headers need. */
export interface Stored {
  readonly resource: Resource
  readonly location: string
  /** Of one resource always there, whatever the body shows; in lists only where `meta.version` is shown. */
  readonly version: string | undefined
  /** Nothing is shown that other entries decide: the tag of an answer that did show it confirms this one, too. */
  readonly isContentOnly?: boolean
}

export interface Target {
  readonly resourceType: ResourceType
  /** Unchecked text of the path; whatever is no id of an entry in its place is 404. */
  readonly id: ResourceId
}

/** The resource that a caller itself is, of the type that people are of. RFC 7644 §3.11 */
export interface Me {
  readonly resourceType: ResourceType
  readonly person: Person
}

/** What the caller's own resource is looked for. */
export type MePurpose = 'read' | 'replace' | 'patch' | 'delete'

export interface PatchOptions {
  readonly projection: Projection
  readonly ifMatch?: Precondition
  readonly maxOperations: number
  /** See `PatchLimits`. */
  readonly unmatched?: 'create' | 'refuse'
  /** What the client prefers to be answered; without a preference a group, which may be large, is not shown. */
  readonly answer?: 'representation' | 'minimal'
}

export interface Patched {
  readonly stored: Stored
  /** Whether the resource is to be shown; where not, `stored` may hold no more than its version. */
  readonly isShown: boolean
}

export interface BulkOptions {
  /** All or nothing: an operation that fails fails the request. */
  readonly isAtomic: boolean
  /** Whether results of creations and changes carry the resource. */
  readonly isShown: boolean
  /** Of each PATCH. */
  readonly patch: Pick<PatchOptions, 'maxOperations' | 'unmatched' | 'answer'>
  /** What a client is told of a failure, as it would be told of the operation alone; called once for each. */
  readonly errorOf: (thrown: unknown) => ScimError
  /** Whether the time is over for beginning anything. */
  readonly isLate: () => boolean
}

export interface ReadOperations {
  search(scope: Scope, resourceType: ResourceType, query: Query): Promise<ListResponse>
  /** One list over several resource types. RFC 7644 §3.4.2.1, §3.4.3 */
  searchAll(scope: Scope, query: RootQuery): Promise<ListResponse>
  read(scope: Scope, target: Target, projection: Projection): Promise<Stored>
}

/** One resource each: what bulk requests are made of. */
export interface SingleOperations extends Pick<ReadOperations, 'read'> {
  /** `body` is parsed JSON, not yet accepted. */
  create(scope: Scope, resourceType: ResourceType, body: unknown, projection: Projection): Promise<Stored>
  replace(
    scope: Scope,
    target: Target,
    body: unknown,
    options: { readonly projection: Projection; readonly ifMatch?: Precondition },
  ): Promise<Stored>
  /** `body` is parsed JSON, not yet accepted. */
  patch(scope: Scope, target: Target, body: unknown, options: PatchOptions): Promise<Patched>
  delete(scope: Scope, target: Target, ifMatch?: Precondition): Promise<void>
}

export interface Operations extends ReadOperations, SingleOperations {
  /**
   * Where the caller's own resource is, for a request that will read or write it.
   * @throws 404 where there is none; 409 where there are several
   */
  findMe(scope: Scope, me: Me, purpose: MePurpose): Promise<{ readonly target: Target; readonly location: string }>
  /**
   * `body` is parsed JSON, not yet accepted.
   * @throws 409 uniqueness where the caller has a resource; 403 where the body is somebody else's
   */
  createMe(scope: Scope, me: Me, body: unknown, projection: Projection): Promise<Stored>
  /** Never fails by what becomes of its operations, unless `isAtomic`. RFC 7644 §3.7 */
  bulk(scope: Scope, request: BulkRequest, options: BulkOptions): Promise<BulkResponse>
}
