/** AlongControl: who the managers of found people are, in the same answer, for ldapts. draft-masarati-ldap-deref-00 */
import { type BerReader, type BerWriter, Control } from 'ldapts'
import { octetString, sequence } from '../../src/directory/ldapts/ber-tags.ts'
import { derefOid, derefSpecs, readDerefResult } from '../../src/directory/ldapts/dereferenced.ts'
import { Cursor } from '../../src/directory/ldapts/entry-message.ts'
import { textOf } from '../../src/ldap/entry.ts'
import type { Named } from './bare-mapping.ts'

export class AlongControl extends Control {
  /** By DN. */
  readonly managers = new Map<string, Named>()

  constructor() {
    super(derefOid, { critical: false })
  }

  override writeControl(writer: BerWriter): void {
    writer.writeBuffer(derefSpecs({ types: ['manager'], shown: ['entryUUID', 'displayName'] }), octetString)
  }

  /** Called for each entry. */
  override parseControl(reader: BerReader): void {
    const bytes = reader.remainingBuffer
    const cursor = new Cursor(bytes)
    const end = cursor.open(sequence, bytes.length)
    while (cursor.at < end) {
      const { dn, attributes } = readDerefResult(cursor, cursor.open(sequence, end))
      const id = textOf(attributes, 'entryUUID')
      if (id !== undefined) this.managers.set(dn, { id, name: textOf(attributes, 'displayName') ?? '' })
    }
  }
}
