/**
 * startRangedProxy: between a gateway and Samba, so that lists come in parts as from Active Directory: Samba gives a range
 * where one is asked for, and not of itself. `member` becomes `member;range=0-499`, `member;range=500-*` ends at 999.
 */
import { connect, createServer, type Socket } from 'node:net'
import { Frames } from '../../src/directory/ldapts/frames.ts'

export interface RangedProxy {
  readonly url: string
  /** How many requests for a part of a list went through. */
  readonly parts: () => number
  stop(): Promise<void>
}

export const startRangedProxy = async (host: string, most: number): Promise<RangedProxy> => {
  const sockets = new Set<Socket>()
  let parts = 0
  const server = createServer((client) => {
    const upstream = connect(389, host)
    const frames = new Frames()
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => [client, upstream].map((each) => each.destroy()))
    }
    upstream.pipe(client)
    client.on('data', (chunk) => {
      for (const message of frames.push(chunk)) upstream.write(inParts(message, ranged))
    })
  })
  const ranged = (type: string): string => {
    const [, from = type.toLowerCase() === 'member' ? '0' : undefined] = /^member;range=(\d+)-\*$/i.exec(type) ?? []
    if (from === undefined) return type
    parts += 1
    return `member;range=${from}-${Number(from) + most - 1}`
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `ldap://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    parts: () => parts,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const searchRequest = 0x63

/** A search message with other attribute types asked for; any other message as it is. RFC 4511 §4.5.1 */
const inParts = (message: Buffer, ranged: (type: string) => string): Buffer => {
  const [whole] = elementsIn(message)
  const [id, operation, ...controls] = elementsIn(whole?.content ?? Buffer.alloc(0))
  if (id === undefined || operation?.tag !== searchRequest) return message
  const fields = elementsIn(operation.content)
  const types = elementsIn(fields.at(-1)?.content ?? Buffer.alloc(0))
  const asked = types.map(({ tag, content }) => element(tag, Buffer.from(ranged(content.toString()))))
  const request = [...fields.slice(0, -1).map(({ bytes }) => bytes), element(0x30, Buffer.concat(asked))]
  const parts = [id.bytes, element(searchRequest, Buffer.concat(request)), ...controls.map(({ bytes }) => bytes)]
  return element(0x30, Buffer.concat(parts))
}

const elementsIn = (bytes: Buffer) => {
  const elements: { readonly tag: number; readonly content: Buffer; readonly bytes: Buffer }[] = []
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at + 1] ?? 0
    const size = first < 0x80 ? 0 : first & 0x7f
    const length = size === 0 ? first : bytes.readUIntBE(at + 2, size)
    const start = at + 2 + size
    const end = start + length
    elements.push({ tag: bytes[at] ?? 0, content: bytes.subarray(start, end), bytes: bytes.subarray(at, end) })
    at = end
  }
  return elements
}

const element = (tag: number, content: Buffer): Buffer => {
  const length = Buffer.alloc(5)
  length[0] = 0x84
  length.writeUInt32BE(content.length, 1)
  return Buffer.concat([Buffer.from([tag]), length, content])
}
