/**
 * BerOut: elements of BER written from the last byte to the first, so that each one's length is known when it is its turn. A
 * request of ldapts' making costs several times as much: objects for each part, and bytes that are moved for each length. X.690 §8.1
 */
export class BerOut {
  #bytes = Buffer.allocUnsafeSlow(usualRoom)
  #at = usualRoom

  /** Bytes written so far: a mark for `close`. */
  get length(): number {
    return this.#bytes.length - this.#at
  }

  /** What is written, from here on; nothing is written then. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(this.#at))
    this.clear()
    return taken
  }

  clear(): void {
    // One long request does not keep its room for ever.
    if (this.#bytes.length > mostKept) this.#bytes = Buffer.allocUnsafeSlow(usualRoom)
    this.#at = this.#bytes.length
  }

  /** Puts tag and length before all that was written since the mark. @throws Error where that is longer than 16 MB */
  close(tag: number, mark: number): void {
    const length = this.length - mark
    if (length > mostLength) throw new Error('longer than any LDAP message may be')
    this.#room(5)
    let rest = length
    if (length < 0x80) this.#byte(length)
    else {
      let count = 0
      for (; rest > 0; rest >>>= 8) {
        this.#byte(rest & 0xff)
        count += 1
      }
      this.#byte(0x80 | count)
    }
    this.#byte(tag)
  }

  text(tag: number, text: string): void {
    const mark = this.length
    const length = Buffer.byteLength(text)
    this.#room(length)
    this.#at -= length
    this.#bytes.write(text, this.#at, length)
    this.close(tag, mark)
  }

  octets(tag: number, octets: Uint8Array): void {
    const mark = this.length
    this.raw(octets)
    this.close(tag, mark)
  }

  /** Elements that are encoded already. */
  raw(elements: Uint8Array): void {
    this.#room(elements.length)
    this.#at -= elements.length
    this.#bytes.set(elements, this.#at)
  }

  /** A whole number from 0 to 2^31 - 1, as INTEGER, ENUMERATED or BOOLEAN have it. */
  unsigned(tag: number, value: number): void {
    const mark = this.length
    this.#room(5)
    let rest = value
    do {
      this.#byte(rest & 0xff)
      rest >>>= 8
    } while (rest > 0)
    // The first bit is the sign.
    if ((this.#bytes[this.#at] as number) >= 0x80) this.#byte(0)
    this.close(tag, mark)
  }

  #byte(byte: number): void {
    this.#at -= 1
    this.#bytes[this.#at] = byte
  }

  #room(wanted: number): void {
    if (wanted <= this.#at) return
    const longer = Buffer.allocUnsafeSlow(2 * (this.#bytes.length + wanted))
    const at = longer.length - this.length
    this.#bytes.copy(longer, at, this.#at)
    this.#bytes = longer
    this.#at = at
  }
}

const usualRoom = 16 * 1024
const mostKept = 1024 * 1024
const mostLength = 0xff_ffff
