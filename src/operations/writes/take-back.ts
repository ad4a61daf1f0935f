/** takingBack: the rest of a request whose password was refused goes again, so that nothing of it stands. RFC 7644 §3.5.2 */
import { DirectoryError } from '../../directory/directory.ts'
import { assertionOn } from '../../directory/write-assertion.ts'
import type { Modification } from '../../ldap/change.ts'
import { isSameDn } from '../../ldap/dn.ts'
import { type AttributeValues, type Entry, textOf } from '../../ldap/entry.ts'
import { inverseChange } from '../../ldap/inverse.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { readAll } from '../../mapping/plan-search.ts'
import { ScimError, unavailable, withDetail } from '../../scim/error.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Target } from '../operations.ts'
import { takingDown } from '../passwords/bar.ts'
import { changeHeld, relocking } from '../passwords/set-password.ts'
import { findEntry } from '../read.ts'
import { newNames } from '../references/names.ts'
import { afterWrite, isAway, isUnknownOutcome, pause } from '../retry.ts'
import { translate } from '../translate.ts'
import { isSame } from './guarded-change.ts'
import { rename } from './rename.ts'
import type { Rest, WriteProgress } from './write-progress.ts'

interface Taking {
  readonly target: Target
  readonly progress: WriteProgress
}

/** Why the rest stands; undefined: nothing of it does. */
type Standing = 'changed' | 'away' | 'refused' | 'uncertain' | undefined

const reasons: Readonly<Record<Exclude<Standing, undefined>, string>> = {
  changed: ', and could not be taken back, since the resource was changed meanwhile',
  away: ', and could not be taken back, since the directory went away',
  refused: ', and the directory refuses to take it back',
  uncertain: '',
}

/** What to throw: `thrown`, which tells what stands where something does. */
export const takingBack = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { target, progress, thrown }: Taking & { readonly thrown: unknown },
): Promise<unknown> => {
  const { rest, password } = progress
  if (password?.isAnswered === false && mayBeOwnDoing(thrown)) {
    await close(dependencies, mapping, { target, progress }).catch(() => undefined)
    return unavailable('an answer of the directory was lost; read the resource before you try again', 1, thrown)
  }
  if (rest === undefined || !rest.isStored || password?.isAnswered === true || isGone(thrown)) return thrown
  // The password may be set yet: then nothing may be taken back.
  const isOpen = isUnknownOutcome(thrown) && password !== undefined
  const standing = isOpen ? 'uncertain' : await takeBack(dependencies, mapping, { target, progress, rest })
  if (standing === undefined) return isUnknownOutcome(thrown) ? neverSet(thrown) : thrown
  const error = translate(thrown)
  const told = error instanceof ScimError ? error : new ScimError(500, undefined, 'the password could not be set')
  const but = progress.own?.opens === true ? 'the password and the activation' : 'the password'
  return withDetail(told, `${told.message} (everything but ${but} was written before this${reasons[standing]})`, thrown)
}

/** The present password is in the history, and young: `pwdChangedTime`, by which it would show, counts seconds. */
const mayBeOwnDoing = (thrown: unknown): boolean =>
  thrown instanceof DirectoryError && (thrown.policyError === 'in-history' || thrown.policyError === 'too-young')

const isGone = (thrown: unknown): boolean => thrown instanceof ScimError && thrown.status === 404

const neverSet = (cause: unknown) => new DirectoryError('unavailable', 'the password could not be sent', { cause })

const takeBack = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { target, progress, rest }: Taking & { readonly rest: Rest },
): Promise<Standing> => {
  try {
    if (rest.after !== undefined && (await undo(dependencies, mapping, { target, rest, after: rest.after }))) return
    await close(dependencies, mapping, { target, progress })
    return rest.after === undefined ? 'uncertain' : 'changed'
  } catch (thrown) {
    if (isGone(thrown)) return undefined
    if (!(thrown instanceof DirectoryError)) throw thrown
    return isAway(thrown) || isUnknownOutcome(thrown) ? 'away' : 'refused'
  }
}

const attempts = 10

interface Undoing {
  readonly target: Target
  readonly rest: Rest
  readonly after: Entry
}

/**
 * Guarded by the state that the rest left; where only the CSN has moved, as with failed logins, by the new one. Whether
 * it is undone; not where somebody has changed the entry.
 */
const undo = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { target, rest, after }: Undoing,
): Promise<boolean> => {
  const { types } = readAll(mapping)
  // Without a CSN the assertion says only whose entry it is.
  const isGuarded = textOf(after.attributes, 'entryCSN') !== undefined
  let current = isGuarded ? after : await findEntry(dependencies, { mapping, target }, types)
  if (!isUnchanged(after, current)) return false
  let lost: DirectoryError | undefined
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      await writeInverse(dependencies, mapping, { current, rest, types })
      return true
    } catch (thrown) {
      if (!(thrown instanceof DirectoryError) || !isWorthAnotherLook(thrown)) throw thrown
      if (isUnknownOutcome(thrown) || isAway(thrown)) lost = thrown
      await pause(attempt)
    }
    current = await findEntry(dependencies, { mapping, target }, types)
    if (lost !== undefined && isAsBefore(current, rest.before)) return true
    if (!isUnchanged(after, current)) return false
  }
  if (lost !== undefined) throw lost
  return false
}

const isUnchanged = (after: Entry, now: Entry): boolean =>
  isSameDn(now.dn, after.dn) && isSame(after.attributes, now.attributes)

const isWorthAnotherLook = (thrown: DirectoryError): boolean =>
  thrown.code === 122 || thrown.code === 32 || isUnknownOutcome(thrown) || isAway(thrown)

interface Inverting {
  readonly current: Entry
  readonly rest: Rest
  readonly types: readonly string[]
}

const writeInverse = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { current, rest: { change, before }, types }: Inverting,
): Promise<unknown> => {
  const back = inverseChange(change, before)
  const names = newNames(dependencies, mapping, { entry: current, change: back })
  if (back.newRdn !== undefined || names.length > 0)
    return rename(dependencies, current, { change: back, names, types })
  return dependencies.directory.change(current.dn, back, { assertion: assertionOn(current), types: [] })
}

const isAsBefore = (now: Entry, before: Entry): boolean =>
  isSameDn(now.dn, before.dn) && isSame(sorted(now.attributes), sorted(before.attributes))

const sorted = (attributes: AttributeValues): AttributeValues =>
  new Map([...attributes].map(([type, values]) => [type, values.toSorted(byText)]))

const byText = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : 1)

/** The rest stands: at least nobody is let in by half of it. The bar proves that `active` is as this request left it. */
const close = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { target, progress: { own } }: Taking,
): Promise<void> => {
  const { lock } = mapping
  if (lock === undefined || own?.bar === undefined) return
  const entry = await findEntry(dependencies, { mapping, target }, ['entryUUID'])
  const isFlagged = lock.flag !== undefined && own.opens === true
  const flag: readonly Modification[] = isFlagged
    ? [{ operation: 'replace', type: lock.flag as string, values: ['FALSE'] }]
    : []
  const modifications = [...flag, relocking(lock), takingDown(own.bar)]
  await afterWrite(changeHeld(dependencies, mapping, { entry, bar: own.bar, modifications }))
}
