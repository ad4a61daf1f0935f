/** delete: an entry and every reference to it, in one unit of work where the directory can. RFC 7644 §3.6 */
import type { DirectoryWrite } from '../directory/directory.ts'
import { DirectoryError } from '../directory/directory.ts'
import type { Entry } from '../ldap/entry.ts'
import { textOf } from '../ldap/entry.ts'
import { versionOf } from '../mapping/version.ts'
import { conflict, preconditionFailed, ScimError } from '../scim/error.ts'
import { matches } from '../scim/resource/version.ts'
import { findReferrers, planCleaning, removalOf } from './cleaning.ts'
import { type Dependencies, mappingOf } from './dependencies.ts'
import type { Operations, Target } from './operations.ts'
import { contended, isLostRace, isUnknownOutcome, maxAttempts, pause } from './retry.ts'
import { assertionOn, readKnown } from './write.ts'

/**
 * 409 that names the groups where the resource is somebody's only member, where entries lie below it, or where a
 * reference may not be removed: a name that is used again must not inherit rights. Nothing is changed then.
 */
export const createDelete =
  (dependencies: Dependencies): Operations['delete'] =>
  async (_scope, target, ifMatch) => {
    let isUncertain = false
    let cause: unknown
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      try {
        return await attemptDelete(dependencies, target, isUncertain ? undefined : ifMatch)
      } catch (thrown) {
        // Ours went out unanswered, and now the entry is gone: that is what was asked for.
        if (isUncertain && thrown instanceof ScimError && thrown.status === 404) return
        if (isUnknownOutcome(thrown)) isUncertain = true
        else if (!isLostRace(thrown)) throw thrown
        cause = thrown
        await pause(attempt)
      }
    }
    throw contended(cause)
  }

const attemptDelete = async (
  dependencies: Dependencies,
  target: Target,
  ifMatch: Parameters<Operations['delete']>[2],
): Promise<void> => {
  const mapping = mappingOf(dependencies, target.resourceType)
  const { entry, resource } = await readKnown(dependencies, mapping, target)
  if (ifMatch !== undefined && !matches(ifMatch, versionOf(mapping, entry, resource), 'content')) {
    throw preconditionFailed(`the ${target.resourceType.name} has changed since that version`)
  }
  await refuseParent(dependencies, entry)
  const referrers = await findReferrers(dependencies, entry.dn)
  await carryOut(dependencies, entry, planCleaning(referrers))
  await cleanLateComers(dependencies, entry)
}

/** Looked at before anything is touched: a refused delete must keep the memberships. */
const refuseParent = async ({ directory }: Dependencies, entry: Entry): Promise<void> => {
  const state = await directory.read(entry.dn, ['hasSubordinates'])
  if (state !== undefined && textOf(state.attributes, 'hasSubordinates') === 'TRUE') {
    throw conflict('the entry has entries below it and is not deleted')
  }
}

const carryOut = async (
  { directory }: Dependencies,
  entry: Entry,
  cleaning: readonly DirectoryWrite[],
): Promise<void> => {
  const removal: DirectoryWrite = { kind: 'delete', dn: entry.dn, assertion: assertionOn(entry) }
  if (cleaning.length === 0) return directory.delete(entry.dn, removal.assertion)
  try {
    await directory.atomically([...cleaning, removal])
  } catch (thrown) {
    if (!(thrown instanceof DirectoryError) || !isRefusal(thrown)) throw thrown
    throw conflict('the directory refuses to remove a reference to the resource; nothing was changed', thrown)
  }
}

/** insufficientAccessRights, objectClassViolation (a group that must have a member), unwillingToPerform. */
const isRefusal = ({ code }: DirectoryError): boolean => code === 50 || code === 65 || code === 53

/**
 * Somebody may have added the DN between the search and the delete. A group that has no other member keeps the
 * dangling value, since the directory would not let it be empty; it is reported.
 */
const cleanLateComers = async (dependencies: Dependencies, { dn }: Entry): Promise<void> => {
  for (const referrer of await findReferrers(dependencies, dn)) {
    if (referrer.emptied === undefined) await dependencies.directory.atomically([removalOf(referrer)])
    else dependencies.observe({ kind: 'reference-left' })
  }
}
