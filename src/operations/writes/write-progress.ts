/** WriteProgress: what earlier attempts of one write request did and met. */
import { DirectoryError } from '../../directory/directory.ts'
import type { EntryChange } from '../../ldap/change.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import type { Lock } from '../../mapping/mapping.ts'
import { isBarred } from '../../mapping/rules/active.ts'
import { conflict, ScimError, withDetail } from '../../scim/error.ts'
import type { Resource } from '../../scim/resource/resource.ts'
import type { NewPassword } from '../passwords/password.ts'
import type { PasswordWrite } from '../passwords/set-password.ts'
import { isUnknownOutcome } from '../retry.ts'
import { translate } from '../translate.ts'
import type { Renaming } from './half-renamed.ts'

export interface WriteProgress {
  /** The state that the last attempt was to bring about. */
  meant?: Resource
  /** A password went out, on the state of this entry. `isAnswered`: it is set for sure. */
  password?: { readonly entry: Entry; readonly isInactive: boolean; readonly isAnswered: boolean }
  /** The bar that this request put up, with what the entry is to hold when it goes. */
  own?: KeepingOut
  /** What else the request asks for went out before the password. */
  rest?: Rest
  /** Another name went out. */
  renaming?: Renaming
  /** Of another request, which is setting a password of the same person, and how often it was met. */
  bar?: { readonly value: string; readonly met: number }
  /** How often the directory contradicted what it had shown, though the entry had not changed in between. */
  refusals: number
  refusedAt?: string
}

export type KeepingOut = Pick<PasswordWrite, 'bar' | 'locking' | 'opens'>

/** What a request asks for beside its password, as it went out. */
export interface Rest {
  readonly before: Entry
  readonly change: EntryChange
  readonly password: NewPassword
  readonly isInactive: boolean
  /** The entry with it; absent where no answer came: then it may be stored, and may be somebody else's work. */
  readonly after?: Entry
  readonly isStored: boolean
  /** `after` was just answered. */
  readonly isFresh: boolean
}

interface Sent {
  readonly entry: Entry
  readonly isInactive: boolean
}

/** About a second, as pauses go. */
const patience = 35

/**
 * One password after the other: whoever comes second would lose the bar to whoever was first, and so the lock.
 * @throws DirectoryError 122, a lost race, unless it has been the same bar for so long that its owner must have died
 */
export const waitForBar = (progress: WriteProgress, { attributes }: Entry, lock: Lock | undefined): void => {
  const value = lock?.bar === undefined ? undefined : textOf(attributes, lock.bar)
  if (value === undefined || !isBarred(value) || value === progress.own?.bar?.value) return
  const met = progress.bar?.value === value ? progress.bar.met + 1 : 1
  progress.bar = { value, met }
  if (met <= patience) throw new DirectoryError(122, 'another request is setting the password')
}

/** The password was set and no answer came: the bar of this request stayed. */
export const leftBar = ({ own }: WriteProgress, { attributes }: Entry): KeepingOut | undefined =>
  own?.bar !== undefined && textOf(attributes, own.bar.type) === own.bar.value ? own : undefined

/** Keeps the first state: that is what the request was decided on. */
export const passwordIsSent = (progress: WriteProgress, { entry, isInactive }: Sent, isAnswered: boolean): void => {
  const { password } = progress
  progress.password = {
    entry: password?.entry ?? entry,
    isInactive,
    isAnswered: isAnswered || password?.isAnswered === true,
  }
}

/** Whether the password of this request stands: twice the same would violate a policy with a history. */
export const isPasswordSet = ({ password }: WriteProgress, entry: Entry): boolean =>
  password !== undefined && (password.isAnswered || changedAt(entry) !== changedAt(password.entry))

const changedAt = ({ attributes }: Entry): string | undefined => textOf(attributes, 'pwdChangedTime')

/** Remembers that a write with a password was not answered. */
export const noting =
  (progress: WriteProgress, sent: Sent) =>
  (thrown: unknown): never => {
    if (isUnknownOutcome(thrown)) passwordIsSent(progress, sent, false)
    throw thrown
  }

const enoughRefusals = 5

/**
 * noSuchAttribute and attributeOrValueExists are lost races, unless the entry is the same each time it is read: then
 * it holds values that the gateway may not see.
 */
export const contradicting =
  (progress: WriteProgress, { attributes }: Entry) =>
  (thrown: unknown): never => {
    if (!(thrown instanceof DirectoryError) || (thrown.code !== 16 && thrown.code !== 20)) throw thrown
    const state = textOf(attributes, 'entryCSN') ?? textOfAll(attributes)
    progress.refusals = progress.refusedAt === state ? progress.refusals + 1 : 1
    progress.refusedAt = state
    if (progress.refusals < enoughRefusals) throw thrown
    throw conflict('the entry holds values that the directory does not show to the gateway', thrown)
  }

/** What stands for a CSN where the server has none. */
const textOfAll = (attributes: Entry['attributes']): string =>
  JSON.stringify([...attributes].map(([type, values]) => [type, values.map(String)]))

/** Half done must not look like nothing done. */
export const tellingOfPassword = ({ password, rest }: WriteProgress, thrown: unknown): unknown => {
  const error = translate(thrown)
  if (password?.isAnswered !== true || !(error instanceof ScimError)) return thrown
  const set = rest === undefined ? 'the password was set' : 'the password and everything else were set'
  return withDetail(error, `${error.message} (${set} before this)`, thrown)
}
