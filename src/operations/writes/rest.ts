/** Rest: what a request asks for beside a password that is set by an operation of its own: written first. RFC 3062 */
import type { EntryChange, Modification } from '../../ldap/change.ts'
import type { Entry } from '../../ldap/entry.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { readAll } from '../../mapping/plan-search.ts'
import { isLocked } from '../../mapping/rules/active.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Target } from '../operations.ts'
import { newBar, puttingUp } from '../passwords/bar.ts'
import type { NewPassword } from '../passwords/password.ts'
import { lockAgain, setPassword } from '../passwords/set-password.ts'
import { findEntry } from '../read.ts'
import { afterWrite, isUnknownOutcome } from '../retry.ts'
import {
  isPasswordSet,
  type KeepingOut,
  leftBar,
  noting,
  passwordIsSent,
  type Rest,
  type WriteProgress,
  waitForBar,
} from './write-progress.ts'

interface Asked {
  readonly entry: Entry
  readonly change: EntryChange
  readonly wasInactive: boolean
  readonly isInactive: boolean
  readonly password: NewPassword
}

interface Writing {
  readonly asked: Asked
  readonly progress: WriteProgress
}

export const isRestStored = ({ rest }: WriteProgress): boolean => rest?.isStored === true

/** It went out, no answer came, and what it was to change is so by now. */
export const restIsFound = (progress: WriteProgress): void => {
  if (progress.rest !== undefined) progress.rest = { ...progress.rest, isStored: true }
}

/** Writes the rest, and remembers it where it is stored, or may be. */
export const writeRest = async (
  mapping: Mapping,
  { asked, progress }: Writing,
  write: (change: EntryChange) => Promise<Entry>,
): Promise<void> => {
  const { entry, password, isInactive } = asked
  const { change, keepingOut } = restFor(mapping, asked)
  progress.own = keepingOut
  const rest = { before: entry, change, password, isInactive }
  try {
    progress.rest = { ...rest, after: await write(change), isStored: true, isFresh: true }
  } catch (thrown) {
    if (isUnknownOutcome(thrown)) progress.rest = { ...rest, isStored: false, isFresh: false }
    throw thrown
  }
}

/**
 * The rest as it goes out, with the bar where the person is deactivated before or after: the password operation takes
 * the lock away, and the old password must not let in whom the rest activates. Where the directory has no bar, the
 * lock stays until the operation takes it.
 */
const restFor = (
  { lock }: Mapping,
  { entry, change, wasInactive, isInactive }: Asked,
): { readonly change: EntryChange; readonly keepingOut: KeepingOut } => {
  if (lock === undefined || (!wasInactive && !isInactive)) {
    return { change, keepingOut: { locking: undefined, bar: undefined } }
  }
  const opens = !isInactive
  if (lock.bar === undefined) {
    const modifications = opens ? without(change.modifications, lock.type) : change.modifications
    return { change: { ...change, modifications }, keepingOut: { locking: [], bar: undefined, opens } }
  }
  const bar = newBar(lock.bar, entry)
  const modifications = [...without(change.modifications, lock.bar), puttingUp(bar)]
  return { change: { ...change, modifications }, keepingOut: { locking: [], bar, opens } }
}

const without = (modifications: readonly Modification[], type: string): readonly Modification[] =>
  modifications.filter((each) => each.type.toLowerCase() !== type.toLowerCase())

interface Finishing {
  readonly target: Target
  readonly progress: WriteProgress
}

/** A bar of this request on the entry proves that the rest, whose answer was lost, is stored. */
export const findStored = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { target, progress }: Finishing,
): Promise<void> => {
  const { rest, own } = progress
  if (rest === undefined || rest.isStored || own?.bar === undefined) return
  const entry = await findEntry(dependencies, { mapping, target }, readAll(mapping).types)
  if (leftBar(progress, entry) !== undefined) progress.rest = { ...rest, after: entry, isStored: true, isFresh: true }
}

/**
 * Sets the password behind the rest, if it is not. The entry as stored then.
 * @throws DirectoryError where the password is refused; the rest stays, and its bar
 */
export const finish = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { target, progress }: Finishing,
): Promise<Entry> => {
  const { types } = readAll(mapping)
  const rest = progress.rest as Rest
  const known = rest.isFresh ? rest.after : undefined
  progress.rest = { ...rest, isFresh: false }
  const entry = known ?? (await findEntry(dependencies, { mapping, target }, types))
  const left = leftBar(progress, entry)
  if (isPasswordSet(progress, entry)) {
    const held = left ?? (progress.own?.bar === undefined ? progress.own : undefined)
    if (held !== undefined) await afterWrite(lockAgain(dependencies, mapping, { entry, ...held }))
  } else {
    if (left === undefined) waitForBar(progress, entry, mapping.lock)
    const keepingOut = left ?? keepingOutNow(mapping, entry, progress)
    progress.own = keepingOut
    const sent = { entry, isInactive: rest.isInactive }
    const onSet = () => passwordIsSent(progress, sent, true)
    const bar = left === undefined ? {} : { isBarUp: true, keepsBar: true }
    const write = { entry, password: rest.password.value, ...keepingOut, ...bar, onSet }
    await afterWrite(setPassword(dependencies, mapping, write).catch(noting(progress, sent)))
  }
  return afterWrite(findEntry(dependencies, { mapping, target }, types))
}

/** Without a bar of this request on it: as the entry is by now. */
const keepingOutNow = ({ lock }: Mapping, entry: Entry, { own }: WriteProgress): KeepingOut => {
  if (lock === undefined || !isLocked(entry.attributes, lock)) return { locking: undefined, bar: undefined }
  if (lock.bar === undefined) return { locking: [], bar: undefined, opens: own?.opens === true }
  return { locking: [], bar: newBar(lock.bar, entry) }
}
