/** readPlainSuccess: the end of a search of which there is nothing more to tell, which is nearly every one. RFC 4511 §4.5.2 */
import { integer, sequence } from './ber-tags.ts'
import { Cursor } from './entry-message.ts'

/** SearchResultDone: success, no matched DN, no diagnostic message; nothing stands behind it. */
const done = Buffer.from([0x65, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00])

/** The id of the request; undefined where the message is anything else. */
export const readPlainSuccess = (message: Buffer): number | undefined => {
  const from = message.length - done.length
  if (from <= 0 || message[from] !== done[0] || message.compare(done, 0, done.length, from) !== 0) return undefined
  const cursor = new Cursor(message)
  const end = cursor.open(sequence, message.length)
  const messageId = cursor.unsigned(cursor.open(integer, end))
  return cursor.at === from && end === message.length ? messageId : undefined
}
