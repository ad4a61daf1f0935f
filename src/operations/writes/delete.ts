/** delete: an entry and every reference to it, in one unit of work where the directory can. RFC 7644 §3.6 */
import { DirectoryError, type DirectoryWrite } from '../../directory/directory.ts'
import { assertionOn } from '../../directory/write-assertion.ts'
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
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
import { mendingPutBack, putBack, type Subject, wayBack } from '../references/put-back.ts'
import type { Called } from '../references/referrers.ts'
import { isAway, isLostRace, isRefusal, isUnknownOutcome, retrying } from '../retry.ts'
import { refuseStale } from './stale.ts'

/**
 * 409 that names the groups where the resource is somebody's only member, where entries lie below it, or where a
 * reference may not be removed: a name that is used again must not inherit rights. Nothing is changed then.
 */
export const createDelete =
  (dependencies: Dependencies): Operations['delete'] =>
  async ({ trail }, target, ifMatch) => {
    const begun: Begun = { touched: new Set(), left: [] }
    const called = await braked(dependencies.brake, (turn) =>
      retrying(dependencies.observe, (isUncertain) =>
        attemptDelete(dependencies, { target, turn, isUncertain, ifMatch, trail, begun }).catch((thrown: unknown) => {
          // Ours went out unanswered, and now the entry is gone: that is what was asked for.
          // What was taken back before that is known may name it again.
          if (isUncertain && thrown instanceof ScimError && thrown.status === 404) return begun.subject?.called
          throw thrown
        }),
      ).catch(async (thrown: unknown) => {
        const isAsBefore = begun.subject === undefined || (await putBack(dependencies, begun.subject, backFrom(begun)))
        throw halfDone(thrown, { touched: [...begun.touched], isAsBefore })
      }),
    )
    if (called !== undefined) await cleanLateComers(asWhole(dependencies), called)
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
  /** Ids of all that may have lost the resource, as far as the client may hear of them. */
  readonly touched: Set<string>
  /** References that are taken away while the delete is tried again, with their way back. */
  left: readonly { readonly referrer: ResourceId; readonly back: readonly DirectoryWrite[] }[]
  subject?: Subject
}

const backFrom = ({ left }: Begun): readonly DirectoryWrite[] => left.flatMap(({ back }) => back)

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
  begun.subject = { entry, called }
  // Also members whom the client does not see lose the group.
  const taken = whole === dependencies ? resource : (await readKnown(whole, wholeOf(mapping), target)).resource
  const counted = countedInDelete(wholeOf(mapping), taken)
  await turn.take({ id: target.id, counted, isUncertain })
  for (const id of told) begun.touched.add(id)
  trail?.touching([...new Set([...begun.left.map(({ referrer }) => referrer), ...referrers])])
  await carryOut(dependencies, begun.subject, writes).catch((thrown: unknown) => {
    const standing = thrown instanceof DirectoryError ? thrown.standing : []
    const left = writes.flatMap((write, at) =>
      standing.includes(at) ? [{ referrer: referrers[at] as ResourceId, back: wayBack(write) }] : [],
    )
    begun.left = [...begun.left, ...left]
    throw asRefusal(thrown, writes.length)
  })
  return called
}

const mostNamed = 20

/** Where the directory has no transactions, it may go away, or refuse, between the references and the entry: who asked must know. */
const halfDone = (
  thrown: unknown,
  { touched, isAsBefore }: { readonly touched: readonly string[]; readonly isAsBefore: boolean },
): unknown => {
  const isOpen = isAway(thrown) || isUnknownOutcome(thrown)
  if (touched.length === 0 || (isAsBefore && !isOpen)) return thrown
  const named = touched.slice(0, mostNamed).join(', ')
  const rest = touched.length > mostNamed ? ` and ${touched.length - mostNamed} more` : ''
  const why = isOpen
    ? 'the directory went away during the delete'
    : 'the delete was refused and could not be taken back'
  return unavailable(
    `${why}: the resource may still be there, and these may name it no more: ${named}${rest}; ` +
      'delete it again, or put it back into them',
    1,
    isOpen ? thrown : new DirectoryError('unknown-outcome', why, { cause: thrown }),
  )
}

/** Looked at before anything is touched: a refused delete must keep the memberships. */
const refuseParent = async ({ directory }: Dependencies, entry: Entry): Promise<void> => {
  const state = await directory.read(entry.dn, ['hasSubordinates'])
  if (state !== undefined && textOf(state.attributes, 'hasSubordinates') === 'TRUE') {
    throw conflict('the entry has entries below it and is not deleted')
  }
}

/** Where another one was quicker, what is done stays done: the delete is decided again at once, and nobody is put back for so long. */
const leaves = (failed: DirectoryError): boolean => isLostRace(failed) || isUnknownOutcome(failed)

const carryOut = async (
  dependencies: Dependencies,
  subject: Subject,
  cleaning: readonly DirectoryWrite[],
): Promise<void> => {
  const { directory } = dependencies
  const { entry } = subject
  const removal: DirectoryWrite = { kind: 'delete', dn: entry.dn, assertion: assertionOn(entry) }
  if (cleaning.length === 0) return directory.delete(entry.dn, removal.assertion)
  await mendingPutBack(dependencies, subject, directory.atomically([...cleaning, removal], { leaves }))
}

const asRefusal = (thrown: unknown, removal: number): unknown =>
  thrown instanceof DirectoryError && isRefusal(thrown) && thrown.index !== removal && removal > 0
    ? conflict('the directory refuses to remove a reference to the resource, which is therefore not deleted', thrown)
    : thrown
