/** SlapdOptions: what a throwaway directory is to be like; every value has a default. */

export interface SlapdOptions {
  /** Of the first database; default `dc=example,dc=com`. Its leftmost type may be dc, o or ou. */
  readonly suffix?: string
  /** Of ldap:// on loopback; default: a free one. */
  readonly port?: number
  /** Path of the ldapi socket; default: in the temporary folder. */
  readonly ldapi?: string
  /** Password of rootDN `cn=admin,<suffix>`; default: random. */
  readonly adminPassword?: string
  /** Password of the gateway's account `cn=scimdap,ou=services,<suffix>`; default: random. */
  readonly gatewayPassword?: string
  /** What of ldap-schema/ is in force; default: all of it. */
  readonly schema?: boolean
  /** RFC 2307 as OpenLDAP has it; default: true. A file of `schemaFiles` may take its place. */
  readonly nis?: boolean
  readonly indexes?: boolean
  readonly limits?: boolean
  readonly acl?: boolean
  /** Overlays; default: all three are there. */
  readonly syncprov?: boolean
  readonly deref?: boolean
  readonly ppolicy?: boolean
  /** olcPPolicyHashCleartext; default: false. */
  readonly hashCleartext?: boolean
  /** pwdLockout of the default policy; default: true. */
  readonly lockout?: boolean
  /** Suffix entry, ou=people, ou=groups, ou=services with the gateway's account, ou=policies; default: true. */
  readonly tree?: boolean
  /** LDIF that slapadd loads before the start, after the tree: text in chunks, cut anywhere. */
  readonly load?: Iterable<string> | AsyncIterable<string>
  /** More schema files in cn=config form, by path. */
  readonly schemaFiles?: readonly string[]
  /** More values of the database's configuration entry, such as `{ olcSizeLimit: ['10'] }`. */
  readonly database?: Readonly<Record<string, readonly string[]>>
  /** `stats`: log() has every operation with its filter; default: `none`. */
  readonly logLevel?: 'none' | 'stats'
  /** PEM files. With them there is ldaps:// on a second port, and StartTLS. */
  readonly tls?: { readonly certificate: string; readonly key: string; readonly ca?: string }
  /** Writes are synced to disk; default: false, as a throwaway directory need not outlive a power cut. */
  readonly sync?: boolean
}

/** Options of one database, decided. */
export interface DatabaseOptions extends SlapdOptions {
  readonly suffix: string
  readonly adminPassword: string
  readonly gatewayPassword: string
  /** Folder of its files. */
  readonly folder: string
}

export const adminDnOf = (suffix: string): string => `cn=admin,${suffix}`
export const gatewayDnOf = (suffix: string): string => `cn=scimdap,ou=services,${suffix}`
export const policyDnOf = (suffix: string): string => `cn=default,ou=policies,${suffix}`
