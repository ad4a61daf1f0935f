/** openLine: TCP to a directory through a line that can go silent in one direction or both, without a word to either end. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Line {
  readonly port: number
  /** From now on nothing passes; what is under way is lost, as by a router that forgets the connection. */
  cut(direction: 'requests' | 'answers' | 'both'): void
  /** New connections pass. Those that were cut stay silent for ever, as a half-open connection does. */
  mend(): void
  /** Ends every connection, as far as both ends can be told. */
  drop(): void
  close(): Promise<void>
}

export const openLine = async (port: number): Promise<Line> => {
  let silent: 'requests' | 'answers' | 'both' | undefined
  const pairs = new Set<{ readonly client: Socket; readonly server: Socket; dead: typeof silent }>()
  const proxy = createServer((client) => {
    const server = connect({ host: '127.0.0.1', port })
    const pair = { client, server, dead: silent }
    pairs.add(pair)
    const pass = (from: Socket, to: Socket, direction: 'requests' | 'answers') => {
      const isOpen = () => pair.dead === undefined || (pair.dead !== direction && pair.dead !== 'both')
      from.on('data', (bytes) => isOpen() && to.write(bytes))
      from.on('error', () => undefined)
      // What is cut does not even tell that one end has gone.
      from.on('close', () => pair.dead === undefined && to.destroy())
    }
    pass(client, server, 'requests')
    pass(server, client, 'answers')
  })
  const drop = () => {
    for (const { client, server } of pairs) {
      client.destroy()
      server.destroy()
    }
    pairs.clear()
  }
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    port: (proxy.address() as AddressInfo).port,
    cut: (direction) => {
      silent = direction
      for (const pair of pairs) pair.dead = direction
    },
    mend: () => {
      silent = undefined
    },
    drop,
    close: async () => {
      drop()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
