/** Listener: a socket that hands requests to a fetch function, and ends without cutting an answer short. */
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer, Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Certificate, ListenTls } from '../config/config.ts'
import type { Arrival } from '../http/credentials.ts'

/** What keeps slow clients, and many, from holding up the others. Times in milliseconds. */
export interface ListenLimits {
  /** Bytes of request line and headers together. */
  readonly headerBytes: number
  /** From the first byte of a request to the end of its headers; 408 and the end of the connection. */
  readonly headersMs: number
  /** From there to the end of its body, and to the answer. */
  readonly requestMs: number
  /** Beyond that, until the client has taken the answer; then the connection is cut. */
  readonly answerMs: number
  /** An idle connection stays open for so long; longer than a proxy keeps it, else requests meet one that is being closed. */
  readonly idleMs: number
  /** Open at the same time; more are closed as they come. */
  readonly connections: number
}

export interface ListenOptions {
  readonly host: string
  /** Zero takes any free one. */
  readonly port: number
  /** Beside other processes that say so, too. The system deals out connections among them. */
  readonly reusePort?: boolean
  readonly tls?: Certificate | ListenTls | undefined
  readonly limits?: ListenLimits
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
  /**
   * Other limits from now on, but for `headerBytes`, and for whoever connects another certificate, and other issuers of
   * those of clients: nothing happens to it without TLS. @throws Error where it is none
   */
  renew(tls: Certificate | ListenTls | undefined, limits: ListenLimits): void
  /** Accepts nothing more, lets requests under way finish for so many milliseconds, then cuts them. */
  close(graceMs: number): Promise<void>
}

/** @throws Error that names host, port and option where the socket cannot be had */
export const openListener = async (options: ListenOptions): Promise<Listener> => {
  const held: Held = { limits: options.limits }
  const server = createSocketServer(options, held)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(refused(options, cause)))
    const { host, port, reusePort = false } = options
    server.listen({ host, port, reusePort }, resolve)
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
    renew: (tls, limits) => {
      held.limits = limits
      limit(server, limits)
      // All of it is set anew: without `ca` whoever the public authorities have certified would be believed.
      if (tls !== undefined && server instanceof TlsServer) server.setSecureContext(tlsSettings(tls))
    },
    close: (graceMs) => closeServer(server, graceMs),
  }
}

type HttpServer = ReturnType<typeof createServer>

/** The limits in force. */
interface Held {
  limits: ListenLimits | undefined
}

const createSocketServer = ({ tls }: ListenOptions, held: Held): HttpServer => {
  const { limits } = held
  if (limits === undefined) return tls === undefined ? createServer() : createTlsServer(tlsSettings(tls))
  const { headerBytes, headersMs } = limits
  const settings = { maxHeaderSize: headerBytes, connectionsCheckingInterval: Math.min(1_000, headersMs / 2) }
  const server = tls === undefined ? createServer(settings) : createTlsServer({ ...settings, ...tlsSettings(tls) })
  limit(server, limits)
  server.on('request', (request, response) => {
    const { requestMs, answerMs } = held.limits ?? limits
    const cut = setTimeout(() => request.socket.destroy(), requestMs + answerMs)
    response.once('close', () => clearTimeout(cut))
  })
  return server
}

/** Without `requireClientCertificate` a certificate that is not trusted is as good as none, which is for each request to say. */
const tlsSettings = (tls: Certificate | ListenTls) => ({
  cert: tls.cert,
  key: tls.key,
  ...('clientCa' in tls &&
    tls.clientCa !== undefined && {
      ca: tls.clientCa,
      requestCert: true,
      rejectUnauthorized: tls.requireClientCertificate === true,
    }),
})

const limit = (server: HttpServer, { headersMs, requestMs, idleMs, connections }: ListenLimits): void => {
  server.headersTimeout = headersMs
  server.keepAliveTimeout = idleMs
  // Node's clock begins with the first byte of the headers.
  server.requestTimeout = headersMs + requestMs
  server.maxConnections = connections
}

const refused = ({ host, port, reusePort, option }: ListenOptions, cause: Error): Error => {
  const code = 'code' in cause ? String(cause.code) : 'unknown error'
  const why = (reusePort && sharingReasons[code]) || (reasons[code] ?? `cannot be listened on (${code})`)
  return new Error(`port ${port} of ${host} ${why}; choose with ${option}`, { cause })
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another process',
  EACCES: 'may not be used by this user',
  EADDRNOTAVAIL: 'is no address of this machine',
}

const sharingReasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by a process without listen.reusePort, or of another user',
  // Of libuv: it lets nobody share where the system would give all connections to one of them.
  ENOTSUP: 'cannot be shared on this system: leave out listen.reusePort',
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
