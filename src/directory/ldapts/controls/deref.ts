/** DerefControl: attributes of the entries that a DN-valued attribute names. draft-masarati-ldap-deref-00 */
import { type BerReader, BerWriter, Control } from 'ldapts'
import type { Dn } from '../../../ldap/dn.ts'
import type { AttributeValues } from '../../../ldap/entry.ts'
import { toAttributeValues } from '../convert.ts'
import { readAttributes } from './post-read.ts'

export const derefOid = '1.3.6.1.4.1.4203.666.5.16'

const attributesTag = 0xa0

/** One instance for one base search: the answers of several entries could not be told apart. */
export class DerefControl extends Control {
  readonly #type: string
  readonly #types: readonly string[]
  /** By DN as the server prints it; empty for a value that names no readable entry. */
  readonly found = new Map<Dn, AttributeValues>()

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
    writer.writeBuffer(value.buffer, 0x04)
  }

  override parseControl(reader: BerReader): void {
    reader.readSequence()
    const end = reader.offset + reader.length
    while (reader.offset < end) this.#parseResult(reader)
  }

  #parseResult(reader: BerReader): void {
    reader.readSequence()
    const end = reader.offset + reader.length
    reader.readString()
    const dn = (reader.readString() ?? '') as Dn
    const attributes = reader.offset < end && reader.peek() === attributesTag ? readAttributes(reader) : []
    this.found.set(dn, toAttributeValues(attributes))
  }
}
