/**
 * readEntry: a SearchResultEntry read straight from its bytes. A list of 100,000 people spends most of its time here;
 * ldapts would decode each value twice, and keep views of the message. RFC 4511 §4.5.2, X.690
 */
import type { Dn } from '../../ldap/dn.ts'
import type { AttributeValue, AttributeValues, Entry } from '../../ldap/entry.ts'
import { integer, octetString, sequence, set } from './ber-tags.ts'
import { isBinaryType } from './binary-types.ts'

const searchResultEntry = 0x64

export interface EntryMessage {
  readonly messageId: number
  readonly entry: Entry
  /** Controls stand behind the entry, and the cursor before them. They are not read here. */
  readonly controls: Cursor | undefined
}

/** undefined where the message is something else. @throws Error where an element is longer than what it is in */
export const readEntry = (message: Buffer): EntryMessage | undefined => {
  const cursor = new Cursor(message)
  const end = cursor.open(sequence, message.length)
  const idEnd = cursor.open(integer, end)
  const messageId = cursor.unsigned(idEnd)
  if (cursor.tag(end) !== searchResultEntry) return undefined
  const entryEnd = cursor.open(searchResultEntry, end)
  const entry = entryAt(cursor, entryEnd)
  if (entryEnd === end) return { messageId, entry, controls: undefined }
  cursor.skip(entryEnd)
  return { messageId, entry, controls: cursor }
}

/** The entry of a post-read control: a SearchResultEntry without the message around it. RFC 4527 §3.2 */
export const readBareEntry = (bytes: Buffer): Entry => {
  const cursor = new Cursor(bytes)
  // Some servers tag it as a plain sequence.
  const tag = cursor.tag(bytes.length) === sequence ? sequence : searchResultEntry
  return entryAt(cursor, cursor.open(tag, bytes.length))
}

const entryAt = (cursor: Cursor, end: number): Entry => {
  const dn = cursor.text(cursor.open(octetString, end)) as Dn
  return { dn, attributes: readAttributes(cursor, cursor.open(sequence, end)) }
}

/** A PartialAttributeList up to its end. Types without values (asked for with typesOnly, or hidden) are left out. */
export const readAttributes = (cursor: Cursor, end: number): AttributeValues => {
  const attributes = new Map<string, readonly AttributeValue[]>()
  let description = beforeAll
  while (cursor.at < end) {
    const attributeEnd = cursor.open(sequence, end)
    description = descriptionAfter(description, cursor, cursor.open(octetString, attributeEnd))
    const values = valuesAt(cursor, cursor.open(set, attributeEnd), description)
    if (values.length > 0) attributes.set(description.key, values)
  }
  return attributes
}

const valuesAt = (cursor: Cursor, end: number, description: Description): readonly AttributeValue[] => {
  const { isBinary, lists } = description
  for (const { bytes, values } of lists) {
    if (!cursor.isAt(bytes, end)) continue
    cursor.skip(end)
    return values
  }
  const begin = cursor.at
  const values: AttributeValue[] = []
  while (cursor.at < end) {
    const valueEnd = cursor.open(octetString, end)
    values.push(isBinary ? cursor.bytes(valueEnd) : cursor.textOrBytes(valueEnd))
  }
  if (description.key === 'objectclass' && lists.length < mostLists) lists.push({ bytes: cursor.since(begin), values })
  return values
}

/** A place in the bytes of a message. */
export class Cursor {
  readonly #bytes: Buffer
  at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** The tag of the next element; undefined at the end. */
  tag(end: number): number | undefined {
    return this.at < end ? this.#bytes[this.at] : undefined
  }

  /** Steps into the next element and says where it ends. */
  open(tag: number, limit: number): number {
    const bytes = this.#bytes
    let at = this.at
    if (at + 2 > limit || bytes[at] !== tag) return broken()
    let length = bytes[at + 1] as number
    at += 2
    if (length >= 0x80) {
      const count = length & 0x7f
      if (count === 0 || count > 4 || at + count > limit) return broken()
      length = bytes.readUIntBE(at, count)
      at += count
    }
    if (length > limit - at) return broken()
    this.at = at
    return at + length
  }

  skip(end: number): void {
    this.at = end
  }

  /** Whether the bytes up to there are these. */
  isAt(wanted: Uint8Array, end: number): boolean {
    const from = this.at
    if (end - from !== wanted.length) return false
    for (let at = 0; at < wanted.length; at += 1) if (this.#bytes[from + at] !== wanted[at]) return false
    return true
  }

  unsigned(end: number): number {
    const length = end - this.at
    if (length < 1 || length > 4) return broken()
    const value = this.#bytes.readUIntBE(this.at, length)
    this.at = end
    return value
  }

  /** UTF-8; what is none of it shows replacement characters. */
  text(end: number): string {
    const from = this.#leave(end)
    return this.#isAscii(from, end)
      ? this.#bytes.toString('latin1', from, end)
      : this.#bytes.toString('utf8', from, end)
  }

  /** A copy: a view would keep the whole message that it came with. */
  bytes(end: number): Uint8Array {
    const from = this.#leave(end)
    return new Uint8Array(this.#bytes.subarray(from, end))
  }

  /** A copy of what was passed. */
  since(begin: number): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(begin, this.at))
  }

  textOrBytes(end: number): AttributeValue {
    const from = this.#leave(end)
    if (this.#isAscii(from, end)) return this.#bytes.toString('latin1', from, end)
    const text = this.#bytes.toString('utf8', from, end)
    // Its own replacement characters, or those of bytes that are no UTF-8.
    if (!text.includes('\ufffd')) return text
    const bytes = this.#bytes.subarray(from, end)
    try {
      return utf8.decode(bytes)
    } catch {
      return new Uint8Array(bytes)
    }
  }

  /** Where it has been. */
  #leave(end: number): number {
    const from = this.at
    this.at = end
    return from
  }

  #isAscii(from: number, end: number): boolean {
    const bytes = this.#bytes
    for (let at = from; at < end; at += 1) if ((bytes[at] as number) >= 0x80) return false
    return true
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const broken = (): never => {
  throw new Error('the server sent a broken message')
}

interface Description {
  readonly key: string
  readonly isBinary: boolean
  readonly bytes: Uint8Array
  /** What stood behind it last: a server gives the types of its entries in the same order again and again. */
  next: Description | undefined
  /** Of objectClass the first few that came: many entries have one of them, which is not read again but the very same list. */
  readonly lists: { readonly bytes: Uint8Array; readonly values: readonly AttributeValue[] }[]
}

const beforeAll: Description = { key: '', isBinary: false, bytes: new Uint8Array(), next: undefined, lists: [] }

/** What has been said of an attribute description; a server has some hundreds of them. */
const descriptions = new Map<string, Description>()
const mostDescriptions = 2_000
const mostLists = 16

/** Most are known by their bytes, and no text need be made of them. */
const descriptionAfter = (previous: Description, cursor: Cursor, end: number): Description => {
  const guess = previous.next
  if (guess !== undefined && cursor.isAt(guess.bytes, end)) {
    cursor.skip(end)
    return guess
  }
  const description = descriptionOf(cursor.text(end))
  previous.next = description
  return description
}

const descriptionOf = (text: string): Description => {
  const known = descriptions.get(text)
  if (known !== undefined) return known
  const key = text.toLowerCase()
  const description = { key, isBinary: isBinaryType(key), bytes: Buffer.from(text), next: undefined, lists: [] }
  if (descriptions.size < mostDescriptions) descriptions.set(text, description)
  return description
}
