/** NewPassword: the password that a resource asks for, and how it goes into a write together with everything else. RFC 7643 §4.1.1 */
import type { EntryChange, Modification } from '../../ldap/change.ts'
import type { AttributeValue, AttributeValues } from '../../ldap/entry.ts'
import type { Lock, Mapping } from '../../mapping/mapping.ts'
import { lockedForGood } from '../../mapping/rules/active.ts'
import { invalidValue } from '../../scim/error.ts'
import type { Resource } from '../../scim/resource/resource.ts'
import { preparePassword } from '../../text/precis.ts'

export interface NewPassword {
  readonly by: 'operation' | 'value'
  readonly type: string
  readonly value: string
  readonly as?: 'quotedUtf16'
}

/**
 * The password that the resource asks for, where one is mapped, as RFC 7644 §5 prepares it.
 * @throws invalidValue
 */
export const passwordIn = ({ password }: Mapping, resource: Resource): NewPassword | undefined => {
  if (password === undefined || typeof resource.password !== 'string') return undefined
  const prepared = preparePassword(resource.password)
  if (prepared.kind === 'refused') throw invalidValue(`password ${prepared.why}`)
  // slapd would take what follows the name of a scheme for a hash, and nobody could bind with the password.
  if (password.by === 'value' && password.as === undefined && /^\{[^{}]+\}/.test(prepared.text)) {
    throw invalidValue('password must not begin with a word in braces')
  }
  return { ...password, value: prepared.text }
}

/** `by: value`: the attribute values of a new entry with its password among them. */
export const withPassword = (attributes: AttributeValues, password: NewPassword): AttributeValues =>
  new Map([...attributes, [password.type.toLowerCase(), [storedForm(password)]]])

/** Active Directory: in double quotes, as UTF-16LE. [MS-ADTS] §3.1.1.3.1.5.1 */
const storedForm = ({ value, as }: NewPassword): AttributeValue =>
  as === 'quotedUtf16' ? new Uint8Array(Buffer.from(`"${value}"`, 'utf16le')) : value

interface Setting {
  readonly password: NewPassword
  readonly isInactive: boolean
}

/** `by: value`: the change with the password, in one modify with everything else. */
export const settingPassword = (
  change: EntryChange,
  lock: Lock | undefined,
  { password, isInactive }: Setting,
): EntryChange => {
  const isLock = ({ type }: Modification) => type.toLowerCase() === lock?.type.toLowerCase()
  const { modifications } = change
  const others = isInactive ? modifications.filter((each) => !isLock(each)) : modifications
  const relock = isInactive && lock !== undefined ? lockThatStays(lock) : []
  const set: Modification = { operation: 'replace', type: password.type, values: [storedForm(password)] }
  // Active Directory lets nobody be activated who has no password yet.
  const all = password.as === undefined ? [...others, ...relock, set] : [set, ...others, ...relock]
  return { ...change, modifications: all }
}

/**
 * slapo-ppolicy takes a lock away when the password changes, even one of the same modify, unless that modify deletes
 * the lock itself. The first of these makes the second possible whatever the entry holds.
 */
const lockThatStays = ({ type }: Lock): readonly Modification[] => [
  { operation: 'replace', type, values: [lockedForGood] },
  { operation: 'delete', type, values: [] },
  { operation: 'add', type, values: [lockedForGood] },
]
