/** stageOver: a directory whose writes are only seen through it, until they are sent to the real one all at once. RFC 5805 */
import type { Dn } from '../../ldap/dn.ts'
import { textOf } from '../../ldap/entry.ts'
import type { Directory, DirectoryReader, DirectoryWrite } from '../directory.ts'
import { createStage } from './stage.ts'
import { createStagedReads } from './staged-reads.ts'
import { createStagedWrites } from './staged-writes.ts'

export interface StagedDirectory extends Directory {
  /** For `atomically` of the real directory: all that was asked for, in its order. */
  writes(): readonly DirectoryWrite[]
  /**
   * Where the entries are that are new or were written, by entryUUID. New ones have one that is theirs only as long as
   * they are staged.
   */
  placed(): ReadonlyMap<string, { readonly dn: Dn; readonly isNew: boolean }>
}

/**
 * Later reads find what earlier writes did; assertions, values that are there already or are not, and names that are
 * taken are judged on that. It is as good as its reads: the commit fails with 122 or 32 where an entry that it writes
 * has changed since. For one unit of work, whose writes come one after the other.
 */
export const stageOver = (directory: DirectoryReader): StagedDirectory => {
  const stage = createStage()
  return {
    ...createStagedReads(directory, stage),
    ...createStagedWrites(directory, stage),
    writes: stage.writes,
    placed: () =>
      new Map(
        [...stage.present()].map(({ entry, origin }) => [
          textOf(entry.attributes, 'entryUUID') ?? '',
          { dn: entry.dn, isNew: origin === undefined },
        ]),
      ),
  }
}
