/** PostReadControl: the entry as it is after the write, in the same answer. One instance for one request. RFC 4527 §3.2 */
import { type BerReader, type BerWriter, Control } from 'ldapts'
import type { Entry } from '../../../ldap/entry.ts'
import { octetString } from '../ber-tags.ts'
import { readBareEntry } from '../entry-message.ts'
import { typesBytes } from '../types-bytes.ts'

export class PostReadControl extends Control {
  readonly #types: readonly string[]
  /** undefined: no answer yet, or one without the entry. */
  entry: Entry | undefined

  constructor(types: readonly string[]) {
    super('1.3.6.1.1.13.2', { critical: true })
    this.#types = types
  }

  override writeControl(writer: BerWriter): void {
    writer.writeBuffer(typesBytes(this.#types), octetString)
  }

  override parseControl(reader: BerReader): void {
    this.entry = readBareEntry(reader.remainingBuffer)
  }
}
