/** Passwords: set so that the directory hashes them, and so that a deactivated person stays locked. RFC 3062 */
import { DirectoryError } from '../directory/directory.ts'
import type { Modification } from '../ldap/change.ts'
import { type AttributeValues, type Entry, valuesOf } from '../ldap/entry.ts'
import { idOf } from '../mapping/identity.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { lockedForGood } from '../mapping/rules/active.ts'
import { invalidValue } from '../scim/error.ts'
import type { Resource } from '../scim/resource/resource.ts'
import type { Dependencies } from './dependencies.ts'
import { findEntry } from './read.ts'
import { retrying } from './retry.ts'
import { isEntry } from './write-assertion.ts'

export interface NewPassword {
  readonly by: 'operation' | 'value'
  readonly type: string
  readonly value: string
}

/** The password that the resource asks for, where one is mapped. */
export const passwordIn = ({ password }: Mapping, resource: Resource): NewPassword | undefined => {
  const value = resource.password
  if (password === undefined || typeof value !== 'string') return undefined
  // slapd would take what follows the name of a scheme for a hash, and nobody could bind with the password.
  if (password.by === 'value' && /^\{[^{}]+\}/.test(value)) {
    throw invalidValue('password must not begin with a word in braces')
  }
  return { ...password, value }
}

/** `by: value`: the attribute values of a new entry with its password among them. */
export const withPassword = (attributes: AttributeValues, { type, value }: NewPassword): AttributeValues =>
  new Map([...attributes, [type.toLowerCase(), [value]]])

/** `by: value`: what sets the password, in one modify with everything else. */
export const passwordModification = ({ type, value }: NewPassword): Modification => ({
  operation: 'replace',
  type,
  values: [value],
})

interface PasswordWrite {
  readonly entry: Entry
  readonly password: NewPassword
  /** Locked again: slapo-ppolicy takes a lock away when the password changes, even one of the same modify. */
  readonly isInactive: boolean
}

/**
 * The password in a write of its own. A deactivated person is locked again in the same unit of work where `by: value`
 * and the directory's transactions allow it, else right after.
 * @throws DirectoryError 122 where another entry has the DN by now
 */
export const setPassword = async (
  dependencies: Dependencies,
  mapping: Mapping,
  write: PasswordWrite,
): Promise<void> => {
  const { directory } = dependencies
  const { entry, password, isInactive } = write
  const lock = isInactive ? mapping.lock : undefined
  const assertion = isEntry(entry)
  if (password.by === 'operation') {
    // The operation takes no assertion, so that the entry is looked at right before.
    if ((await directory.read(entry.dn, [], assertion)) === undefined) {
      throw new DirectoryError(122, 'another entry has the DN')
    }
    await directory.setPassword(entry.dn, password.value)
  } else {
    const set = { modifications: [passwordModification(password)] }
    if (lock !== undefined && (await directory.capabilities()).transactions) {
      const { dn } = entry
      const relock = { modifications: [lockModification(lock)] }
      return directory.atomically([
        { kind: 'change', dn, change: set, assertion },
        { kind: 'change', dn, change: relock },
      ])
    }
    await directory.change(entry.dn, set, { assertion, types: [] })
  }
  if (lock !== undefined) await lockAgain(dependencies, mapping, { entry, lock })
}

const lockModification = (lock: string): Modification => ({ operation: 'replace', type: lock, values: [lockedForGood] })

/** Wherever the entry is by now. Repeated where the answer is lost, as nothing may leave it open. */
const lockAgain = (
  dependencies: Dependencies,
  mapping: Mapping,
  { entry, lock }: { readonly entry: Entry; readonly lock: string },
): Promise<unknown> => {
  const target = { resourceType: mapping.resourceType, id: idOf(entry) }
  const modifications = [lockModification(lock)]
  return retrying(dependencies.observe, async () => {
    const { dn } = await findEntry(dependencies, { mapping, target }, ['entryUUID'])
    return dependencies.directory.change(dn, { modifications }, { assertion: isEntry(entry), types: [] })
  })
}

/** Attribute types that the operation changes by itself. */
const ownEffects = ({ lock }: Mapping): readonly string[] => ['pwdChangedTime', ...(lock === undefined ? [] : [lock])]

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
