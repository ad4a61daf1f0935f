/** readPointer: where a server says that something is, read straight from the bytes of its answer. RFC 4511 §4.1.10, §4.5.3 */
import { enumerated, integer, octetString, sequence } from './ber-tags.ts'
import { Cursor } from './entry-message.ts'

interface Pointer {
  readonly messageId: number
  /** reference: one subtree of a search is there. referral: all that was asked for is. */
  readonly kind: 'reference' | 'referral'
  /** Any of them will do. As they came: nobody has looked whether they are URLs. */
  readonly urls: readonly string[]
}

const searchResultReference = 0x73
const referralTag = 0xa3
const referralCode = 10

/** undefined where the message points nowhere. @throws Error where an element is longer than what it is in */
export const readPointer = (message: Buffer): Pointer | undefined => {
  const cursor = new Cursor(message)
  const end = cursor.open(sequence, message.length)
  const messageId = cursor.unsigned(cursor.open(integer, end))
  const tag = cursor.tag(end)
  if (tag === undefined) return undefined
  const operationEnd = cursor.open(tag, end)
  if (tag === searchResultReference) return { messageId, kind: 'reference', urls: urlsAt(cursor, operationEnd) }
  if (cursor.tag(operationEnd) !== enumerated) return undefined
  if (cursor.unsigned(cursor.open(enumerated, operationEnd)) !== referralCode) return undefined
  // The matched DN and the diagnostic message.
  for (let skipped = 0; skipped < 2; skipped += 1) cursor.skip(cursor.open(octetString, operationEnd))
  const isNamed = cursor.tag(operationEnd) === referralTag
  const urls = isNamed ? urlsAt(cursor, cursor.open(referralTag, operationEnd)) : []
  return { messageId, kind: 'referral', urls }
}

const urlsAt = (cursor: Cursor, end: number): readonly string[] => {
  const urls: string[] = []
  while (cursor.at < end) urls.push(cursor.text(cursor.open(octetString, end)))
  return urls
}
