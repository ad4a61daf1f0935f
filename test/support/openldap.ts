/** startOpenldap: a real directory for one test file; the machine's own slapd, or a container where there is none. */
import type { Client } from 'ldapts'
import { connectAs, connectLdapi } from '../../src/demo/connect.ts'
import { type Slapd, type Suffix, startSlapd } from '../../src/demo/slapd.ts'
import type { SlapdOptions } from '../../src/demo/slapd-options.ts'

export interface Openldap extends Suffix {
  readonly url: string
  /** `ldaps://localhost:<port>`, where `options.tls` was given. */
  readonly tlsUrl: string | undefined
  /** `ldapi://%2F...`; undefined in a container. */
  readonly ldapi: string | undefined
  /** A new connection bound as rootdn of the suffix. Whoever asks for it unbinds it. */
  admin(): Promise<Client>
  /** A new connection that manages cn=config. Whoever asks for it unbinds it. */
  config(): Promise<Client>
  addDatabase(suffix: string, options?: SlapdOptions): Promise<Suffix>
  /** What slapd logged; with `logLevel: 'stats'` every operation with its filter. */
  log(): Promise<string>
  /** kill -9; `start` brings it back with the same port and data. */
  kill(): Promise<void>
  start(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

/** See `SlapdOptions`: with none, everything of ldap-schema/ is in force, with syncprov, deref and ppolicy. */
export const startOpenldap = async (options: SlapdOptions = {}): Promise<Openldap> => local(await startSlapd(options))

const local = (slapd: Slapd): Openldap => ({
  ...slapd,
  admin: () => connectAs(slapd.url, slapd.adminDn, slapd.adminPassword),
  config: () => connectLdapi(slapd.ldapiPath),
  restart: async () => {
    await slapd.kill()
    await slapd.start()
  },
})
