/** A socket to an LDAP server, and TLS over it. RFC 4511 §4.14, RFC 4516 */
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { TlsOptions } from './options.ts'

export type Target =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly secure: boolean }
  | { readonly kind: 'local'; readonly path: string }

const keepAliveDelay = 10_000
const defaultLocalPath = '/var/run/slapd/ldapi'

/** Where a URL leads. @throws Error where it is no `ldap://`, `ldaps://` or `ldapi://` URL */
export const targetOf = (url: string): Target => {
  const [, scheme, authority] = /^(ldap|ldaps|ldapi):\/\/([^/?#]*)/i.exec(url) ?? []
  if (scheme === undefined || authority === undefined) throw new Error(`not an LDAP URL: ${url}`)
  if (scheme.toLowerCase() === 'ldapi') {
    return { kind: 'local', path: authority === '' ? defaultLocalPath : decodeURIComponent(authority) }
  }
  const secure = scheme.toLowerCase() === 'ldaps'
  const { hostname, port } = new URL(`ldap://${authority || 'localhost'}`)
  return {
    kind: 'tcp',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 636 : 389) : Number(port),
    secure,
  }
}

/** A socket that is on its way; its `error` is already listened to, so that it never ends the process. */
export const startConnecting = (target: Target): Socket => {
  const socket = target.kind === 'local' ? connect(target.path) : connect({ host: target.host, port: target.port })
  socket.on('error', ignore)
  if (target.kind === 'tcp') {
    socket.setNoDelay(true)
    socket.setKeepAlive(true, keepAliveDelay)
  }
  return socket
}

export const connected = (socket: Socket): Promise<void> => until(socket, 'connect')

/** TLS over a connected socket; the server's certificate is verified unless the options say otherwise. */
export const secured = async (socket: Socket, host: string, options: TlsOptions): Promise<TLSSocket> => {
  const { ca, cert, key, rejectUnauthorized = true, servername = host } = options
  const secure = connectTls({
    socket,
    host: servername,
    // An address may be verified against, but not be sent as a name: RFC 6066 §3.
    ...(isIP(servername) === 0 ? { servername } : {}),
    rejectUnauthorized,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  })
  secure.on('error', ignore)
  socket.once('close', () => secure.destroy())
  await until(secure, 'secureConnect')
  return secure
}

const until = (socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(event, () => resolve())
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the connection was closed while it was opened')))
  })

const ignore = (): void => undefined
