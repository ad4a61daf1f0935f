/** Listener: a socket that hands requests to a fetch function, and ends without cutting an answer short. */
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer, Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Certificate } from '../config/config.ts'
import type { Arrival } from '../http/credentials.ts'

export interface ListenOptions {
  readonly host: string
  /** Zero takes any free one. */
  readonly port: number
  readonly tls?: Certificate | undefined
  /** Bytes of request line and headers together. */
  readonly headerBytes?: number
  /** The option that decides the port, for the message when it is taken. */
  readonly option: string
}

/** `arrival`: the socket that a request came over. */
export type Fetch = (request: Request, arrival?: Arrival) => Response | Promise<Response>

export interface Listener {
  /** The real one. */
  readonly port: number
  /** Answers requests from now on; to be called in the same turn in which `openListener` resolves. */
  serve(fetch: Fetch): void
  /** Shows this certificate to whoever connects from now on; nothing happens without TLS. @throws Error where it is none */
  renew(tls: Certificate | undefined): void
  /** Accepts nothing more, lets requests under way finish for so many milliseconds, then cuts them. */
  close(graceMs: number): Promise<void>
}

/** @throws Error that names host, port and option where the socket cannot be had */
export const openListener = async (options: ListenOptions): Promise<Listener> => {
  const server = createSocketServer(options)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(refused(options, cause)))
    server.listen(options.port, options.host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    // HTTP/1.0 knows no Host header, and some health checks of proxies still speak it.
    serve: (fetch) =>
      void server.on(
        'request',
        getRequestListener((request, env) => fetch(request, env as Arrival), {
          hostname: 'localhost',
        }) as RequestListener,
      ),
    renew: (tls) => {
      if (tls !== undefined && server instanceof TlsServer) server.setSecureContext(tls)
    },
    close: (graceMs) => closeServer(server, graceMs),
  }
}

type HttpServer = ReturnType<typeof createServer>

const createSocketServer = ({ tls, headerBytes }: ListenOptions): HttpServer => {
  const settings = headerBytes === undefined ? {} : { maxHeaderSize: headerBytes }
  return tls === undefined ? createServer(settings) : createTlsServer({ ...settings, ...tls })
}

const refused = ({ host, port, option }: ListenOptions, cause: Error): Error => {
  const code = 'code' in cause ? String(cause.code) : 'unknown error'
  const why = reasons[code] ?? `cannot be listened on (${code})`
  return new Error(`port ${port} of ${host} ${why}; choose with ${option}`, { cause })
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another process',
  EACCES: 'may not be used by this user',
  EADDRNOTAVAIL: 'is no address of this machine',
}

/** Connections that fall idle are closed as they do: a client that keeps one open would hold up the end. */
const closeServer = async (server: HttpServer, graceMs: number): Promise<void> => {
  const sweep = setInterval(() => server.closeIdleConnections(), 20)
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  try {
    await new Promise<void>((resolve) => server.close(() => resolve()))
  } finally {
    clearInterval(sweep)
    clearTimeout(cut)
  }
}
