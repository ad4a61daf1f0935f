/** credentialsOf: what a request shows of its caller. */
import type { IncomingMessage } from 'node:http'
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
  const address = (env as Arrival | undefined)?.incoming?.socket.remoteAddress
  return address === undefined ? {} : { address }
}
