/** guardedDirectory: a directory that refuses a client's writes of protected entries, whichever operation they are part of. */
import type { Directory, DirectoryWrite } from '../../directory/directory.ts'
import { dnAfterChange, type EntryChange } from '../../ldap/change.ts'
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import { forbidden } from '../../scim/error.ts'
import type { Closure } from './closure.ts'
import type { Protection } from './protection.ts'

/**
 * Whatever a write is a part of, its DN decides: adding a member is a write of the group, from whichever side it is asked
 * for, and so is what a deleted or renamed person leaves in it. Whoever is in a protected group has its power: nobody
 * takes that person's name, place or password; all else of a member, `active` among it, can be changed.
 */
export const guardedDirectory = (directory: Directory, protection: Protection, client: string): Directory => {
  if (protection.isAllowed(client)) return directory
  const check = async (writes: readonly Write[]): Promise<void> => {
    const closure = await protection.now()
    for (const write of writes) refuse(write, closure, protection)
  }
  return {
    ...directory,
    add: async (dn, attributes, options) => {
      await check([{ kind: 'add', dn }])
      return directory.add(dn, attributes, options)
    },
    change: async (dn, change, options) => {
      await check([{ kind: 'change', dn, change, setsPassword: options.setsPassword === true }])
      return directory.change(dn, change, options)
    },
    delete: async (dn, assertion) => {
      await check([{ kind: 'delete', dn }])
      return directory.delete(dn, assertion)
    },
    setPassword: async (dn, password) => {
      await check([{ kind: 'password', dn }])
      return directory.setPassword(dn, password)
    },
    atomically: async (writes, options) => {
      await check(writes.map(written))
      return directory.atomically(writes, options)
    },
  }
}

/** As `setPassword` of a guarded directory is refused, before anything else is written with it. @throws 403 */
export const passwordRight =
  (protection: Protection, client: string) =>
  async (dn: Dn): Promise<void> => {
    if (!protection.isAllowed(client)) refuse({ kind: 'password', dn }, await protection.now(), protection)
  }

type Write =
  | { readonly kind: 'add' | 'delete' | 'password'; readonly dn: Dn }
  | { readonly kind: 'change'; readonly dn: Dn; readonly change: EntryChange; readonly setsPassword: boolean }

const written = (write: DirectoryWrite): Write =>
  write.kind === 'change'
    ? { kind: 'change', dn: write.dn, change: write.change, setsPassword: false }
    : { kind: write.kind, dn: write.dn }

const refuse = (write: Write, { entries, members }: Closure, { passwordTypes }: Protection): void => {
  const dn = normaliseDn(write.dn)
  if (entries.has(dn)) throw forbidden(ofEntry)
  if (write.kind !== 'change') {
    if (members.has(dn)) throw forbidden(write.kind === 'password' ? ofPassword : ofMember)
    return
  }
  const { change } = write
  const isPassword =
    write.setsPassword || change.modifications.some(({ type }) => passwordTypes.has(type.toLowerCase()))
  if (isPassword && members.has(dn)) throw forbidden(ofPassword)
  if (change.newRdn === undefined) return
  const to = normaliseDn(dnAfterChange(write.dn, change))
  if (entries.has(to)) throw forbidden(ofEntry)
  if (to !== dn && (members.has(dn) || members.has(to))) throw forbidden(ofMember)
  if ([...entries].some((each) => each.endsWith(`,${dn}`))) throw forbidden(ofEntry)
}

const how = 'the operator can allow it to this client'
const ofEntry = `This would change an entry that gives power over the directory, which is protected: ${how}`
const ofMember = `Whoever is of this name has power over the directory by a protected group, and can be neither deleted, renamed nor made anew: ${how}`
const ofPassword = `Whoever is in a protected group has power over the directory, and gets no password here: ${how}`
