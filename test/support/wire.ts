/** openWire: a way to a directory that notes every LDAP request on it, and how many bytes go each way. RFC 4511 §4.6, §5.1 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { Frames } from '../../src/directory/ldapts/frames.ts'

export interface Wire {
  /** ldap:// of this end. */
  readonly url: string
  /** What went over it while `work` was done. */
  during<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly traffic: Traffic }>
  close(): Promise<void>
}

export interface Traffic {
  readonly requests: readonly WireRequest[]
  readonly bytes: { readonly sent: number; readonly received: number }
}

export type WireRequest =
  | { readonly kind: 'modify'; readonly dn: string; readonly changes: readonly WireChange[] }
  | { readonly kind: 'search' | 'add' | 'delete' | 'modify-dn' | 'extended' | 'other' }

/** `add member: uid=a,…` as `['add', 'member', 'uid=a,…']`. */
export type WireChange = readonly [operation: string, type: string, ...values: string[]]

export const isWrite = ({ kind }: WireRequest): boolean => kind !== 'search' && kind !== 'other'

export const openWire = async (directory: string): Promise<Wire> => {
  const { hostname, port } = new URL(directory)
  const sockets = new Set<Socket>()
  let requests: WireRequest[] = []
  let bytes = { sent: 0, received: 0 }
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    const frames = new Frames()
    client.on('data', (chunk) => {
      bytes.sent += chunk.length
      requests.push(...frames.push(chunk).map(requestIn))
    })
    upstream.on('data', (chunk) => {
      bytes.received += chunk.length
    })
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy()).on('close', () => sockets.delete(from))
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `ldap://127.0.0.1:${address.port}`,
    during: async (work) => {
      requests = []
      bytes = { sent: 0, received: 0 }
      const result = await work()
      return { result, traffic: { requests, bytes } }
    },
    close: async () => {
      const closed = once(server.close(), 'close')
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** RFC 4511 §4.2 to §4.12: the tags of the requests. */
const kinds: Readonly<Record<number, Exclude<WireRequest['kind'], 'modify'>>> = {
  99: 'search',
  104: 'add',
  74: 'delete',
  108: 'modify-dn',
  119: 'extended',
}
const modifyTag = 102

const requestIn = (message: Buffer): WireRequest => {
  const [, operation] = partsOf(partsOf(message)[0]?.content ?? message)
  if (operation?.tag !== modifyTag) return { kind: kinds[operation?.tag ?? 0] ?? 'other' }
  const [dn, changes] = partsOf(operation.content)
  return {
    kind: 'modify',
    dn: String(dn?.content),
    changes: partsOf(changes?.content).map(({ content }): WireChange => {
      const [code, modification] = partsOf(content)
      const [type, values] = partsOf(modification?.content)
      const name = ['add', 'delete', 'replace', 'increment'][code?.content[0] ?? 0] as string
      return [
        name,
        String(type?.content),
        ...partsOf(values?.content)
          .map((value) => String(value.content))
          .toSorted(),
      ]
    }),
  }
}

interface Part {
  readonly tag: number
  readonly content: Buffer
}

/** The BER elements one after the other, of definite length. */
const partsOf = (bytes: Buffer = Buffer.alloc(0)): readonly Part[] => {
  const parts: Part[] = []
  for (let at = 0; at < bytes.length; ) {
    const short = bytes[at + 1] as number
    const more = short < 0x80 ? 0 : short & 0x7f
    const length = more === 0 ? short : bytes.readUIntBE(at + 2, more)
    const start = at + 2 + more
    parts.push({ tag: bytes[at] as number, content: bytes.subarray(start, start + length) })
    at = start + length
  }
  return parts
}
