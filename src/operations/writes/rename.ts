/** rename: a change that gives an entry another DN, with the references to it, in one unit of work where the directory can. */
import { DirectoryError, type DirectoryWrite } from '../../directory/directory.ts'
import { assertionOn } from '../../directory/write-assertion.ts'
import type { EntryChange, Modification } from '../../ldap/change.ts'
import { childOf, type Dn, normaliseDn, parentOf, type Rdn } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import { conflict } from '../../scim/error.ts'
import type { Dependencies } from '../dependencies.ts'
import { findReferrers, isSelf, mendLateComers, moveIn, moves, type Referrer } from '../references/referrers.ts'
import { afterWrite, isRefusal } from '../retry.ts'

type Renaming = EntryChange & { readonly newRdn: Rdn }

export const isRenaming = (change: EntryChange): change is Renaming => change.newRdn !== undefined

/**
 * The entry as it is afterwards. Who named it by its old DN names it by the new one: a group would lose a member
 * otherwise, and the next entry of that name would inherit its place.
 * @throws 409 where a reference may not be changed; nothing is renamed then
 */
export const rename = async (
  dependencies: Dependencies,
  entry: Entry,
  { change, types }: { readonly change: Renaming; readonly types: readonly string[] },
): Promise<Entry> => {
  const { directory } = dependencies
  const to = childOf(parentOf(entry.dn) ?? ('' as Dn), change.newRdn)
  const referrers = await findReferrers(dependencies, entry.dn)
  const others = referrers.filter((referrer) => !isSelf(referrer, entry.dn))
  const own = referrers.filter((referrer) => isSelf(referrer, entry.dn)).flatMap((self) => ownMoves(self, change, to))
  const whole = { ...change, modifications: [...change.modifications, ...own] }
  const assertion = assertionOn(entry)
  if (others.length === 0) {
    const renamed = await directory.change(entry.dn, whole, { assertion, types })
    await followLateComers(dependencies, entry.dn, to)
    return renamed
  }
  await together(dependencies, [
    { kind: 'change', dn: entry.dn, change: whole, assertion },
    ...others.map((referrer) => moveIn(referrer, to)),
  ])
  await followLateComers(dependencies, entry.dn, to)
  const renamed = await afterWrite(directory.read(to, types))
  if (renamed === undefined) throw new DirectoryError(32, 'the entry was renamed and is not there any more')
  return renamed
}

/** The entry's references to itself, but for those that the change takes away anyway. */
const ownMoves = (self: Referrer, { modifications }: EntryChange, to: Dn): readonly Modification[] => {
  const isTakenAway = ({ type, value }: Referrer['held'][number]) =>
    modifications.some(
      (each) =>
        each.operation !== 'add' &&
        each.type.toLowerCase() === type.toLowerCase() &&
        each.values.some((gone) => typeof gone === 'string' && normaliseDn(gone) === normaliseDn(value)),
    )
  return moves({ held: self.held.filter((held) => !isTakenAway(held)) }, to)
}

const together = async ({ directory }: Dependencies, writes: readonly DirectoryWrite[]): Promise<void> => {
  try {
    await directory.atomically(writes)
  } catch (thrown) {
    if (!(thrown instanceof DirectoryError) || !isRefusal(thrown) || !thrown.index) throw thrown
    throw conflict(
      'the directory refuses to change a reference to the resource, which therefore keeps its name',
      thrown,
    )
  }
}

export const followLateComers = (dependencies: Dependencies, from: Dn, to: Dn): Promise<void> =>
  mendLateComers(dependencies, from, async (referrer) => moveIn(referrer, to))
