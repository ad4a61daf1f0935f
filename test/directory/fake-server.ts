/** startFakeServer: a server on loopback that speaks just enough LDAP to misbehave. */
import { createServer, type Socket } from 'node:net'
import { Attribute, BerReader, BerWriter } from 'ldapts'
import { Frames } from '../../src/directory/ldapts/frames.ts'

export interface Heard {
  readonly id: number
  /** Tag of the operation: 0x60 bind, 0x63 search, 0x66 modify, 0x50 abandon. */
  readonly operation: number
  readonly socket: Socket
  readonly message: Buffer
}

export interface FakeServer {
  readonly url: string
  readonly connections: () => number
  stop(): Promise<void>
}

export const bind = 0x60
export const search = 0x63
export const abandon = 0x50

export const startFakeServer = async (hear: (heard: Heard) => void): Promise<FakeServer> => {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    const frames = new Frames()
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      for (const message of frames.push(chunk)) {
        const reader = new BerReader(message)
        reader.readSequence()
        const id = reader.readInt() ?? 0
        hear({ id, operation: reader.peek() ?? 0, socket, message })
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `ldap://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    connections: () => connections,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An answer with a result code and, of a paged search, the cookie. */
export const answer = (id: number, tag: number, code = 0, cookie?: string): Buffer => {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(id)
  writer.startSequence(tag)
  writer.writeEnumeration(code)
  writer.writeString('')
  writer.writeString('')
  writer.endSequence()
  if (cookie !== undefined) writePaging(writer, cookie)
  writer.endSequence()
  return Buffer.from(writer.buffer)
}

export const entry = (id: number, dn: string, values: Readonly<Record<string, string[]>> = {}): Buffer => {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(id)
  writer.startSequence(0x64)
  writer.writeString(dn)
  writer.startSequence()
  for (const [type, list] of Object.entries(values)) new Attribute({ type, values: list }).write(writer)
  writer.endSequence()
  writer.endSequence()
  writer.endSequence()
  return Buffer.from(writer.buffer)
}

const writePaging = (writer: BerWriter, cookie: string): void => {
  const value = new BerWriter()
  value.startSequence()
  value.writeInt(0)
  value.writeString(cookie)
  value.endSequence()
  writer.startSequence(0xa0)
  writer.startSequence()
  writer.writeString('1.2.840.113556.1.4.319')
  writer.writeBuffer(value.buffer, 0x04)
  writer.endSequence()
  writer.endSequence()
}
