/**
 * Dereferencing along with a search: what the entries that are found name by DN comes in the same answer.
 * draft-masarati-ldap-deref-00
 */
import { BerWriter } from 'ldapts'
import type { Dn } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import type { Dereference } from '../directory.ts'
import { boolean, octetString, sequence } from './ber-tags.ts'
import { type Cursor, readAttributes } from './entry-message.ts'

export const derefOid = '1.3.6.1.4.1.4203.666.5.16'

const controlsTag = 0xa0
const attributesTag = 0xa0

/** The value of the request control: for each type a DerefSpec. */
export const derefSpecs = ({ types, shown }: Dereference): Buffer => {
  const value = new BerWriter()
  value.startSequence()
  for (const type of types) {
    value.startSequence()
    value.writeString(type)
    value.startSequence()
    for (const each of shown) value.writeString(each)
    value.endSequence()
    value.endSequence()
  }
  value.endSequence()
  return value.buffer
}

const known = new WeakMap<Dereference, Buffer>()

/** All controls of a search that has this one alone. Not critical: a server that cannot answers without. */
export const derefControls = (dereference: Dereference): Buffer => {
  const found = known.get(dereference)
  if (found !== undefined) return found
  const writer = new BerWriter()
  writer.startSequence(controlsTag)
  writer.startSequence()
  writer.writeString(derefOid)
  writer.writeBuffer(derefSpecs(dereference), octetString)
  writer.endSequence()
  writer.endSequence()
  known.set(dereference, writer.buffer)
  return writer.buffer
}

const oidBytes = Buffer.from(derefOid)

/** What the controls behind an entry have of it. `cursor` stands before them. RFC 4511 §4.1.11 */
export const readDereferenced = (cursor: Cursor, limit: number): readonly Entry[] => {
  const found: Entry[] = []
  const controlsEnd = cursor.open(controlsTag, limit)
  while (cursor.at < controlsEnd) {
    const end = cursor.open(sequence, controlsEnd)
    const typeEnd = cursor.open(octetString, end)
    const isDeref = cursor.isAt(oidBytes, typeEnd)
    cursor.skip(typeEnd)
    if (cursor.tag(end) === boolean) cursor.skip(cursor.open(boolean, end))
    if (isDeref && cursor.tag(end) === octetString) {
      const resultsEnd = cursor.open(sequence, cursor.open(octetString, end))
      while (cursor.at < resultsEnd) found.push(readDerefResult(cursor, cursor.open(sequence, resultsEnd)))
    }
    cursor.skip(end)
  }
  return found
}

/** By DN as the server prints it; without attributes where a value names no readable entry. */
export const readDerefResult = (cursor: Cursor, end: number): Entry => {
  cursor.skip(cursor.open(octetString, end))
  const dn = cursor.text(cursor.open(octetString, end)) as Dn
  const hasAttributes = cursor.tag(end) === attributesTag
  return { dn, attributes: hasAttributes ? readAttributes(cursor, cursor.open(attributesTag, end)) : new Map() }
}
