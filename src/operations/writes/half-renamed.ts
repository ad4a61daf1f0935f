/**
 * Renaming: what is left of one when the directory goes away in its midst. Without transactions the entry is renamed before
 * those that name it, and an attempt that finds the new name there would take the whole for done.
 */
import { isSameDn } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import { unavailable } from '../../scim/error.ts'
import type { Dependencies } from '../dependencies.ts'
import { followLateComers, type Renamed } from '../references/following.ts'
import { afterWrite, isAway, isUnknownOutcome } from '../retry.ts'
import { someIds } from './some-ids.ts'

export interface Renaming {
  readonly renamed: Renamed
  /** Ids of those that named it as it was called, as far as the client may hear of them. */
  readonly referrers: readonly string[]
}

/** The entry has its new name: whoever names it by the old one follows now. */
export const finishRenaming = async (
  dependencies: Dependencies,
  renaming: Renaming | undefined,
  { dn }: Entry,
): Promise<void> => {
  if (renaming === undefined || !isSameDn(dn, renaming.renamed.to)) return
  await afterWrite(followLateComers(dependencies, renaming.renamed))
}

/** What there is to tell whoever asked for it, where the directory stayed away. */
export const tellingOfRenaming = (renaming: Renaming | undefined, thrown: unknown): unknown => {
  if (renaming === undefined || renaming.referrers.length === 0) return thrown
  if (!isAway(thrown) && !isUnknownOutcome(thrown)) return thrown
  return unavailable(
    `the directory went away while the resource was renamed: it may have its new name, and these may name it no more: ${someIds(renaming.referrers)}; ` +
      'give it its old name and then the new one again, or put it back into them',
    1,
    thrown,
  )
}
