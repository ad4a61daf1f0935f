/** DerefControl: attributes of the entries that a DN-valued attribute names. draft-masarati-ldap-deref-00 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type BerReader, type BerWriter, Control } from 'ldapts'
import type { Entry } from '../../../ldap/entry.ts'
import { octetString, sequence } from '../ber-tags.ts'
import { derefOid, derefSpecs, readDerefResult } from '../dereferenced.ts'
import { Cursor } from '../entry-message.ts'

/** Entries read in one go: a group has 100,000 members, and others wait for an answer too. */
const part = 1_000

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
  async *found(): AsyncGenerator<readonly Entry[], void, undefined> {
    const bytes = this.#answer
    if (bytes === undefined) return
    const cursor = new Cursor(bytes)
    const end = cursor.open(sequence, bytes.length)
    while (cursor.at < end) {
      const entries: Entry[] = []
      while (cursor.at < end && entries.length < part) entries.push(readDerefResult(cursor, cursor.open(sequence, end)))
      yield entries
      if (cursor.at < end) await nextTurn()
    }
  }
}
