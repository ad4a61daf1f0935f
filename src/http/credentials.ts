/** credentialsOf: what a request shows of its caller. */
import type { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { Connection, Credentials } from '../auth/credentials.ts'
import type { HttpContext } from './respond.ts'

/** What the listener hands over beside a request; nothing where there was no socket. */
export interface Arrival {
  readonly incoming?: IncomingMessage
}

export const credentialsOf = (c: HttpContext): Credentials => ({
  authorization: c.req.header('Authorization'),
  header: (name) => c.req.header(name),
  connection: connectionOf(c),
})

export const connectionOf = ({ env }: HttpContext): Connection => {
  // Hono's `env` is whatever the second argument of `fetch` was.
  const socket = (env as Arrival | undefined)?.incoming?.socket
  const address = socket?.remoteAddress
  const certificate = socket instanceof TLSSocket ? certificateOf(socket) : undefined
  return { ...(address !== undefined && { address }), ...(certificate && { certificate }) }
}

/** Of each connection, once: many requests come over one. */
const certificates = new WeakMap<TLSSocket, X509Certificate>()

/** Nothing of a certificate is believed unless the TLS stack has verified it; a listener that asks for none has none. */
const certificateOf = (socket: TLSSocket): X509Certificate | undefined => {
  if (!socket.authorized) return undefined
  const certificate = certificates.get(socket) ?? socket.getPeerX509Certificate()
  if (certificate !== undefined) certificates.set(socket, certificate)
  return certificate
}
