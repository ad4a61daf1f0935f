/** write: the shared path of every change of an existing resource: read, decide, write under an assertion, again if lost. */
import { type EntryChange, isEmpty, type Modification } from '../../ldap/change.ts'
import { isSameDn } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import { complete } from '../../mapping/defaults.ts'
import { idOf } from '../../mapping/identity.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { planChange } from '../../mapping/plan-change.ts'
import { planReadOne, readAll } from '../../mapping/plan-search.ts'
import { contentVersionOf } from '../../mapping/version.ts'
import type { GivenId } from '../../scim/patch/given-ids.ts'
import type { Resource } from '../../scim/resource/resource.ts'
import { matches, type Precondition } from '../../scim/resource/version.ts'
import type { Projection } from '../../scim/search/query.ts'
import { changedBy, type Trail } from '../audit/trail.ts'
import { type BrakeTurn, braked } from '../brake/brake.ts'
import { type Counted, countedInChange } from '../brake/counted.ts'
import { asWhole, type Dependencies, mappingOf } from '../dependencies.ts'
import { notForPersons } from '../not-for-persons.ts'
import type { Stored, Target } from '../operations.ts'
import { type NewPassword, passwordIn, settingPassword } from '../passwords/password.ts'
import { barFor, lockAgain, setPassword, withoutOwnEffects } from '../passwords/set-password.ts'
import { presentWritten } from '../present.ts'
import { readKnown } from '../read.ts'
import type { Renamed } from '../references/following.ts'
import { newNames } from '../references/names.ts'
import { idsToTell } from '../references/references.ts'
import { afterWrite, retrying } from '../retry.ts'
import { encodingFor, type KnownEntry } from './encoding.ts'
import { changeGuarded } from './guarded-change.ts'
import { finishRenaming, tellingOfRenaming } from './half-renamed.ts'
import type { HeldNames } from './held-names.ts'
import { givenIn, tellAside } from './kept-aside.ts'
import { refusingLongName } from './long-name.ts'
import { refuseLeaving } from './outside.ts'
import { refuseMovingNowhere } from './place-of-new.ts'
import { rename } from './rename.ts'
import { openNames } from './reservations.ts'
import { findStored, finish, isRestStored, restIsFound, writeRest } from './rest.ts'
import { asUnknown, staleVersion } from './stale.ts'
import { takingBack } from './take-back.ts'
import { refuseTaken, reservedNames } from './uniqueness.ts'
import {
  contradicting,
  isPasswordSet,
  leftBar,
  noting,
  passwordIsSent,
  tellingOfPassword,
  type WriteProgress,
  waitForBar,
} from './write-progress.ts'

export interface WriteRequest {
  readonly target: Target
  readonly projection: Projection
  readonly ifMatch?: Precondition
  /** Decides the new state from the stored one; called again after a lost race. */
  readonly next: (before: Resource) => Resource
  /** What it decides on shows the groups of the resource, too, which no write of it changes. */
  readonly seesMemberships?: boolean
  readonly trail?: Trail | undefined
  /** Ids that must be those of resources, though the new state may not hold them; asked after `next`. */
  readonly given?: () => readonly GivenId[]
}

/** The resource as stored afterwards. An empty change writes nothing and keeps the version. */
export const createWrite =
  (dependencies: Dependencies) =>
  async (request: WriteRequest): Promise<Stored> => {
    const progress: WriteProgress = { refusals: 0 }
    const names = openNames(dependencies)
    const written = braked(dependencies.brake, (turn) =>
      retrying(dependencies.observe, (isUncertain) => {
        const attempted = attemptWrite(dependencies, request, { progress, isUncertain, names, turn })
        return isUncertain ? attempted.catch(asUnknown) : attempted
      }).catch(async (thrown: unknown) => {
        const { target } = request
        const mapping = mappingOf(dependencies, target.resourceType)
        const left = await takingBack(asWhole(dependencies), mapping, { target, progress, thrown })
        throw tellingOfPassword(progress, tellingOfRenaming(progress.renaming, left))
      }),
    )
    return names.whileHeld(written)
  }

interface Attempt {
  readonly progress: WriteProgress
  /** A write of ours went out and no answer came: what is stored may already be what was asked. */
  readonly isUncertain: boolean
  /** Reserved for what the write is to give. */
  readonly names: HeldNames
  readonly turn: BrakeTurn
}

interface Decision {
  readonly before: KnownEntry & { readonly resource: Resource }
  readonly after: Resource
  readonly change: EntryChange
  /** To be set by a write of its own, after the change. */
  readonly password: NewPassword | undefined
  /** It is among the modifications. */
  readonly changesPassword: boolean
  readonly isInactive: boolean
  /** What it takes away. */
  readonly counted: readonly Counted[]
  /** See `PasswordWrite`. */
  readonly locking: readonly Modification[] | undefined
}

const attemptWrite = async (
  dependencies: Dependencies,
  request: WriteRequest,
  { progress, isUncertain, names, turn }: Attempt,
): Promise<Stored> => {
  const { target, projection } = request
  const mapping = mappingOf(dependencies, target.resourceType)
  const show = (entry: Entry): Promise<Stored> =>
    presentWritten(dependencies, entry, { mapping, reading: planReadOne(mapping, projection), projection })
  const finishing = async (): Promise<Stored> =>
    afterWrite(show(await finish(dependencies, mapping, { target, progress })))
  if (isUncertain) await findStored(dependencies, mapping, { target, progress })
  if (isRestStored(progress)) return finishing()
  const decision = await decide(dependencies, request, { mapping, progress, isUncertain, names, turn })
  if (isRestStored(progress)) return finishing()
  tellDecided(mapping, request.trail, decision)
  if (decision.password !== undefined) await dependencies.requirePasswordRight?.(decision.before.entry.dn)
  await turn.take({ id: target.id, counted: decision.counted, isUncertain })
  names.mustHold()
  const { before, change, password } = decision
  if (isUncertain && !isRenaming(dependencies, mapping, decision)) {
    await finishRenaming(dependencies, progress.renaming, before.entry)
  }
  if (password !== undefined && !isEmpty(change)) {
    waitForBar(progress, before.entry, mapping.lock)
    const wasInactive = before.resource.active === false
    const asked = { entry: before.entry, change, wasInactive, isInactive: decision.isInactive, password }
    await writeRest(mapping, { progress, asked }, (sent) =>
      writeChange(dependencies, request, { decision: { ...decision, change: sent }, progress }),
    )
    return finishing()
  }
  if (await writePassword(dependencies, mapping, { decision, progress })) {
    return attemptWrite(dependencies, request, { progress, isUncertain, names, turn })
  }
  if (isEmpty(change)) return show(before.entry)
  return afterWrite(
    show(withDereferenced(await writeChange(dependencies, request, { decision, progress }), before.entry)),
  )
}

/** Whom it names still is known from before: only itself is another one now. */
const withDereferenced = (entry: Entry, { dn, dereferenced = [] }: Entry): Entry =>
  dereferenced.length === 0
    ? entry
    : { ...entry, dereferenced: dereferenced.filter((named) => !isSameDn(named.dn, dn)) }

/** Also of a change whose rest is written by now, and of which only the password is left. */
const tellDecided = (
  mapping: Mapping,
  trail: Trail | undefined,
  { before, after, change, password, changesPassword }: Decision,
): void => {
  const setsPassword = changesPassword || password !== undefined
  if (trail === undefined || (isEmpty(change) && !setsPassword)) return
  const version = contentVersionOf(mapping, before.entry)
  trail.decided({ before: version, ...changedBy(mapping, { before: before.resource, after, change, setsPassword }) })
}

interface Deciding {
  readonly decision: Decision
  readonly progress: WriteProgress
}

/** The entry with the change. */
const writeChange = async (
  dependencies: Dependencies,
  { target, ifMatch, trail }: WriteRequest,
  { decision: { before, change, changesPassword, isInactive }, progress }: Deciding,
): Promise<Entry> => {
  const mapping = mappingOf(dependencies, target.resourceType)
  const { types } = readAll(mapping)
  const { entry } = before
  const mayMove = ifMatch === undefined || mapping.versionBy !== 'csn'
  const whole = asWhole(dependencies)
  const names = newNames(whole, mapping, { entry, change })
  const isRenamed = change.newRdn !== undefined || names.length > 0
  if (dependencies.acting !== undefined) {
    if (isRenamed) throw notForPersons('rename')
    // Nobody would notice that another one was quicker.
    if (dependencies.isUnguarded !== true && !entry.attributes.has('entrycsn')) throw notForPersons('unseen')
  }
  const onBegin = async (renamed: Renamed, referrers: readonly Entry[]) => {
    progress.renaming = { renamed, referrers: await idsToTell(dependencies, referrers) }
    trail?.touching(referrers.map(idOf))
  }
  const writing = isRenamed
    ? rename(whole, entry, { change, names, types, onBegin }).catch(refusingLongName(change.newRdn ?? []))
    : changeGuarded(dependencies.directory, entry, { change, types, mayMove, setsPassword: changesPassword })
  const noted = changesPassword ? writing.catch(noting(progress, { entry, isInactive })) : writing
  const written = await noted.catch(contradicting(progress, entry))
  tellAside(dependencies, mapping, givenIn(change))
  return written
}

const isRenaming = (
  dependencies: Dependencies,
  mapping: Mapping,
  { before: { entry }, change }: Pick<Decision, 'before' | 'change'>,
): boolean => change.newRdn !== undefined || newNames(dependencies, mapping, { entry, change }).length > 0

/** What must be written of a password by itself. Whether something was: then the entry is another one. */
const writePassword = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { decision: { before, password, isInactive, locking }, progress }: Deciding,
): Promise<boolean> => {
  const { entry } = before
  const left = leftBar(progress, entry)
  if (password !== undefined) {
    waitForBar(progress, entry, mapping.lock)
    const keepingOut = left ?? { locking, bar: barFor(mapping, { entry, locking }) }
    progress.own = keepingOut
    const sent = { entry, isInactive }
    const onSet = () => passwordIsSent(progress, sent, true)
    const write = { entry, password: password.value, ...keepingOut, isBarUp: left !== undefined, onSet }
    await setPassword(dependencies, mapping, write).catch(noting(progress, sent))
    return true
  }
  if (left === undefined || !isInactive) return false
  await lockAgain(dependencies, mapping, { entry, ...left })
  return true
}

/** @throws 412, 404, 400, 409 */
const decide = async (
  dependencies: Dependencies,
  { target, ifMatch, next, given, seesMemberships = false }: WriteRequest,
  { mapping, progress, isUncertain, names }: Attempt & { readonly mapping: Mapping },
): Promise<Decision> => {
  const before = await readKnown(dependencies, mapping, { ...target, withMemberships: seesMemberships })
  const sent = progress.password
  const refuseStale = (isDone: boolean) => {
    if (ifMatch === undefined || isDone) return
    const judged = sent === undefined ? before.entry : withoutOwnEffects(mapping, before.entry, sent.entry)
    if (matches(ifMatch, contentVersionOf(mapping, judged), 'content')) return
    throw staleVersion(target.resourceType)
  }
  if (!isUncertain) refuseStale(false)
  const { meant } = progress
  const isDone = isUncertain && meant !== undefined && (await isStored(dependencies, mapping, { before, meant }))
  const wanted = isDone ? meant : complete(mapping, next(before.resource))
  // A new password takes the lock away: what is read after it says nothing of what was meant.
  const after = sent?.isInactive ? { ...wanted, active: false } : wanted
  await names.take(reservedNames(mapping, { resource: after, before: before.resource }))
  await refuseTaken(dependencies, mapping, { resource: after, before: before.resource })
  const encoding = await encodingFor(dependencies, mapping, { resource: after, before, given: given?.() })
  const change = planChange(mapping, before, { resource: after, encoding })
  await refuseLeaving(dependencies, mapping, { entry: before.entry, change })
  await refuseMovingNowhere(dependencies.directory, mapping, change)
  progress.meant = after
  const password = isPasswordSet(progress, before.entry) ? undefined : passwordIn(mapping, after)
  const isInactive = after.active === false
  if (isUncertain && isEmpty(change)) restIsFound(progress)
  if (isUncertain) refuseStale(isEmpty(change) && (password === undefined || isRestStored(progress)))
  const decided = { before, after, isInactive, counted: countedInChange(mapping, { before: before.resource, after }) }
  if (password?.by === 'value') {
    const whole = settingPassword(change, mapping.lock, { password, isInactive })
    return { ...decided, change: whole, password: undefined, changesPassword: true, locking: undefined }
  }
  if (password !== undefined) await takeOldNames(mapping, names, { before: before.resource, after })
  const isKeptOut = isInactive || before.resource.active === false
  const locked = { resource: { ...before.resource, active: false }, encoding }
  const locking = isKeptOut && password !== undefined ? planChange(mapping, before, locked).modifications : undefined
  return { ...decided, change, password, changesPassword: false, locking }
}

/** Where the password is refused the entry gets its old names back: nobody else may have been given them meanwhile. */
const takeOldNames = (
  mapping: Mapping,
  names: HeldNames,
  { before, after }: { readonly before: Resource; readonly after: Resource },
): Promise<void> => names.take(reservedNames(mapping, { resource: before, before: after }))

/** What an earlier attempt was to store is there: decided once more, a change that builds on what was there could fail. */
const isStored = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { before, meant }: { readonly before: Decision['before']; readonly meant: Resource },
): Promise<boolean> => {
  const encoding = await encodingFor(dependencies, mapping, { resource: meant, before })
  return isEmpty(planChange(mapping, before, { resource: meant, encoding }))
}
