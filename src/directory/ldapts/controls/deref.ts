/** DerefControl: attributes of the entries that a DN-valued attribute names. draft-masarati-ldap-deref-00 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type BerReader, type BerWriter, Control } from 'ldapts'
import type { Entry } from '../../../ldap/entry.ts'
import { octetString, sequence } from '../ber-tags.ts'
import { derefOid, derefSpecs, readDerefResult } from '../dereferenced.ts'
import { Cursor } from '../entry-message.ts'

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
    writer.writeBuffer(derefSpecs({ types: [this.#type], shown: this.#types }), octetString)
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
      yield readDerefResult(cursor, cursor.open(sequence, end))
      if (count % turn === 0) await nextTurn()
    }
  }
}
