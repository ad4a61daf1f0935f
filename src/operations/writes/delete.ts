/** delete: an entry and every reference to it, in one unit of work where the directory can. RFC 7644 §3.6 */
import { DirectoryError, type DirectoryWrite } from '../../directory/directory.ts'
import { assertionOn } from '../../directory/write-assertion.ts'
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import { idOf } from '../../mapping/identity.ts'
import { wholeOf } from '../../mapping/limited-mapping.ts'
import { contentVersionOf } from '../../mapping/version.ts'
import { conflict, ScimError } from '../../scim/error.ts'
import type { Precondition } from '../../scim/resource/version.ts'
import type { Trail } from '../audit/trail.ts'
import { type BrakeTurn, braked } from '../brake/brake.ts'
import { countedInDelete } from '../brake/counted.ts'
import { asWhole, type Dependencies, mappingOf } from '../dependencies.ts'
import type { Operations, Target } from '../operations.ts'
import { readKnown } from '../read.ts'
import { cleanLateComers, planCleaning } from '../references/cleaning.ts'
import { namesOf, unclaimed } from '../references/names.ts'
import type { Called } from '../references/referrers.ts'
import { isRefusal, retrying } from '../retry.ts'
import { type Begun, goneFor, noteTaken, takenBack } from './half-deleted.ts'
import { refuseStale } from './stale.ts'

/**
 * 409 that names the groups where the resource is somebody's only member, where entries lie below it, or where a
 * reference may not be removed: a name that is used again must not inherit rights. Nothing is changed then.
 */
export const createDelete =
  (dependencies: Dependencies): Operations['delete'] =>
  async ({ trail }, target, ifMatch) => {
    const begun: Begun = { taken: new Map(), told: new Set() }
    const called = await braked(dependencies.brake, (turn) =>
      retrying(dependencies.observe, (isUncertain) =>
        attemptDelete(dependencies, { target, turn, isUncertain, ifMatch, trail, begun }).catch((thrown: unknown) => {
          // Ours went out unanswered, and now the entry is gone: that is what was asked for.
          // What was taken back before that is known may name it again.
          if (isUncertain && thrown instanceof ScimError && thrown.status === 404)
            return goneFor(dependencies, begun, thrown)
          throw thrown
        }),
      ).catch(async (thrown: unknown) => {
        throw await takenBack(dependencies, { thrown, begun, trail })
      }),
    )
    await cleanLateComers(asWhole(dependencies), called)
  }

interface Deletion {
  readonly target: Target
  readonly ifMatch: Precondition | undefined
  readonly trail: Trail | undefined
  readonly turn: BrakeTurn
  /** One of ours went out unanswered. */
  readonly isUncertain: boolean
  readonly begun: Begun
}

/** What the entry was called. */
const attemptDelete = async (
  dependencies: Dependencies,
  { target, ifMatch, trail, begun, turn, isUncertain }: Deletion,
): Promise<Called & { readonly dn: Dn }> => {
  const mapping = mappingOf(dependencies, target.resourceType)
  const { entry, resource } = await readKnown(dependencies, mapping, target)
  const before = contentVersionOf(mapping, entry)
  refuseStale(target, ifMatch, before)
  await refuseParent(dependencies, entry)
  const whole = asWhole(dependencies)
  const called = { dn: entry.dn, names: namesOf(whole, mapping, entry) }
  const names = await unclaimed(whole, called.names, entry.dn)
  const { writes, referrers, told } = await planCleaning(dependencies, { ...called, names })
  trail?.decided({ before, attributes: [], linked: [] })
  trail?.touching([...begun.taken.keys()])
  begun.subject = { entry, called }
  for (const id of told) begun.told.add(id)
  // Also members whom the client does not see lose the group.
  const taken = whole === dependencies ? resource : (await readKnown(whole, wholeOf(mapping), target)).resource
  const counted = countedInDelete(wholeOf(mapping), taken)
  await turn.take({ id: target.id, counted, isUncertain })
  trail?.touching([...new Set([...begun.taken.keys(), ...referrers.map((referrer) => idOf(referrer.entry))])])
  await carryOut(dependencies, entry, writes).catch((thrown: unknown) => {
    // The one that failed, too: where no answer came it may be done.
    const upTo = thrown instanceof DirectoryError && thrown.index !== undefined ? thrown.index + 1 : 0
    for (const referrer of referrers.slice(0, upTo)) noteTaken(begun, referrer)
    throw asRefusal(thrown, writes.length)
  })
  return called
}

/** Looked at before anything is touched: a refused delete must keep the memberships. */
const refuseParent = async ({ directory }: Dependencies, entry: Entry): Promise<void> => {
  const state = await directory.read(entry.dn, ['hasSubordinates'])
  if (state !== undefined && textOf(state.attributes, 'hasSubordinates') === 'TRUE') {
    throw conflict('the entry has entries below it and is not deleted')
  }
}

/** What is done of it stays: another attempt goes on from there, and nobody is put back for so long. */
const carryOut = ({ directory }: Dependencies, entry: Entry, cleaning: readonly DirectoryWrite[]): Promise<void> => {
  const removal: DirectoryWrite = { kind: 'delete', dn: entry.dn, assertion: assertionOn(entry) }
  if (cleaning.length === 0) return directory.delete(entry.dn, removal.assertion)
  return directory.atomically([...cleaning, removal], { leavesDone: true })
}

const asRefusal = (thrown: unknown, removal: number): unknown =>
  thrown instanceof DirectoryError && isRefusal(thrown) && thrown.index !== removal && removal > 0
    ? conflict('the directory refuses to remove a reference to the resource, which is therefore not deleted', thrown)
    : thrown
