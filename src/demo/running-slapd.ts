/** Slapd: a throwaway directory that runs, and what may be done to it. */
import type { Client } from 'ldapts'
import type { SlapdInstallation } from './install-slapd.ts'
import type { SlapdOptions } from './slapd-options.ts'

/** One database of the server and the two accounts that matter in it. */
export interface Suffix {
  readonly suffix: string
  readonly adminDn: string
  readonly adminPassword: string
  readonly gatewayDn: string
  readonly gatewayPassword: string
}

export interface Slapd extends Suffix {
  /** `ldap://127.0.0.1:<port>` */
  readonly url: string
  readonly port: number
  /** `ldaps://localhost:<port>`, where TLS files were given. */
  readonly tlsUrl: string | undefined
  /**
   * `ldapi://%2F...`: SASL EXTERNAL of the user that started slapd manages cn=config and every database.
   * undefined in a container.
   */
  readonly ldapi: string | undefined
  /** undefined in a container. */
  readonly installation: SlapdInstallation | undefined
  /** A new connection bound as rootdn of the suffix. Whoever asks for it unbinds it. */
  admin(): Promise<Client>
  /** A new connection that manages cn=config. Whoever asks for it unbinds it. */
  config(): Promise<Client>
  /** Process id of the running slapd; of a container only where the engine is on this machine. */
  pid(): number | undefined
  /** Another database, made while the server runs, with the tree of the first. */
  addDatabase(suffix: string, options?: SlapdOptions): Promise<Suffix>
  /** What slapd has logged since its first start; empty without `logLevel`. */
  log(): Promise<string>
  /** SIGKILL, as a crash. Port and data stay, `start` brings it back. */
  kill(): Promise<void>
  /** Starts it again after `kill`, and waits until it answers. */
  start(): Promise<void>
  /** Ends it and removes everything. May be called twice. */
  stop(): Promise<void>
}
