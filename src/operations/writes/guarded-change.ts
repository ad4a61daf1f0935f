/** changeGuarded: a change for the very state of an entry on which it was decided, whatever moves beside that. RFC 4528 */
import { type Directory, DirectoryError } from '../../directory/directory.ts'
import { assertionOn, isEntry } from '../../directory/write-assertion.ts'
import type { EntryChange } from '../../ldap/change.ts'
import type { AttributeValue, AttributeValues, Entry } from '../../ldap/entry.ts'

/** A read and a modify each: quicker than deciding again, which somebody who writes all the time would always outrun. */
const quickAttempts = 10

interface GuardedChange {
  readonly change: EntryChange
  /** All on which the change was decided. */
  readonly types: readonly string[]
  /** false: not even the CSN may have moved. */
  readonly mayMove: boolean
  readonly setsPassword?: boolean
}

/**
 * Where the CSN has moved (122) and all that was read is as it was, the change goes out again at once, guarded by the new
 * CSN.
 * @throws DirectoryError 122 where something of that has changed
 */
export const changeGuarded = async (
  directory: Pick<Directory, 'change' | 'read'>,
  decidedOn: Entry,
  { change, types, mayMove, setsPassword = false }: GuardedChange,
): Promise<Entry> => {
  let current = decidedOn
  for (let attempt = 1; ; attempt++) {
    try {
      return await directory.change(current.dn, change, { assertion: assertionOn(current), types, setsPassword })
    } catch (thrown) {
      if (!mayMove || attempt === quickAttempts || !isLost(thrown)) throw thrown
      const now = await directory.read(decidedOn.dn, types, isEntry(decidedOn))
      if (now === undefined || !isSame(decidedOn.attributes, now.attributes)) throw thrown
      current = now
    }
  }
}

const isLost = (thrown: unknown): boolean => thrown instanceof DirectoryError && thrown.code === 122

const moving: ReadonlySet<string> = new Set(['entrycsn', 'modifytimestamp', 'pwdfailuretime', 'pwdlastsuccess'])

/** Whether the attributes are as they were, but for what every write and every login moves. */
export const isSame = (before: AttributeValues, now: AttributeValues): boolean => {
  const keys = new Set([...before.keys(), ...now.keys()])
  return [...keys].every((key) => moving.has(key) || sameValues(before.get(key) ?? [], now.get(key) ?? []))
}

const sameValues = (before: readonly AttributeValue[], now: readonly AttributeValue[]): boolean =>
  before.length === now.length && before.every((value, at) => isEqual(value, now[at] as AttributeValue))

const isEqual = (a: AttributeValue, b: AttributeValue): boolean =>
  typeof a === 'string' || typeof b === 'string' ? a === b : Buffer.compare(a, b) === 0
