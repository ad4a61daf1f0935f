/** Finding: one thing that is wrong, slow or not to be seen in a directory, and the LDIF that mends it. */

/** `error`: serve would not work right. `warning`: it works, and something is slow or fragile. `note`: could not be seen. */
export type Severity = 'error' | 'warning' | 'note'

export interface Finding {
  /** Stable, for scripts. */
  readonly id: FindingId
  readonly severity: Severity
  /** What is the case, in one sentence. */
  readonly what: string
  /** What follows from it for clients. */
  readonly means: string
  readonly remedy?: Remedy
  /** What to do where there is no LDIF for it, or before it is applied. */
  readonly advice?: string
}

export interface Remedy {
  /** `config`: for whoever manages cn=config; `data`: for whoever may write below the suffix. */
  readonly target: 'config' | 'data'
  /** Change records for ldapmodify. Holds no secret. */
  readonly ldif: string
}

export type FindingId =
  | 'server-unreachable'
  | 'directory-unreachable'
  | 'certificate-refused'
  | 'bind-refused'
  | 'plain-connection'
  | 'rootdse-hidden'
  | 'schema-hidden'
  | 'schema-missing'
  | 'schema-outdated'
  | 'schema-conflict'
  | 'attribute-type-unknown'
  | 'object-class-unknown'
  | 'mapping-invalid'
  | 'rights-invalid'
  | 'assertion-control-missing'
  | 'post-read-control-missing'
  | 'paged-results-control-missing'
  | 'transactions-missing'
  | 'password-operation-missing'
  | 'base-missing'
  | 'base-hidden'
  | 'operational-attributes-hidden'
  | 'entries-incomplete'
  | 'entries-hidden'
  | 'no-entries'
  | 'create-impossible'
  | 'counter-missing'
  | 'counter-wrong'
  | 'create-demands'
  | 'unique-by-search'
  | 'list-refused'
  | 'size-limit'
  | 'write-right-missing'
  | 'write-right-unknown'
  | 'write-probe-failed'
  | 'acting-not-offered'
  | 'acting-denied'
  | 'acting-unknown'
  | 'deactivation-unmapped'
  | 'lock-type-unknown'
  | 'lock-without-overlay'
  | 'lock-without-policy'
  | 'lockout-off'
  | 'deactivation-ineffective'
  | 'deactivation-unknown'
  | 'deactivation-elsewhere'
  | 'deactivation-undeclared'
  | 'password-in-clear'
  | 'password-hashing-unknown'
  | 'overlay-moves-no-csn'
  | 'index-missing'
  | 'ordering-missing'
  | 'power-unprotected'
  | 'power-unnamed'
  | 'config-unreadable'

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 }

/** Worst first; those of one severity as they were found. */
export const bySeverity = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => rank[a.severity] - rank[b.severity])

/** Whether `serve` would work. */
export const isServable = (findings: readonly Finding[]): boolean =>
  findings.every(({ severity }) => severity !== 'error')
