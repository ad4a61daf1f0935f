/** setPassword: a password in a write of its own, that lets nobody in who is deactivated. RFC 3062 */
import { DirectoryError } from '../../directory/directory.ts'
import { assertionOn } from '../../directory/write-assertion.ts'
import type { Modification } from '../../ldap/change.ts'
import { type Entry, textOf, valuesOf } from '../../ldap/entry.ts'
import { idOf } from '../../mapping/identity.ts'
import type { Lock, Mapping } from '../../mapping/mapping.ts'
import { isLocked, lockedForGood } from '../../mapping/rules/active.ts'
import type { Dependencies } from '../dependencies.ts'
import { findEntry } from '../read.ts'
import { afterWrite, isUnknownOutcome, retrying } from '../retry.ts'
import { type Bar, holds, newBar, puttingUp, takingDown } from './bar.ts'

export interface PasswordWrite {
  readonly entry: Entry
  readonly password: string
  /** What makes the entry that of a deactivated person; undefined: neither is the person one, nor to become one. */
  readonly locking: readonly Modification[] | undefined
  /** `barFor`. */
  readonly bar: Bar | undefined
  /** The person was deactivated and is to be let in, once the password is set. */
  readonly opens?: boolean
  /** The entry holds the bar already. */
  readonly isBarUp?: boolean
  /** Where the password is refused, the caller sees to the bar. */
  readonly keepsBar?: boolean
  /** Called when the password is set for sure, whatever becomes of the lock after it. */
  readonly onSet?: () => void
}

/** What must keep the person out meanwhile, where the directory has such a thing. */
export const barFor = (
  { lock }: Mapping,
  { entry, locking }: Pick<PasswordWrite, 'entry' | 'locking'>,
): Bar | undefined => (lock?.bar === undefined || locking === undefined ? undefined : newBar(lock.bar, entry))

/**
 * The operation takes the lock of slapo-ppolicy away and cannot be told to leave it. So a bar is put up before, which
 * ppolicy looks at first and does not touch, and goes in the write that locks again: in no instant could the person
 * bind. If the gateway dies in between, the bar stays, and reads as `active: false`. Where the directory knows no
 * `pwdEndTime`, the person is locked again right after.
 * @throws DirectoryError 122 where the entry is not what was read any more; 'unknown-outcome' where the directory went
 * away once the password was set
 */
export const setPassword = async (
  dependencies: Dependencies,
  mapping: Mapping,
  write: PasswordWrite,
): Promise<void> => {
  const { directory } = dependencies
  const { entry, password, bar } = write
  if (bar !== undefined && write.isBarUp !== true) {
    await directory.change(entry.dn, { modifications: [puttingUp(bar)] }, { assertion: assertionOn(entry), types: [] })
  }
  // The operation takes no assertion, so that the entry is looked at right before.
  if ((await directory.read(entry.dn, [], holds(entry, bar))) === undefined) {
    throw new DirectoryError(122, 'the entry is not what it was')
  }
  try {
    await directory.setPassword(entry.dn, password)
  } catch (thrown) {
    // As long as it may still be carried out, the bar must stay.
    if (bar !== undefined && write.keepsBar !== true && !isUnknownOutcome(thrown)) {
      await changeHeld(dependencies, mapping, { entry, bar, modifications: asBefore(mapping, bar) })
    }
    throw thrown
  }
  write.onSet?.()
  await afterWrite(lockAgain(dependencies, mapping, write))
  await afterWrite(relockDeactivated(dependencies, mapping, write))
}

/** The lock for the bar, or nothing for it where the person is to be let in. Nothing where nobody is to be kept out. */
export const lockAgain = async (
  dependencies: Dependencies,
  mapping: Mapping,
  write: Pick<PasswordWrite, 'entry' | 'locking' | 'bar' | 'opens'>,
): Promise<void> => {
  const { lock } = mapping
  const { entry, locking, bar } = write
  if (locking === undefined || lock === undefined) return
  if (write.opens === true) {
    const modifications = [bar === undefined ? unlocking(lock) : takingDown(bar)]
    await changeHeld(dependencies, mapping, { entry, bar, modifications })
    return
  }
  const others = locking.filter(({ type }) => type.toLowerCase() !== lock.type.toLowerCase())
  const modifications = [...others, relocking(lock), ...(bar === undefined ? [] : [takingDown(bar)])]
  await changeHeld(dependencies, mapping, { entry, bar, modifications })
}

export const relocking = ({ type }: Lock): Modification => ({ operation: 'replace', type, values: [lockedForGood] })

const unlocking = ({ type }: Lock): Modification => ({ operation: 'replace', type, values: [] })

/** Whoever has a bar was locked, or had one that another gateway left. An operation that was not answered may have taken the lock. */
const asBefore = ({ lock }: Mapping, bar: Bar): readonly Modification[] => [
  ...(lock === undefined ? [] : [relocking(lock)]),
  takingDown(bar),
]

interface HeldChange {
  readonly entry: Entry
  readonly bar: Bar | undefined
  readonly modifications: readonly Modification[]
}

/**
 * Wherever the entry is by now, and repeated where the answer is lost. Where the bar is not ours any more nothing is
 * done: another request has put up its own, or has activated the person.
 */
export const changeHeld = (
  dependencies: Dependencies,
  mapping: Mapping,
  { entry, bar, modifications }: HeldChange,
): Promise<void> => {
  const target = { resourceType: mapping.resourceType, id: idOf(entry) }
  return retrying(dependencies.observe, async () => {
    const { dn } = await findEntry(dependencies, { mapping, target }, ['entryUUID'])
    const options = { assertion: holds(entry, bar), types: [] }
    await dependencies.directory.change(dn, { modifications }, options).catch((thrown: unknown) => {
      if (bar === undefined || !(thrown instanceof DirectoryError) || thrown.code !== 122) throw thrown
    })
  })
}

/** Somebody deactivated the person just before the operation, which took that lock away; the flag beside it tells. */
const relockDeactivated = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { entry, locking }: PasswordWrite,
): Promise<void> => {
  const { lock } = mapping
  if (lock?.flag === undefined) return
  const isFlagged = ({ attributes }: Pick<Entry, 'attributes'>) => textOf(attributes, lock.flag as string) === 'FALSE'
  // Unlocked by somebody who knows nothing of the flag.
  if (locking === undefined && isFlagged(entry)) return
  const types = [lock.type, lock.flag, ...(lock.bar === undefined ? [] : [lock.bar])]
  const now = await dependencies.directory.read(entry.dn, types, holds(entry, undefined))
  if (now === undefined || !isFlagged(now) || isLocked(now.attributes, lock)) return
  await changeHeld(dependencies, mapping, { entry, bar: undefined, modifications: [relocking(lock)] })
}

/** Attribute types that the operation and what surrounds it change. */
const ownEffects = ({ lock }: Mapping): readonly string[] =>
  ['pwdChangedTime', lock?.type, lock?.flag, lock?.bar].filter((type) => type !== undefined)

/** `entry` as if the password had not been set: what others changed meanwhile, and nothing else, tells it from `before`. */
export const withoutOwnEffects = (mapping: Mapping, entry: Entry, before: Entry): Entry => {
  const attributes = new Map(entry.attributes)
  for (const type of ownEffects(mapping)) {
    const values = valuesOf(before.attributes, type)
    if (values.length === 0) attributes.delete(type.toLowerCase())
    else attributes.set(type.toLowerCase(), values)
  }
  return { ...entry, attributes }
}
