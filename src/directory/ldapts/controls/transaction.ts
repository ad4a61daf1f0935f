/** The parts of a transaction: its start, the control of its members, its end. RFC 5805 */
import { BerReader, BerWriter, Control, ExtendedRequest } from 'ldapts'
import { octetString } from '../ber-tags.ts'
import { unsent } from '../message.ts'

export const startOid = '1.3.6.1.1.21.1'
const controlOid = '1.3.6.1.1.21.2'
const endOid = '1.3.6.1.1.21.3'

/** Says which transaction a write belongs to. slapd's identifier is the empty string: a connection has only one. */
export class TransactionControl extends Control {
  readonly #identifier: Buffer

  constructor(identifier: Buffer) {
    super(controlOid, { critical: true })
    this.#identifier = identifier
  }

  override writeControl(writer: BerWriter): void {
    writer.writeBuffer(this.#identifier, octetString)
  }
}

export const startRequest = (): ExtendedRequest => new ExtendedRequest({ ...unsent, oid: startOid })

export const commitRequest = (identifier: Buffer): ExtendedRequest => {
  const value = new BerWriter()
  value.startSequence()
  value.writeBuffer(identifier, octetString)
  value.endSequence()
  return new ExtendedRequest({ ...unsent, oid: endOid, value: Buffer.from(value.buffer) })
}

/** The message id of the write that made the end fail; undefined where the server does not say. RFC 5805 §2.2 */
export const failedMessageOf = (value: string | undefined): number | undefined => {
  if (value === undefined || value === '') return undefined
  try {
    const reader = new BerReader(Buffer.from(value))
    reader.readSequence()
    return reader.peek() === 0x02 ? (reader.readInt() ?? undefined) : undefined
  } catch {
    return undefined
  }
}
