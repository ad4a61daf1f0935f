/** rename: a change that gives an entry another DN or another name, with the references to it, in one unit of work where the directory can. */
import { DirectoryError, type DirectoryWrite } from '../../directory/directory.ts'
import { assertionOn } from '../../directory/write-assertion.ts'
import { dnAfterChange, type EntryChange, type Modification } from '../../ldap/change.ts'
import { isSameDn } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import { conflict } from '../../scim/error.ts'
import type { Dependencies } from '../dependencies.ts'
import { becoming, followLateComers, type Renamed } from '../references/following.ts'
import { type NewName, unclaimed } from '../references/names.ts'
import { mendingPutBack, type Subject } from '../references/put-back.ts'
import { findReferrers, isSelf, moveIn, moves, type Referrer } from '../references/referrers.ts'
import { afterWrite, isRefusal } from '../retry.ts'

interface RenameOptions {
  readonly change: EntryChange
  /** What lists call it otherwise from now on. */
  readonly names: readonly NewName[]
  readonly types: readonly string[]
  /** Called before anything is written, with those that must follow. */
  readonly onBegin?: (renamed: Renamed, referrers: readonly Entry[]) => Promise<void>
}

/**
 * The entry as it is afterwards. Who named it by its old DN names it by the new one: a group would lose a member
 * otherwise, and the next entry of that name would inherit its place.
 * @throws 409 where a reference may not be changed; nothing is renamed then
 */
export const rename = async (
  dependencies: Dependencies,
  entry: Entry,
  { change, names, types, onBegin }: RenameOptions,
): Promise<Entry> => {
  const { directory } = dependencies
  const { newRdn } = change
  const to = dnAfterChange(entry.dn, change)
  const renamed: Renamed = { ...(newRdn && { dn: entry.dn }), to, names }
  const referrers = await findReferrers(dependencies, {
    ...renamed,
    names: await unclaimed(dependencies, names, entry.dn),
  })
  const others = referrers.filter((referrer) => !isSelf(referrer, entry.dn))
  await onBegin?.(
    renamed,
    others.map((referrer) => referrer.entry),
  )
  const own = referrers
    .filter((referrer) => isSelf(referrer, entry.dn))
    .flatMap((self) => ownMoves(self, change, renamed))
  const whole = { ...change, modifications: [...change.modifications, ...own] }
  const assertion = assertionOn(entry)
  if (others.length === 0) {
    const changed = await directory.change(entry.dn, whole, { assertion, types })
    await followLateComers(dependencies, renamed)
    return changed
  }
  const subject = { entry, called: { dn: entry.dn, names } }
  await together(dependencies, subject, [
    { kind: 'change', dn: entry.dn, change: whole, assertion },
    ...others.map((referrer) => moveIn(referrer, becoming(renamed))),
  ])
  await followLateComers(dependencies, renamed)
  const stored = await afterWrite(directory.read(to, types))
  if (stored === undefined) throw new DirectoryError(32, 'the entry was renamed and is not there any more')
  return stored
}

/** The entry's references to itself, but for those that the change takes away anyway. */
const ownMoves = (self: Referrer, { modifications }: EntryChange, renamed: Renamed): readonly Modification[] => {
  const isTakenAway = ({ type, value }: Referrer['held'][number]) =>
    modifications.some(
      (each) =>
        each.operation !== 'add' &&
        each.type.toLowerCase() === type.toLowerCase() &&
        each.values.some((gone) => typeof gone === 'string' && isSameDn(gone, value)),
    )
  return moves({ ...self, held: self.held.filter((held) => !isTakenAway(held)) }, becoming(renamed))
}

const together = async (
  dependencies: Dependencies,
  subject: Subject,
  writes: readonly DirectoryWrite[],
): Promise<void> => {
  try {
    await mendingPutBack(dependencies, subject, dependencies.directory.atomically(writes))
  } catch (thrown) {
    if (!(thrown instanceof DirectoryError) || !isRefusal(thrown) || !thrown.index) throw thrown
    throw conflict(
      'the directory refuses to change a reference to the resource, which therefore keeps its name',
      thrown,
    )
  }
}
