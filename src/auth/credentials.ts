/** Credentials: what a request shows of its caller, and where it comes from. */
import type { X509Certificate } from 'node:crypto'

export interface Credentials {
  /** The whole header. RFC 9110 §11.6.2 */
  readonly authorization: string | undefined
  /** Any other header, by its name in lower case. */
  readonly header: (name: string) => string | undefined
  readonly connection: Connection
}

/** All unknown where a request did not come over a socket. */
export interface Connection {
  /** IP address of whoever is connected: of a proxy, where there is one. */
  readonly address?: string
  /** Of whoever is connected, who has proven to have its key; issued by an authority that the listener trusts. */
  readonly certificate?: X509Certificate
}
