/**
 * Begun: what is left of a delete that failed in its midst. Without transactions the references go before the entry, stay away while
 * the delete is tried again, and come again where it fails for good.
 */
import { DirectoryError } from '../../directory/directory.ts'
import type { Dn } from '../../ldap/dn.ts'
import { idOf } from '../../mapping/identity.ts'
import { type ScimError, unavailable } from '../../scim/error.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import type { Trail } from '../audit/trail.ts'
import { asWhole, type Dependencies } from '../dependencies.ts'
import { present, putBack, type Subject } from '../references/put-back.ts'
import type { Called, Referrer } from '../references/referrers.ts'
import { isAway, isUnknownOutcome } from '../retry.ts'
import { someIds } from './some-ids.ts'

export interface Begun {
  subject?: Subject
  /** Those that the attempts so far may have taken the reference from, by id. */
  readonly taken: Map<ResourceId, Referrer>
  /** Ids of those of them of which the client may hear. */
  readonly told: Set<ResourceId>
}

/** What it was called. @throws what was thrown, where it is only out of the client's sight */
export const goneFor = async (
  dependencies: Dependencies,
  { subject }: Begun,
  thrown: ScimError,
): Promise<Called & { readonly dn: Dn }> => {
  if (subject === undefined || (await present(asWhole(dependencies), subject.entry, [])) !== undefined) throw thrown
  return subject.called
}

export const noteTaken = ({ taken }: Begun, { entry, held }: Referrer): void => {
  const before = taken.get(idOf(entry))?.held ?? []
  const more = held.filter(({ type }) => !before.some((each) => each.type === type))
  taken.set(idOf(entry), { entry, held: [...before, ...more] })
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
export const takenBack = async (dependencies: Dependencies, { thrown, begun, trail }: Failure): Promise<unknown> => {
  const { subject, taken } = begun
  if (subject === undefined || taken.size === 0) return thrown
  const isOpen = isAway(thrown) || isUnknownOutcome(thrown)
  const lacking = isOpen ? [...taken.values()] : await putBack(dependencies, subject, [...taken.values()])
  if (lacking.length === 0) return thrown
  const ids = lacking.map(({ entry }) => idOf(entry))
  trail?.touching(ids)
  const told = ids.filter((id) => begun.told.has(id))
  const whoever = told.length === 0 ? 'others may name it no more' : `these may name it no more: ${someIds(told)}`
  const why = isOpen ? 'the directory went away during the delete' : 'the delete failed and could not be taken back'
  return unavailable(
    `${why}: the resource may still be there, and ${whoever}; delete it again, or put it back into them`,
    1,
    isOpen ? thrown : new DirectoryError('unknown-outcome', why, { cause: thrown }),
  )
}
