/** Frames: whole LDAP messages cut out of a byte stream, in linear time. RFC 4511 §5.1 */
import { sequence } from './ber-tags.ts'

/** Longest message taken from a server. A length beyond it is a stream out of step, or an attack. */
const longestMessage = 256 * 1024 * 1024
const headLength = 6

/** From this length on the parts of a message are put in their place as they come, instead of being kept and joined. */
const longMessage = 1024 * 1024

export class Frames {
  #chunks: Buffer[] = []
  /** A long message that is being received. */
  #long: Buffer | undefined
  #length = 0
  /** Bytes of the message that is being received, head included; 0: its head is not complete. */
  #wanted = 0

  /** Bytes received that make no whole message yet. */
  get rest(): number {
    return this.#length
  }

  /**
   * The messages that are complete with this chunk.
   * @throws Error where the bytes are not a BER sequence of definite length
   */
  push(chunk: Buffer): readonly Buffer[] {
    if (this.#long !== undefined) return this.#fill(this.#long, chunk)
    this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#wanted > this.#length) return []

    const messages: Buffer[] = []
    let bytes = this.#joined()
    while (true) {
      this.#wanted = totalLength(bytes)
      if (this.#wanted === 0 || this.#wanted > bytes.length) break
      messages.push(bytes.subarray(0, this.#wanted))
      bytes = bytes.subarray(this.#wanted)
    }
    this.#keep(bytes)
    return messages
  }

  #keep(bytes: Buffer): void {
    this.#length = bytes.length
    this.#chunks = bytes.length === 0 ? [] : [bytes]
    if (this.#wanted < longMessage) return
    this.#long = Buffer.allocUnsafeSlow(this.#wanted)
    bytes.copy(this.#long)
    this.#chunks = []
  }

  #fill(message: Buffer, chunk: Buffer): readonly Buffer[] {
    const taken = chunk.copy(message, this.#length)
    this.#length += taken
    if (this.#length < message.length) return []
    this.#long = undefined
    this.#length = 0
    this.#wanted = 0
    return taken === chunk.length ? [message] : [message, ...this.push(chunk.subarray(taken))]
  }

  #joined(): Buffer {
    return this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks, this.#length)
  }
}

/** Length of the message at the start of the bytes, head included; 0 where the head is not complete. */
const totalLength = (bytes: Buffer): number => {
  const tag = bytes[0]
  const first = bytes[1]
  if (tag !== undefined && tag !== sequence) throw new Error('the server sent something that is no LDAP message')
  if (first === undefined) return 0
  if (first < 0x80) return 2 + first

  const count = first & 0x7f
  if (count === 0 || count > headLength - 2) throw new Error('the server sent a message without a usable length')
  if (bytes.length < 2 + count) return 0
  const length = bytes.readUIntBE(2, count)
  if (length > longestMessage) throw new Error(`the server announced a message of ${length} bytes`)
  return 2 + count + length
}
