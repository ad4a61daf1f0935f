/** refuseNowhere: a new entry whose place, which depends on what the client sent, is not there. RFC 4511 §4.7 */
import { DirectoryError, type DirectoryReader } from '../../directory/directory.ts'
import type { EntryChange } from '../../ldap/change.ts'
import { type Dn, normaliseDn, parentOf } from '../../ldap/dn.ts'
import { containerSources } from '../../mapping/create-in.ts'
import { nameOf } from '../../mapping/encode.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { invalidValue } from '../../scim/error.ts'
import { translate } from '../translate.ts'

type Creation = Pick<Mapping, 'creation' | 'resourceType' | 'moving'>

/** Before anything is written, and for a directory that only pretends to write. @throws 400 that names the attributes */
export const refuseNowhere = async (
  directory: Pick<DirectoryReader, 'read'>,
  mapping: Creation,
  dn: Dn,
): Promise<void> => {
  const place = parentOf(dn)
  if (place === undefined || !isMade(mapping, place)) return
  if ((await directory.read(place, [])) === undefined) throw nowhere(mapping)
}

/** Of an entry that is to move: 32 would be taken for a lost race. @throws 400 that names the attributes, 500 */
export const refuseMovingNowhere = async (
  directory: Pick<DirectoryReader, 'read'>,
  mapping: Creation,
  { newSuperior }: Pick<EntryChange, 'newSuperior'>,
): Promise<void> => {
  if (newSuperior === undefined || (await directory.read(newSuperior, [])) !== undefined) return
  if (isMade(mapping, newSuperior)) throw nowhere(mapping)
  throw translate(new DirectoryError(noSuchObject, 'the place that the entry is to be moved to is not there'))
}

/** It may go between the look and the write. */
export const refusingNowhere =
  (mapping: Creation, dn: Dn) =>
  (thrown: unknown): never => {
    const isGone = thrown instanceof DirectoryError && thrown.code === noSuchObject
    throw isGone && isMade(mapping, parentOf(dn) ?? ('' as Dn)) ? nowhere(mapping, thrown) : thrown
  }

const noSuchObject = 32

/** A place that the operator names must be there: it is not the client's fault where it is not. */
const isMade = ({ creation: { base, createIn }, moving }: Creation, place: Dn): boolean => {
  const named = [base, moving?.inactiveIn, moving?.activeIn].flatMap((dn) => (dn === undefined ? [] : normaliseDn(dn)))
  return createIn !== undefined && !named.includes(normaliseDn(place))
}

const nowhere = ({ creation: { createIn }, resourceType: { name } }: Creation, cause?: unknown) => {
  const names = createIn === undefined ? [] : containerSources(createIn).map(nameOf)
  return invalidValue(
    `the directory has no place for a new ${name} of this ${[...new Set(names)].join(' and ')}`,
    cause,
  )
}
