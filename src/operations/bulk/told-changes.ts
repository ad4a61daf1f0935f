/** toldChanges: what is told of the changes of an all-or-nothing request, once it is known what became of all of them. */

import type { ChangeObservation } from '../../observe/observation.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { contentTag } from '../../scim/resource/version.ts'
import type { OperationObservation } from '../dependencies.ts'

/** A resource after the commit, by the id under which it was staged. */
export type Committed = ReadonlyMap<ResourceId, { readonly id?: string; readonly version: string | undefined }>

type Failed = Pick<ChangeObservation, 'outcome' | 'status' | 'result'>

/** With the ids and versions that the directory has given. */
export const committedChange = (observed: OperationObservation, committed: Committed): OperationObservation => {
  if (observed.kind !== 'change') return observed
  const { resourceId, after: _, ...change } = observed
  const renamed = (id: string): string => committed.get(id as ResourceId)?.id ?? id
  const stored = resourceId === undefined ? undefined : committed.get(resourceId as ResourceId)
  return {
    ...change,
    ...(resourceId !== undefined && { resourceId: renamed(resourceId) }),
    ...withIds(change, (id) => [renamed(id)]),
    ...(stored?.version !== undefined && { after: contentTag(stored.version) }),
  }
}

/** Nothing was committed, or nobody knows: ids that were only staged mean nothing. */
export const failedChange = (
  observed: OperationObservation,
  isStaged: (id: string) => boolean,
  failed: Failed,
): OperationObservation | undefined => {
  if (observed.kind !== 'change') return undefined
  const { resourceId, after: _, referrers, ...others } = observed
  // What was refused took no reference away.
  const change = { ...others, ...(failed.outcome === 'unknown' && referrers && { referrers }) }
  const isKnown = resourceId !== undefined && !isStaged(resourceId)
  const known = withIds(change, (id) => (isStaged(id) ? [] : [id]))
  return { ...change, ...(isKnown && { resourceId }), ...known, ...failed }
}

/** What names other resources, with other ids for each id, or with none. */
const withIds = (
  { linked, referrers }: Pick<ChangeObservation, 'linked' | 'referrers'>,
  idsFor: (id: string) => readonly string[],
): Pick<ChangeObservation, 'linked' | 'referrers'> => ({
  linked: linked.map(({ attribute, added, removed }) => ({
    attribute,
    added: added.flatMap(idsFor),
    removed: removed.flatMap(idsFor),
  })),
  ...(referrers && { referrers: referrers.flatMap(idsFor) }),
})
