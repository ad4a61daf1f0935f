/** Cursor: a place in a list as opaque text that only this service can make and read. RFC 9865 §2, §5.2 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { expiredCursor, invalidCursor } from '../error.ts'
import { boundedKey, type Position } from './position.ts'
import type { SortKey } from './sort.ts'

/** Where a page begins. Without position: the first page (`next`), or the last one (`previous`). */
export interface Place {
  readonly direction: 'next' | 'previous'
  /** Not in the page itself: `next` begins after it, `previous` ends before it. It may be gone by now. */
  readonly position?: Position
  /** Which look at the list the page before was cut from; a word of whoever lists. */
  readonly snapshot?: string
  /** Of the first page, and of all that follow: RFC 9865 §2, Table 3. */
  readonly count?: number
}

/** Of one secret, made once at start: all replicas that have it read one another's cursors. */
export interface CursorKeys {
  readonly mac: Uint8Array
  readonly cipher: Uint8Array
}

interface Printing {
  readonly keys: CursorKeys
  /** Whose list it is, and what it was asked for: see `cursorContext`. */
  readonly context: string
  /** Milliseconds since 1970. */
  readonly expires: number
}

interface Parsing extends Omit<Printing, 'expires'> {
  /** Milliseconds since 1970. */
  readonly now: number
}

/** `secret`: at least 32 random bytes. Throws a plain Error where they are fewer. */
export const cursorKeys = (secret: Uint8Array): CursorKeys => {
  if (secret.length < 32) throw new Error('The key of cursors needs at least 32 bytes')
  const derive = (purpose: string) => new Uint8Array(hkdfSync('sha256', secret, '', `scim cursor ${purpose}`, 32))
  return { mac: derive('authentication'), cipher: derive('encryption') }
}

/**
 * base64url of version, tag and encrypted place: authenticated, bound to the context, of some 100 characters, at most
 * `maxLength`. Encrypted, since a sort key is a value of an attribute and URLs end up in logs. The tag, an HMAC of
 * everything, is the initial vector too (the SIV construction of RFC 5297): no randomness, the same cursor for the
 * same place.
 */
export const printCursor = (
  { direction, position, snapshot, count }: Place,
  { keys, context, expires }: Printing,
): string => {
  const place = [direction === 'next' ? 0 : 1, expires, position?.id, boundedKey(position?.key), snapshot, count]
  const text = JSON.stringify(place.map((each) => each ?? null))
  const tag = tagOf(text, keys, context)
  const cipher = createCipheriv(algorithm, keys.cipher, tag)
  return Buffer.concat([Buffer.of(version), tag, cipher.update(text, 'utf8'), cipher.final()]).toString('base64url')
}

/**
 * The place that `printCursor` printed for this context; empty text: the first page.
 * @throws invalidCursor, the same for text that nobody made, for another caller's and for another list's (RFC 9865
 * §5.2); expiredCursor
 */
export const parseCursor = (text: string, { keys, context, now }: Parsing): Place => {
  if (text === '') return { direction: 'next' }
  const opened = text.length > maxLength || !/^[\w-]+$/.test(text) ? undefined : open(text, keys, context)
  if (opened === undefined) throw invalidCursor('This list has no such cursor: leave it empty to begin anew')
  const [direction, expires, id, key, snapshot, count = null] = JSON.parse(opened) as Printed
  if (now >= expires) throw expiredCursor('The cursor has expired: leave it empty to begin anew')
  return {
    direction: direction === 0 ? 'next' : 'previous',
    ...(id === null ? {} : { position: { id, ...(key === null ? {} : { key }) } }),
    ...(snapshot === null ? {} : { snapshot }),
    ...(count === null ? {} : { count }),
  }
}

/** 0: next. Without the last one: printed by an older release. */
type Printed = readonly [0 | 1, number, string | null, SortKey | null, string | null, (number | null)?]

const version = 1
const algorithm = 'aes-256-ctr'
const tagLength = 16
/** Characters: room for a key of 256 UTF-16 units, each escaped as `\uXXXX`, and an id. */
const maxLength = 4096

/** undefined: not made with these keys for this context. */
const open = (text: string, keys: CursorKeys, context: string): string | undefined => {
  const bytes = Buffer.from(text, 'base64url')
  const tag = bytes.subarray(1, 1 + tagLength)
  // One spelling for one cursor: the last character may hold bits that decoding drops.
  if (bytes[0] !== version || tag.length < tagLength || bytes.toString('base64url') !== text) return undefined
  const decipher = createDecipheriv(algorithm, keys.cipher, tag)
  const opened = Buffer.concat([decipher.update(bytes.subarray(1 + tagLength)), decipher.final()]).toString('utf8')
  return timingSafeEqual(tag, tagOf(opened, keys, context)) ? opened : undefined
}

const tagOf = (text: string, { mac }: CursorKeys, context: string): Buffer =>
  createHmac('sha256', mac)
    .update(JSON.stringify([version, context, text]))
    .digest()
    .subarray(0, tagLength)
