/**
 * Connection: requests and their answers, many at once, over one socket. It is ours and not ldapts' `Client`, which
 * reconnects by itself, unbound and in clear, and hangs or loses answers in the cases that a pool is for.
 * ldapts reads and writes the messages, but for searches and what they find. RFC 4511 §5
 */
import type { Duplex } from 'node:stream'
import { MessageParser, SearchEntry } from 'ldapts'
import type { Entry } from '../../ldap/entry.ts'
import { DirectoryError } from '../directory.ts'
import { readDereferenced } from './dereferenced.ts'
import { type EntryMessage, readEntry } from './entry-message.ts'
import { NoAnswer, SessionLost } from './errors.ts'
import { Frames } from './frames.ts'
import {
  encodeAbandon,
  encodeRequest,
  encodeUnbind,
  intermediateTag,
  type LdapRequest,
  type LdapResponse,
  messageIdOf,
  type Reply,
  wholeOperation,
} from './message.ts'
import { readPlainSuccess } from './plain-success.ts'
import { readPointer } from './referral-message.ts'
import { SearchMessage } from './search-message.ts'

interface Pending {
  readonly message: LdapRequest
  readonly entries: Entry[]
  readonly references: (readonly string[])[]
  referral: readonly string[]
  readonly timer: NodeJS.Timeout
  resolve(reply: Reply): void
  reject(error: SessionLost): void
}

/** Of a request the parser wants no more than its controls. */
type Questions = Map<string, Pending & { readonly message: Exclude<LdapRequest, SearchMessage> }>

/** Notice of disconnection and other things that nobody asked for. RFC 4511 §4.4 */
const unsolicited = 0

export class Connection {
  readonly #socket: Duplex
  readonly #parser = new MessageParser()
  readonly #frames = new Frames()
  /** By message id. */
  readonly #pending = new Map<string, Pending>()
  readonly #onClose: ((cause: unknown) => void)[] = []
  #sent = 0
  #retired = false
  #isGathering = false
  #heardAt = Number.NEGATIVE_INFINITY
  #ended: { readonly cause: unknown } | undefined

  constructor(socket: Duplex) {
    this.#socket = socket
    socket.on('data', this.#receive)
    socket.on('error', this.#end)
    socket.on('end', this.#end)
    socket.on('close', this.#end)
    this.#parser.on('message', (message) => this.#answer(message))
    this.#parser.on('error', (error) => this.destroy(error))
  }

  get inFlight(): number {
    return this.#pending.size
  }

  /** When the server sent something last, on the clock of `performance.now()`. */
  get heardAt(): number {
    return this.#heardAt
  }

  /** Whether new requests may be sent. */
  get isUsable(): boolean {
    return this.#ended === undefined && !this.#retired
  }

  /**
   * The answer, whatever its result code.
   * @param timeout milliseconds, after which the request is given up and the connection takes no new ones
   * @throws SessionLost where there is no answer; DirectoryError 11 where the request is too long to be written
   */
  async exchange(request: LdapRequest, timeout: number): Promise<Reply> {
    if (this.#ended !== undefined) throw new SessionLost(false, this.#ended.cause)
    if (timeout <= 0) throw new SessionLost(false, new Error('no time was left to send'))

    const id = this.#nextId()
    const bytes = encoded(id, request)
    request.messageId = id
    return await new Promise<Reply>((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(id, timeout), timeout)
      const received = { entries: [], references: [], referral: [] }
      this.#pending.set(`${id}`, { message: request, ...received, timer, resolve, reject })
      this.#write(bytes)
    })
  }

  /** Takes no new requests; closes when those under way are answered. */
  retire(): void {
    this.#retired = true
    if (this.#pending.size === 0) this.close()
  }

  /** Says goodbye. What is under way is lost. */
  close(): void {
    if (this.#ended === undefined) this.#socket.end(encodeUnbind(this.#nextId()))
    this.destroy(new Error('closed by the gateway'))
  }

  destroy(cause: unknown): void {
    this.#socket.destroy()
    this.#end(cause)
  }

  /** Calls back once, when the connection ends for whatever reason; at once where it has ended. */
  onClose(listener: (cause: unknown) => void): void {
    if (this.#ended === undefined) this.#onClose.push(listener)
    else listener(this.#ended.cause)
  }

  /**
   * Gives the socket up for TLS to be laid over it.
   * @throws Error where bytes have come in clear after the last answer: somebody may have put them there
   */
  detach(): void {
    this.#socket.off('data', this.#receive)
    this.#socket.off('error', this.#end)
    this.#socket.off('end', this.#end)
    this.#socket.off('close', this.#end)
    if (this.#frames.rest > 0 || this.#pending.size > 0) throw new Error('unexpected data before TLS')
  }

  /** With all else that is written in this turn of the event loop: a packet each would cost both ends more than the requests. */
  #write(bytes: Buffer): void {
    if (!this.#isGathering) {
      this.#isGathering = true
      this.#socket.cork()
      setImmediate(() => {
        this.#isGathering = false
        this.#socket.uncork()
      })
    }
    this.#socket.write(bytes)
  }

  #nextId(): number {
    this.#sent += 1
    return messageIdOf(this.#sent)
  }

  readonly #receive = (chunk: Buffer): void => {
    this.#heardAt = performance.now()
    try {
      for (const message of this.#frames.push(chunk)) {
        const succeeded = readPlainSuccess(message)
        if (succeeded !== undefined) {
          this.#answer({ messageId: succeeded, status: 0, matchedDN: '', errorMessage: '' })
          continue
        }
        const found = readEntry(message)
        if (found !== undefined && this.#isTaken(found, message.length)) continue
        // Nobody here asks for news on the way.
        if (wholeOperation(message) === intermediateTag) continue
        if (found === undefined && this.#isReference(message)) continue
        this.#parser.read(message, this.#pending as Questions)
      }
    } catch (error) {
      this.destroy(error)
    }
  }

  /** Whether nothing more is to be read of it: of most controls nobody here knows what they are. */
  #isTaken({ messageId, entry, controls }: EntryMessage, end: number): boolean {
    const pending = this.#pending.get(`${messageId}`)
    const isAlong = pending?.message instanceof SearchMessage && pending.message.dereference !== undefined
    const dereferenced = isAlong && controls !== undefined ? readDereferenced(controls, end) : undefined
    pending?.entries.push(dereferenced === undefined ? entry : { ...entry, dereferenced })
    return controls === undefined || dereferenced !== undefined
  }

  /** Whether the message is no more than that. Of a referral, which is an answer, the rest is still to be read. */
  #isReference(message: Buffer): boolean {
    const pointer = readPointer(message)
    const pending = pointer && this.#pending.get(`${pointer.messageId}`)
    if (pointer?.kind === 'reference') pending?.references.push(pointer.urls)
    else if (pointer !== undefined && pending !== undefined) pending.referral = pointer.urls
    return pointer?.kind === 'reference'
  }

  #answer(response: LdapResponse): void {
    if (response.messageId === unsolicited) {
      this.retire()
      return
    }
    const key = `${response.messageId}`
    const pending = this.#pending.get(key)
    // Of an entry, only its controls were still to be read.
    if (pending === undefined || response instanceof SearchEntry) return
    this.#settle(key, pending)
    const { entries, references, referral } = pending
    pending.resolve({ response, entries, references, referral })
  }

  #giveUp(id: number, timeout: number): void {
    const pending = this.#pending.get(`${id}`)
    if (pending === undefined) return
    if (pending.message instanceof SearchMessage) this.#socket.write(encodeAbandon(this.#nextId(), id))
    // A server that is silent for so long may be gone without a word: others try a fresh connection.
    this.#retired = true
    this.#settle(`${id}`, pending)
    pending.reject(new SessionLost(true, new NoAnswer(timeout)))
  }

  #settle(key: string, pending: Pending): void {
    clearTimeout(pending.timer)
    this.#pending.delete(key)
    if (this.#retired && this.#pending.size === 0) this.close()
  }

  readonly #end = (cause?: unknown): void => {
    if (this.#ended !== undefined) return
    this.#ended = { cause: cause instanceof Error ? cause : new Error('the server closed the connection') }
    this.#socket.destroy()
    const lost = [...this.#pending.values()]
    this.#pending.clear()
    for (const { timer, reject } of lost) {
      clearTimeout(timer)
      reject(new SessionLost(true, this.#ended.cause))
    }
    for (const listener of this.#onClose) listener(this.#ended.cause)
  }
}

const adminLimitExceeded = 11

const encoded = (id: number, request: LdapRequest): Buffer => {
  try {
    return encodeRequest(id, request)
  } catch (cause) {
    throw new DirectoryError(adminLimitExceeded, 'the request is longer than an LDAP message may be here', { cause })
  }
}
