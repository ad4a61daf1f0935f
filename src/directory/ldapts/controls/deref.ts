/** DerefControl: attributes of the entries that a DN-valued attribute names. draft-masarati-ldap-deref-00 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type BerReader, BerWriter, Control } from 'ldapts'
import type { Dn } from '../../../ldap/dn.ts'
import type { Entry } from '../../../ldap/entry.ts'
import { octetString, sequence } from '../ber-tags.ts'
import { Cursor, readAttributes } from '../entry-message.ts'

export const derefOid = '1.3.6.1.4.1.4203.666.5.16'

const attributesTag = 0xa0
/** Entries read in one go: a group has 100,000 members, and others wait for an answer too. */
const turn = 1_000

/** One instance for one base search: the answers of several entries could not be told apart. */
export class DerefControl extends Control {
  readonly #type: string
  readonly #types: readonly string[]
  #answer: Buffer | undefined

  constructor(type: string, types: readonly string[]) {
    super(derefOid, { critical: true })
    this.#type = type
    this.#types = types
  }

  override writeControl(writer: BerWriter): void {
    const value = new BerWriter()
    value.startSequence()
    value.startSequence()
    value.writeString(this.#type)
    value.startSequence()
    for (const type of this.#types) value.writeString(type)
    value.endSequence()
    value.endSequence()
    value.endSequence()
    writer.writeBuffer(value.buffer, octetString)
  }

  override parseControl(reader: BerReader): void {
    this.#answer = reader.remainingBuffer
  }

  /** By DN as the server prints it; without attributes where a value names no readable entry. */
  async *found(): AsyncGenerator<Entry, void, undefined> {
    const bytes = this.#answer
    if (bytes === undefined) return
    const cursor = new Cursor(bytes)
    const end = cursor.open(sequence, bytes.length)
    for (let count = 1; cursor.at < end; count += 1) {
      yield readResult(cursor, cursor.open(sequence, end))
      if (count % turn === 0) await nextTurn()
    }
  }
}

const readResult = (cursor: Cursor, end: number): Entry => {
  cursor.skip(cursor.open(octetString, end))
  const dn = cursor.text(cursor.open(octetString, end)) as Dn
  const hasAttributes = cursor.tag(end) === attributesTag
  return { dn, attributes: hasAttributes ? readAttributes(cursor, cursor.open(attributesTag, end)) : new Map() }
}
