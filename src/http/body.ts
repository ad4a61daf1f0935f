/** Body: the JSON of a request, read within limits. RFC 7644 §3.12 (413, invalidSyntax), RFC 8259 */
import { invalidSyntax, payloadTooLarge, ScimError } from '../scim/error.ts'
import type { Arrival } from './credentials.ts'
import { exceededBy, type JsonLimits, mostMembers } from './json-shape.ts'
import { acceptMediaType } from './media-type.ts'
import type { HttpContext } from './respond.ts'

export interface BodyLimit {
  readonly bytes: number
  /** 413 that names the limit. */
  readonly exceeded: () => ScimError
}

/** Of an endpoint that says nothing else. */
export const bodyLimit = (bytes: number): BodyLimit => ({
  bytes,
  exceeded: () => payloadTooLarge(`A body may have ${bytes} bytes at most`),
})

export interface BodyLimits {
  readonly size: BodyLimit
  readonly json: JsonLimits
}

/**
 * Parsed JSON, not yet accepted; of a name given twice the last value stands. Throws 415, 413, 400 invalidSyntax, in
 * that order; no error quotes the body.
 */
export const readJson = async ({ req, env }: HttpContext, { size, json }: BodyLimits): Promise<unknown> => {
  acceptMediaType(req.header('Content-Type'), req.header('Content-Encoding'))
  const declared = Number(req.header('Content-Length'))
  if (declared > size.bytes) throw size.exceeded()

  // The server reads no more of it than was declared; a stream would cost as much as all else that is done with a small body.
  const isBounded = declared > 0 && (env as Arrival | undefined)?.incoming !== undefined
  const bytes = isBounded ? await readWhole(req.raw) : await readBytes(req.raw.body, size)
  if (bytes.length === 0) throw invalidSyntax('The request has no body')

  const exceeded = exceededBy(bytes, json)
  if (exceeded === 'depth') throw invalidSyntax(`The body nests deeper than ${json.depth} levels`)
  if (exceeded === 'width') {
    throw payloadTooLarge(`A list may have ${json.width} values at most, an object ${mostMembers(json)}`)
  }
  return parseJson(decodeUtf8(bytes))
}

const readWhole = async (request: Request): Promise<Uint8Array> =>
  new Uint8Array(await request.arrayBuffer().catch(unreadable))

/** The client went away, or broke the framing of its chunks. */
const unreadable = (cause: unknown): never => {
  throw invalidSyntax('The body could not be read to its end', cause)
}

/** Counts while it reads: a chunked body declares no length. */
export const readBytes = async (body: AsyncIterable<Uint8Array> | null, limit: BodyLimit): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body ?? []) {
      size += chunk.byteLength
      if (size > limit.bytes) throw limit.exceeded()
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof ScimError) throw cause
    unreadable(cause)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

const decodeUtf8 = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes)
  } catch {
    throw invalidSyntax('The body is not UTF-8')
  }
}

/** The parser's message quotes the body, so only its position is kept. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    const [, line, column] = (error instanceof Error && position.exec(error.message)) || []
    throw invalidSyntax(`The body is not JSON${line === undefined ? '' : `: line ${line}, column ${column}`}`)
  }
}

const position = /\(line (\d+) column (\d+)\)$/
