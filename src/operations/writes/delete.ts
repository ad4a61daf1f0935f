/** delete: an entry and every reference to it, in one unit of work where the directory can. RFC 7644 §3.6 */
import { DirectoryError, type DirectoryWrite } from '../../directory/directory.ts'
import { assertionOn } from '../../directory/write-assertion.ts'
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import { idOf } from '../../mapping/identity.ts'
import { wholeOf } from '../../mapping/limited-mapping.ts'
import { contentVersionOf } from '../../mapping/version.ts'
import { conflict, ScimError, unavailable } from '../../scim/error.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import type { Precondition } from '../../scim/resource/version.ts'
import type { Trail } from '../audit/trail.ts'
import { type BrakeTurn, braked } from '../brake/brake.ts'
import { countedInDelete } from '../brake/counted.ts'
import { asWhole, type Dependencies, mappingOf } from '../dependencies.ts'
import type { Operations, Target } from '../operations.ts'
import { readKnown } from '../read.ts'
import { cleanLateComers, planCleaning } from '../references/cleaning.ts'
import { namesOf, unclaimed } from '../references/names.ts'
import { present, putBack, type Subject } from '../references/put-back.ts'
import type { Called, Referrer } from '../references/referrers.ts'
import { isAway, isRefusal, isUnknownOutcome, retrying } from '../retry.ts'
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

interface Begun {
  subject?: Subject
  /** Those that the attempts so far may have taken the reference from, by id. */
  readonly taken: Map<ResourceId, Referrer>
  /** Ids of those of them of which the client may hear. */
  readonly told: Set<ResourceId>
}

/** What it was called. @throws what was thrown, where it is only out of the client's sight */
const goneFor = async (
  dependencies: Dependencies,
  { subject }: Begun,
  thrown: ScimError,
): Promise<Called & { readonly dn: Dn }> => {
  if (subject === undefined || (await present(asWhole(dependencies), subject.entry, [])) !== undefined) throw thrown
  return subject.called
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
    for (const referrer of referrers.slice(0, upTo)) begun.taken.set(idOf(referrer.entry), referrer)
    throw asRefusal(thrown, writes.length)
  })
  return called
}

interface Failure {
  readonly thrown: unknown
  readonly begun: Begun
  readonly trail: Trail | undefined
}

/**
 * What to throw. Where the directory has no transactions, references are gone by now: they come again, unless the directory is away
 * or may still delete the entry; and where they cannot, whoever asked must know.
 */
const takenBack = async (dependencies: Dependencies, { thrown, begun, trail }: Failure): Promise<unknown> => {
  const { subject, taken } = begun
  if (subject === undefined || taken.size === 0) return thrown
  const isOpen = isAway(thrown) || isUnknownOutcome(thrown)
  const lacking = isOpen ? [...taken.values()] : await putBack(dependencies, subject, [...taken.values()])
  if (lacking.length === 0) return thrown
  const ids = lacking.map(({ entry }) => idOf(entry))
  trail?.touching(ids)
  const named = namesOfSome(ids.filter((id) => begun.told.has(id)))
  const why = isOpen ? 'the directory went away during the delete' : 'the delete failed and could not be taken back'
  return unavailable(
    `${why}: the resource may still be there, and ${named}; ` + 'delete it again, or put it back into them',
    1,
    isOpen ? thrown : new DirectoryError('unknown-outcome', why, { cause: thrown }),
  )
}

const mostNamed = 20

const namesOfSome = (ids: readonly string[]): string => {
  if (ids.length === 0) return 'others may name it no more'
  const rest = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : ''
  return `these may name it no more: ${ids.slice(0, mostNamed).join(', ')}${rest}`
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
