/** openNameServer: DNS for one name, over UDP, which can fall silent or deny the name. RFC 1035 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export type Mood = 'answers' | 'silent' | 'denies'

export interface NameServer {
  set(mood: Mood): void
  close(): Promise<void>
}

const typeA = 1
/** NXDOMAIN */
const nameError = 3

export const openNameServer = async (address: string): Promise<NameServer> => {
  let mood: Mood = 'answers'
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address: asker }) => {
    if (mood !== 'silent') socket.send(answerTo(query, mood), port, asker)
  })
  socket.bind(53, address)
  await once(socket, 'listening')
  return {
    set: (next) => {
      mood = next
    },
    close: async () => {
      socket.close()
      await once(socket, 'close')
    },
  }
}

/** 127.0.0.1 to a question for an address of IPv4, nothing to others. */
const answerTo = (query: Buffer, mood: 'answers' | 'denies'): Buffer => {
  const end = query.indexOf(0, 12) + 5
  const isFound = mood === 'answers' && query.readUInt16BE(end - 4) === typeA
  const header = Buffer.from(query.subarray(0, 12))
  header.writeUInt16BE(0x8180 | (mood === 'denies' ? nameError : 0), 2)
  header.writeUInt16BE(isFound ? 1 : 0, 6)
  header.writeUInt32BE(0, 8)
  // The name of the question, type A, class IN, no time to live, four bytes.
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1])
  return Buffer.concat([header, query.subarray(12, end), ...(isFound ? [record] : [])])
}
