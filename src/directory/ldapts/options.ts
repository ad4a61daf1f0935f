/** DirectoryOptions: which servers, as whom, and how long to wait for them. */
import type { Observe } from '../../observe/observation.ts'

export interface TlsOptions {
  /** Contents (PEM) of the certificates to trust instead of the system's. */
  readonly ca?: string
  /** Contents (PEM) of a client certificate and its key. */
  readonly cert?: string
  readonly key?: string
  /** On `ldap://`: nothing but the request for TLS is sent in clear. RFC 4511 §4.14 */
  readonly startTls?: boolean
  /** The name that the server's certificate must have; the host of the URL unless given. */
  readonly servername?: string
  /** false: any certificate is taken. For trials only. */
  readonly rejectUnauthorized?: boolean
}

/** Milliseconds. */
export interface Timeouts {
  /** Connecting, TLS and bind together. */
  readonly connect: number
  /** One verb of the port with its retries; of a scan, each page has `page` instead. */
  readonly operation: number
  readonly page: number
  /** How long a request waits while there is no server. While there is one, but busy: `operation`. */
  readonly wait: number
}

export interface DirectoryOptions {
  /** `ldap://`, `ldaps://`, `ldapi://`; the first one that answers is used, see `servers.ts` and `return.ts`. */
  readonly urls: readonly string[]
  /** Absent: SASL EXTERNAL (ldapi, or a client certificate). */
  readonly bindDn?: string
  readonly password?: string
  readonly tls?: TlsOptions
  readonly timeouts?: Partial<Timeouts>
  /** Connections that many requests share (4); at least two. */
  readonly sessions?: number
  /** Connections beside them that one scan has for itself (4); as many for users' binds, and one for transactions. */
  readonly leases?: number
  /** Requests under way on one shared connection (32). */
  readonly inFlight?: number
  /** Writes under way at once (4): the server does one after the other, and its threads would only wait for each other. */
  readonly writes?: number
  /** Requests that may wait for a connection (1,000). */
  readonly waiting?: number
  /** Milliseconds after which a connection is replaced (10 minutes, give or take a tenth). */
  readonly maxAge?: number
  /** Milliseconds without a request after which a connection is tried (30 seconds). */
  readonly idle?: number
  /** What is not to be used, though the server says that it offers it. */
  readonly without?: readonly Avoidable[]
  /** Attribute type of an entry's id (`entryUUID`). One that no server sets by itself is set by us in every new entry. */
  readonly id?: string
  /** Single-valued attribute type that guarded writes swap, for servers without the assertion control. */
  readonly version?: string
  /** What becomes of what the server says to be at others; only `follow` asks them, and only those that are listed. */
  readonly referrals?: 'refuse' | 'ignore' | 'follow'
  readonly followed?: readonly FollowedOptions[]
  readonly observe?: Observe
}

/** A server that may be followed; all else is as for the main one. */
export interface FollowedOptions extends Pick<DirectoryOptions, 'urls' | 'bindDn' | 'password' | 'tls'> {
  /** `ldap://host:port` as referrals have it, besides `urls`. */
  readonly names: readonly string[]
}

export type Avoidable = 'assertion' | 'postRead' | 'paged' | 'deref' | 'transactions' | 'proxiedAuthorization'

export type Credentials =
  | { readonly kind: 'simple'; readonly dn: string; readonly password: string }
  | { readonly kind: 'external' }

/** The options with every default filled in. */
export interface Settings
  extends Required<Omit<DirectoryOptions, 'bindDn' | 'password' | 'timeouts' | 'id' | 'version'>> {
  readonly version: string | undefined
  readonly credentials: Credentials
  readonly timeouts: Timeouts
}

const defaults = {
  tls: {},
  sessions: 4,
  leases: 4,
  inFlight: 32,
  writes: 4,
  waiting: 1_000,
  maxAge: 600_000,
  idle: 30_000,
  without: [],
  referrals: 'refuse',
  followed: [],
  observe: () => undefined,
} as const
const timeouts: Timeouts = { connect: 3_000, operation: 10_000, page: 60_000, wait: 1_000 }

/** @throws Error where the options name no server, or a DN without a password */
export const settingsOf = (options: DirectoryOptions): Settings => {
  if (options.urls.length === 0) throw new Error('no LDAP URL is given')
  const settings = { ...defaults, ...withoutUndefined(options) }
  return {
    ...settings,
    version: options.version,
    sessions: Math.max(2, settings.sessions),
    credentials: credentialsOf(options),
    timeouts: { ...timeouts, ...withoutUndefined(options.timeouts ?? {}) },
  }
}

const credentialsOf = ({ bindDn, password }: DirectoryOptions): Credentials => {
  if (bindDn === undefined) return { kind: 'external' }
  // A DN with an empty password binds nobody, and the server calls that a success. RFC 4513 §5.1.2
  if (bindDn === '' || password === undefined || password === '')
    throw new Error('the bind DN or its password is empty')
  return { kind: 'simple', dn: bindDn, password }
}

const withoutUndefined = <T extends object>(given: T): T =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T
