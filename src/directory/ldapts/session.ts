/** Session: one connection that is connected, secured and bound before anybody gets it. RFC 4513 */
import type { Socket } from 'node:net'
import { BindRequest, ExtendedRequest } from 'ldapts'
import { present } from '../../ldap/filter.ts'
import { Connection } from './connection.ts'
import { ProxiedAuthorizationControl } from './controls/proxied-authorization.ts'
import { mustSucceed } from './errors.ts'
import { type LdapRequest, type Reply, unsent } from './message.ts'
import type { Credentials, TlsOptions } from './options.ts'
import type { OnReferred } from './referrals.ts'
import { SearchMessage } from './search-message.ts'
import { connected, secured, startConnecting, type Target, targetOf } from './socket.ts'

export interface SessionOptions {
  readonly url: string
  readonly tls: TlsOptions
  /** undefined: not bound; for the bind of a user. */
  readonly credentials: Credentials | undefined
  /** Milliseconds for connecting, TLS and bind together. */
  readonly timeout: number
  /** Hears of searches of which other servers have a part; what it throws is their answer. */
  readonly onReferred?: OnReferred
}

interface Handling {
  /** For an answer that is no success and is what was asked for all the same. */
  readonly isTaken?: (reply: Reply) => boolean
  /** Instead of the session's own. */
  readonly onReferred?: OnReferred | undefined
}

export class Session {
  readonly url: string
  readonly openedAt = performance.now()
  readonly connection: Connection
  readonly #onReferred: OnReferred
  #identity: string | undefined

  constructor(url: string, connection: Connection, onReferred: OnReferred = () => {}) {
    this.url = url
    this.connection = connection
    this.#onReferred = onReferred
  }

  /** The same connection, on which every request is made as somebody else. RFC 4370 */
  actingAs(identity: string): Session {
    const session = new Session(this.url, this.connection, this.#onReferred)
    session.#identity = identity
    return session
  }

  /**
   * The answer of the server where it is success.
   * @param deadline on the clock of `performance.now()`
   * @throws DirectoryError with the server's result code; SessionLost where there is no answer
   */
  async request(request: LdapRequest, deadline: number, { isTaken, onReferred }: Handling = {}): Promise<Reply> {
    if (this.#identity !== undefined) actAs(request, this.#identity)
    const reply = await this.connection.exchange(request, deadline - performance.now())
    if (isTaken?.(reply) !== true) mustSucceed(reply.response, reply.referral)
    if (reply.references.length > 0) (onReferred ?? this.#onReferred)(reply.references)
    return reply
  }

  /** Asks for the rootDSE without attributes, and closes the session where no answer comes. */
  async tryOut(deadline: number): Promise<void> {
    await this.#askAnything(deadline).catch((error: unknown) => this.connection.destroy(error))
  }

  /** The same; where no answer comes the session takes no new requests, and those under way have their own time. */
  async answers(deadline: number): Promise<boolean> {
    return await this.#askAnything(deadline).then(
      () => true,
      () => false,
    )
  }

  async #askAnything(deadline: number): Promise<void> {
    const request = new SearchMessage({ base: '', scope: 'base', filter: present('objectClass'), types: [] })
    await this.connection.exchange(request, deadline - performance.now())
  }
}

/** Once: a request that was not sent is sent again on another session. */
const actAs = (request: LdapRequest, identity: string): void => {
  const controls = request.controls ?? []
  if (controls.some((control) => control instanceof ProxiedAuthorizationControl)) return
  request.controls = [...controls, new ProxiedAuthorizationControl(identity)]
}

/** @throws DirectoryError with the result code of a refused bind; else whatever kept the session from opening */
export const openSession = async ({ url, tls, credentials, timeout, onReferred }: SessionOptions): Promise<Session> => {
  const target = targetOf(url)
  const socket = startConnecting(target)
  const deadline = performance.now() + timeout
  const timer = setTimeout(() => socket.destroy(new Error(`no session within ${timeout} ms`)), timeout)
  try {
    await connected(socket)
    const session = new Session(url, await secureConnection(socket, target, tls, deadline), onReferred)
    if (credentials !== undefined) await session.request(bindRequest(credentials), deadline)
    return session
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

const secureConnection = async (
  socket: Socket,
  target: Target,
  tls: TlsOptions,
  deadline: number,
): Promise<Connection> => {
  if (target.kind === 'local') return new Connection(socket)
  if (target.secure) return new Connection(await secured(socket, target.host, tls))
  const clear = new Connection(socket)
  if (tls.startTls !== true) return clear

  const { response } = await clear.exchange(
    new ExtendedRequest({ ...unsent, oid: startTls }),
    deadline - performance.now(),
  )
  mustSucceed(response)
  clear.detach()
  return new Connection(await secured(socket, target.host, tls))
}

const startTls = '1.3.6.1.4.1.1466.20037'

const bindRequest = (credentials: Credentials): BindRequest =>
  credentials.kind === 'external'
    ? new BindRequest({ ...unsent, mechanism: 'EXTERNAL' })
    : new BindRequest({ ...unsent, dn: credentials.dn, password: credentials.password })
