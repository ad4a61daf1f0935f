/** SearchMessage: a search as the connection sends it. RFC 4511 §4.5.1 */
import type { Control } from 'ldapts'
import type { Dereference, SearchRequest, SearchScope } from '../directory.ts'
import { BerOut } from './ber-out.ts'
import { boolean, enumerated, integer, octetString, sequence } from './ber-tags.ts'
import { writeFilter } from './filter-bytes.ts'
import { typesBytes } from './types-bytes.ts'

/** `timeLimit`: seconds that the server may take; `sizeLimit`: entries that it may send. 0: no limit of ours */
export interface SearchLimits {
  readonly timeLimit?: number
  readonly sizeLimit?: number
}

const searchRequest = 0x63
const scopes: Readonly<Record<SearchScope, number>> = { base: 0, one: 1, sub: 2 }
const neverDereference = 0

/** One is written at a time: nothing waits in the midst of it. */
const out = new BerOut()

export class SearchMessage {
  /** Numbered by the connection when it is sent. */
  messageId = -1
  controls?: Control[]
  readonly #request: SearchRequest
  readonly #limits: SearchLimits

  constructor(request: Omit<SearchRequest, 'base'> & { readonly base: string }, limits: SearchLimits = {}) {
    this.#request = request as SearchRequest
    this.#limits = limits
  }

  /** Sent along where it is the only control. */
  get dereference(): Dereference | undefined {
    return this.controls === undefined ? this.#request.dereference : undefined
  }

  /** @param controls encoded, with their tag; @throws Error where it would be longer than 16 MB */
  bytes(messageId: number, controls: Uint8Array): Buffer {
    const { base, scope, filter, types } = this.#request
    const { timeLimit = 0, sizeLimit = 0 } = this.#limits
    out.clear()
    out.raw(controls)
    const mark = out.length
    out.raw(typesBytes(types))
    writeFilter(out, filter)
    out.unsigned(boolean, 0)
    out.unsigned(integer, timeLimit)
    out.unsigned(integer, sizeLimit)
    out.unsigned(enumerated, neverDereference)
    out.unsigned(enumerated, scopes[scope])
    out.text(octetString, base)
    out.close(searchRequest, mark)
    out.unsigned(integer, messageId)
    out.close(sequence, 0)
    return out.take()
  }
}
