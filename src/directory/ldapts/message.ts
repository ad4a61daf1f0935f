/** LdapRequest: a request of RFC 4511 §4.2 to §4.12 as ldapts spells it, and its bytes. */
import {
  type AddRequest,
  BerReader,
  BerWriter,
  type BindRequest,
  type Control,
  type DeleteRequest,
  type ExtendedRequest,
  type ModifyDNRequest,
  type ModifyRequest,
} from 'ldapts'
import type { Entry } from '../../ldap/entry.ts'
import { derefControls } from './dereferenced.ts'
import { SearchMessage } from './search-message.ts'

export type LdapRequest =
  | AddRequest
  | BindRequest
  | DeleteRequest
  | ExtendedRequest
  | ModifyDNRequest
  | ModifyRequest
  | SearchMessage

/** What every answer has (RFC 4511 §4.1.9); `value` where the answer is that of an extended operation. */
export interface LdapResponse {
  readonly messageId: number
  readonly status: number
  readonly matchedDN: string
  readonly errorMessage: string
  readonly controls?: readonly Control[]
  readonly value?: string
}

export interface Reply {
  readonly response: LdapResponse
  /** Of a search: the entries, in the server's order. */
  readonly entries: readonly Entry[]
  /** Of a search: URLs of subtrees that are at other servers, each with its alternatives. RFC 4511 §4.5.3 */
  readonly references: readonly (readonly string[])[]
  /** Of an answer with result code 10: where it is to be asked instead. RFC 4511 §4.1.10 */
  readonly referral: readonly string[]
}

/** Given to the constructors of ldapts; the connection numbers a request when it sends it. */
export const unsent = { messageId: -1 } as const

const controlsTag = 0xa0
const abandonTag = 0x50
const unbindTag = 0x42
const entryTag = 0x64
const referenceTag = 0x73
/** News on the way to an answer, such as which entries are gone (RFC 4533 §2.5). RFC 4511 §4.13 */
export const intermediateTag = 0x79
/** A code and two empty texts. */
const shortestResult = 7

/** The bytes of a request. @throws where it would be longer than 16 MB, the most that ldapts can write */
export const encodeRequest = (messageId: number, request: LdapRequest): Buffer => {
  if (request instanceof SearchMessage) return request.bytes(messageId, controlsOf(request))
  const writer = new RoomyWriter()
  writer.startSequence()
  writer.writeInt(messageId)
  writer.startSequence(request.protocolOperation)
  request.writeMessage(writer)
  writer.endSequence()
  writeControls(writer, request)
  writer.endSequence()
  return writer.buffer
}

const none = Buffer.alloc(0)

const controlsOf = (request: SearchMessage): Buffer => {
  const { controls, dereference } = request
  if (dereference !== undefined) return derefControls(dereference)
  if (controls === undefined) return none
  const writer = new RoomyWriter()
  writeControls(writer, request)
  return writer.buffer
}

const writeControls = (writer: BerWriter, { controls = [] }: LdapRequest): void => {
  if (controls.length === 0) return
  writer.startSequence(controlsTag)
  for (const control of controls) control.write(writer)
  writer.endSequence()
}

/**
 * The tag of the operation in a message. ldapts reads what is missing in an answer as zero, and zero is success.
 * @throws Error where the operation is longer than the message, or too short for a result (RFC 4511 §4.1.9)
 */
export const wholeOperation = (message: Buffer): number => {
  const reader = new BerReader(message)
  reader.readSequence()
  reader.readInt()
  const tag = reader.readSequence()
  const isResult = tag !== entryTag && tag !== referenceTag && tag !== intermediateTag
  if (tag === null || reader.remain < reader.length || (isResult && reader.length < shortestResult)) {
    throw new Error('the server sent a broken message')
  }
  return tag
}

/** Tells the server that nobody waits for the answer to an earlier request any more. RFC 4511 §4.11 */
export const encodeAbandon = (messageId: number, abandoned: number): Buffer => {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(messageId)
  writer.writeInt(abandoned, abandonTag)
  writer.endSequence()
  return writer.buffer
}

/** RFC 4511 §4.3 */
export const encodeUnbind = (messageId: number): Buffer => {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(messageId)
  writer.writeByte(unbindTag)
  writer.writeByte(0)
  writer.endSequence()
  return writer.buffer
}

/**
 * The id of the n-th request of a connection, from 1: no byte of its encoding is above 0x7f. ldapts reads the value of an
 * extended answer as UTF-8, and that of a failed transaction holds the id of the request that failed.
 */
export const messageIdOf = (count: number): number => {
  const n = count % 0x0fff_ffff || 1
  return (n & 0x7f) | ((n & 0x3f80) << 1) | ((n & 0x1f_c000) << 2) | ((n & 0x0fe0_0000) << 3)
}

/** ldapts moves a sequence of more than 64 kB by one byte without asking for that byte's room: the last one would be lost. */
class RoomyWriter extends BerWriter {
  override endSequence(): void {
    // biome-ignore lint/complexity/useLiteralKeys: private in its types; the compiler still checks that it exists
    this['ensureCapacity'](1)
    super.endSequence()
  }
}
