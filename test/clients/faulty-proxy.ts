/** startFaultyProxy: what stands before a gateway and is overloaded now and then: 429 and 503, with Retry-After. RFC 6585 §4 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { errorMessage } from '../../src/scim/error.ts'

export interface FaultyProxy {
  readonly origin: string
  forwardTo(origin: string): void
  /** From now on the first POST is answered 429 and the first PUT or PATCH 503, each once. */
  arm(): void
  /** How many of these faults are still to come. */
  left(): number
  close(): Promise<void>
}

export const startFaultyProxy = async (): Promise<FaultyProxy> => {
  let target = ''
  let faults: readonly Fault[] = []
  const server = createServer((incoming, outgoing) => {
    const fault = faults.find(({ methods }) => methods.includes(incoming.method ?? ''))
    if (fault === undefined) return forward(target, incoming, outgoing)
    faults = faults.filter((other) => other !== fault)
    // Read to its end: the client has not been told before that nobody wants it.
    incoming.resume().on('end', () => fail(outgoing, fault.status))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwardTo: (origin) => {
      target = origin
    },
    arm: () => {
      faults = [
        { methods: ['POST'], status: 429 },
        { methods: ['PUT', 'PATCH'], status: 503 },
      ]
    },
    left: () => faults.length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Fault {
  readonly methods: readonly string[]
  readonly status: number
}

const fail = (outgoing: ServerResponse, status: number): void => {
  outgoing.writeHead(status, { 'Content-Type': 'application/scim+json', 'Retry-After': '1' })
  outgoing.end(JSON.stringify(errorMessage(status, undefined, 'Too much at once')))
}

const forward = (target: string, incoming: IncomingMessage, outgoing: ServerResponse): void => {
  const onward = request(
    `${target}${incoming.url}`,
    { method: incoming.method, headers: incoming.headers },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    },
  )
  onward.on('error', () => outgoing.destroy())
  incoming.pipe(onward)
}
