/** openingOf: what an addition asks of a list's placeholder, told without reading the list. RFC 4528 */
import type { DirectoryReader } from '../../directory/directory.ts'
import type { Modification } from '../../ldap/change.ts'
import type { Dn } from '../../ldap/dn.ts'
import { always, and, equal, type LdapFilter, not } from '../../ldap/filter.ts'
import type { GroupInDirectory } from '../references/witness.ts'

interface Reader {
  readonly directory: Pick<DirectoryReader, 'read'>
}

/** What goes with the addition, and what must hold when it arrives: of parallel additions one takes the placeholder away. */
export interface Opening {
  readonly modifications: readonly Modification[]
  readonly assertion: LdapFilter
}

export const nothingHeldOpen: Opening = { modifications: [], assertion: always }

export const openingOf = async (
  reader: Reader,
  group: GroupInDirectory,
  placeholder: Dn | undefined,
): Promise<Opening> => {
  if (placeholder === undefined) return nothingHeldOpen
  const { memberType: type } = group
  const isHere = equal(type, placeholder)
  if (!(await isIn(reader, group, placeholder))) return { modifications: [], assertion: not(isHere) }
  return { modifications: [{ operation: 'delete', type, values: [placeholder] }], assertion: isHere }
}

/** Asked of the directory about one value. */
export const isIn = async ({ directory }: Reader, group: GroupInDirectory, value: string): Promise<boolean> => {
  const filter = and(equal('entryUUID', group.id), equal(group.memberType, value))
  return (await directory.read(group.dn, [], filter)) !== undefined
}
