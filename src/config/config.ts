/** Config: everything that a running gateway is told, checked, secrets read. Nothing reads files or the environment after it. */
import type { X509Certificate } from 'node:crypto'
import type { TokenHash } from '../auth/token-hash.ts'
import type { ClientLimits } from '../mapping/declaration/client-limits.ts'
import type { MappingDeclaration } from '../mapping/declaration/declaration.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { DialectOptions } from '../tolerance/wire.ts'
import type { AuditConfig } from './audit.ts'
import type { BrakeConfig } from './brake.ts'
import type { CallersConfig, ClientCallers } from './caller-secrets.ts'
import type { Path } from './problem.ts'
import type { ProtectedConfig } from './protected.ts'
import type { Settings } from './settings.ts'

export interface Config {
  /** Whose it is; left out: of nobody in particular, served at the base path itself. */
  readonly tenant?: string
  /** Without a slash at its end. undefined: the loopback address that the gateway listens on. */
  readonly publicUrl: string | undefined
  readonly listen: Omit<Settings['listen'], 'tls' | 'clientCertificateHeader'> & {
    readonly tls: ListenTls | undefined
    readonly clientCertificateHeader: CertificateHeaderConfig | undefined
  }
  /** Logins with a password. */
  readonly basic: Settings['basic']
  readonly directory: DirectoryConfig
  /** What is served, User first. */
  readonly resources: readonly ConfiguredResource[]
  readonly references: Settings['references']
  readonly clients: readonly ClientConfig[]
  readonly callers: CallersConfig
  readonly brake: BrakeConfig
  readonly protected: ProtectedConfig
  readonly profile: Settings['profile']
  readonly leaverRename: Settings['leaverRename']
  readonly lists: Settings['lists']
  readonly cursors: {
    /** At least 32 bytes. undefined: one of this process alone. */
    readonly key: Uint8Array | undefined
    readonly timeoutSeconds: number
  }
  readonly limits: Settings['limits']
  readonly audit: AuditConfig
  readonly log: Settings['log']
  readonly metrics: Settings['metrics']
  /** The files of the configuration are watched, and it is loaded again when one of them changes. */
  readonly watch: boolean
  readonly discoveryPublic: boolean
  /** Other tenants that say so, too, may look at the same entries. */
  readonly sharedBase: boolean
  /** The same for whatever makes the same service: options of the process are not part of it. */
  readonly fingerprint: string
}

/** What a whole process is told: how it listens, and what it serves. */
export interface GatewayConfig extends Pick<Config, 'publicUrl' | 'listen' | 'audit' | 'log' | 'metrics' | 'watch'> {
  /** Served at the base path; undefined: nothing is. */
  readonly own: Config | undefined
  /** By their names, each served below a path of its own. */
  readonly tenants: ReadonlyMap<string, Config>
}

export interface ConfiguredResource {
  /** The option that maps it: `users`, or `resources.Device`. */
  readonly option: Path
  /** As it is described: not yet cut down to what is mapped. */
  readonly resourceType: ResourceType
  readonly declaration: MappingDeclaration
  /** `scimdap.yaml:12:7` of what is below the option, or of what it is missing from. */
  readonly placeOf?: (path: Path) => string
}

/** Contents of the files, PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

export interface ListenTls extends Certificate {
  /** Who may have issued certificates of clients, PEM. undefined: none are asked for. */
  readonly clientCa: string | undefined
  readonly requireClientCertificate?: true
}

export type CertificateHeaderConfig = Omit<NonNullable<Settings['listen']['clientCertificateHeader']>, 'caFile'> & {
  /** None: the proxy's word is taken. */
  readonly issuers: readonly X509Certificate[]
}

export type DirectoryConfig = Omit<
  Settings['directory'],
  'bindDn' | 'password' | 'passwordFile' | 'allowPlaintext' | 'tls' | 'id' | 'followed'
> & {
  /** Attribute type of an entry's id. */
  readonly id: string
  /** undefined: SASL EXTERNAL. */
  readonly bindDn: string | undefined
  readonly password: string | undefined
  /** Contents of the files, PEM. */
  readonly tls: Pick<Settings['directory']['tls'], 'startTls' | 'verify' | 'servername'> & {
    readonly ca: string | undefined
    readonly cert: string | undefined
    readonly key: string | undefined
  }
  /** Servers to which referrals may lead. */
  readonly followed: readonly FollowedConfig[]
}

export type FollowedConfig = Pick<DirectoryConfig, 'urls' | 'bindDn' | 'password' | 'tls'> & {
  /** What referrals call it, besides `urls`. */
  readonly names: readonly string[]
}

export interface ClientConfig extends ClientCallers {
  readonly name: string
  readonly access: 'read' | 'write'
  readonly setPassword: boolean
  /** By names of resource types. undefined: nothing more is limited than `access` says. */
  readonly may?: Readonly<Record<string, ClientLimits>>
  /** `scimdap.yaml:12:7` of what is below the client. */
  readonly placeOf?: (path: Path) => string
  /** `sha256:…`; a token in clear is no longer here. */
  readonly tokenHashes: readonly TokenHash[]
  readonly certificates?: Settings['clients'][number]['certificates']
  /** A token is not enough without a certificate, nor the other way round. */
  readonly needsBoth?: true
  /** The directory sees the person who calls, at these endpoints; undefined: it sees the gateway. */
  readonly actsAt?: 'me' | 'all'
  /** The person whose tokens these are. */
  readonly userName?: string
  /** How this client's requests are read; what all clients have is in it. */
  readonly dialect: DialectOptions
  /** Instead of what all clients have. */
  readonly limits?: Settings['clients'][number]['limits']
}
