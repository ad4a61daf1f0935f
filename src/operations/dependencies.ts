/** Dependencies of every operation, given by the composition root. */
import type { Directory, DirectoryReader } from '../directory/directory.ts'
import type { Dn } from '../ldap/dn.ts'
import { wholeOf } from '../mapping/limited-mapping.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { ChangeObservation, LeaverObservation } from '../observe/observation.ts'
import type { ResourceId } from '../scim/resource/resource.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { CursorKeys } from '../scim/search/cursor.ts'
import type { Brake } from './brake/brake.ts'
import type { Reservations } from './writes/held-names.ts'

export interface Dependencies {
  readonly directory: Directory
  readonly mappings: readonly Mapping[]
  /** Absolute URL of a resource; the configuration decides it, never a Host header. */
  readonly locate: (resourceType: string, id: ResourceId) => string
  readonly observe: (observation: OperationObservation) => void
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** `timeoutMs`: for how long a cursor is good. */
  readonly cursors: { readonly keys: CursorKeys; readonly timeoutMs: number }
  /** Over the real directory; absent: over `directory`, which is that. */
  readonly reservations?: Reservations
  /** @throws ScimError 503 where no change may be made, since nobody would know of it */
  readonly requireAudit?: () => void
  /**
   * Asked before a change is decided, and what it gives back when that is answered. @throws ScimError 503, both, where the
   * directory in use takes no writes, or one did in between that takes none: it may be behind, and nothing is decided on it
   */
  readonly requireWriter?: () => () => void
  /** Of the client on whose behalf all of it is; absent: nothing is counted. */
  readonly brake?: Brake
  /** Asked before anything is written beside a password. @throws 403 where the entry may get none */
  readonly requirePasswordRight?: (dn: Dn) => Promise<void>
  /** Nothing keeps two writers with one tag from both winning here: there are no versions, and none is taken. */
  readonly isUnguarded?: boolean
  /**
   * The directory is seen with a person's eyes, who may not see all that refers to an entry, nor who has a name already.
   * `sees`: with the gateway's own.
   */
  readonly acting?: { readonly sees: Pick<DirectoryReader, 'search'> }
  /** Where a deleted person's DN is looked for, and in which attribute types. */
  readonly cleaning: { readonly bases: readonly Dn[]; readonly types: readonly string[] }
}

export type OperationObservation =
  | {
      readonly kind: 'search-planned'
      readonly resourceType: string
      readonly exact: boolean
      readonly lookup: boolean
    }
  | { readonly kind: 'reference-left' }
  | ChangeObservation
  | { readonly kind: 'reservation-taken-over' }
  | ({ readonly kind: 'leaver-kept-name' | 'deactivation-lost' } & LeaverObservation)
  | { readonly kind: 'reference-kept-aside' }
  | { readonly kind: 'references-hidden'; readonly count: number }
  | { readonly kind: 'write-retried'; readonly attempt: number; readonly reason: string }

/** Without the limits of a client: for what must be right in the directory, whoever sees it. Nothing of it is shown. */
export const asWhole = <T extends Pick<Dependencies, 'mappings'>>(dependencies: T): T =>
  dependencies.mappings.some(({ limits }) => limits?.isPartial)
    ? { ...dependencies, mappings: dependencies.mappings.map(wholeOf) }
    : dependencies

export const mappingOf = (
  { mappings }: Pick<Dependencies, 'mappings'>,
  { name }: Pick<ResourceType, 'name'>,
): Mapping => {
  const mapping = mappings.find(({ resourceType }) => resourceType.name === name)
  if (mapping === undefined) throw new Error(`no mapping of ${name}`)
  return mapping
}
