/** Facts: what was seen of a directory. Findings are made of them, by functions that look at nothing else. */
import type { Capabilities } from '../directory/directory.ts'
import type { Subschema } from '../directory/subschema.ts'
import type { Dn } from '../ldap/dn.ts'
import type { MappingProblem } from '../mapping/compile/compile.ts'
import type { MappingDeclaration } from '../mapping/declaration/declaration.ts'
import type { Mapping, NumberRange } from '../mapping/mapping.ts'
import type { LockVerdict } from '../operations/passwords/lock-in-force.ts'
import type { ServerConfig } from './config-entries.ts'
import type { Failure } from './failure.ts'
import type { Definition } from './schema/definition.ts'
import type { DefinitionStatus, Installed } from './schema/plan-schema.ts'

export interface Facts {
  /** The DN that the gateway acts as; undefined where only the server knows (a client certificate). */
  readonly account: string | undefined
  readonly servers: readonly ServerFact[]
  readonly cleaning: { readonly base: Dn | undefined; readonly types: readonly string[] }
  readonly shipped: Shipped
  /** undefined: no server takes us. */
  readonly seen: Seen | undefined
}

export interface ServerFact {
  readonly url: string
  /** The bind password would cross a network in clear. */
  readonly isPlain: boolean
  readonly failure: Failure | undefined
}

/** What ldap-schema/ says. */
export interface Shipped {
  readonly definitions: readonly Definition[]
  /** Values of olcDbIndex. */
  readonly indexes: readonly string[]
  /** Values of olcAccess, for `dc=example,dc=com`. */
  readonly access: readonly string[]
}

export interface Seen {
  readonly capabilities: Capabilities
  /** undefined: hidden from the account. */
  readonly subschema: Subschema | undefined
  readonly resources: readonly ResourceFacts[]
  /** What is wrong with the limits of clients, as far as mappings are without unknown names. */
  readonly wrongRights: readonly WrongRight[]
  /** Entries of class pwdPolicy that are visible. */
  readonly policies: readonly PolicyFact[]
  readonly referenceBase: BaseFact | undefined
  /** undefined: cn=config was not to be read, and `configFailure` says why, where it was tried. */
  readonly server: ServerConfig | undefined
  readonly configFailure: Failure | undefined
  /** Where cn=config is readable: our definitions, and everybody's. */
  readonly definitions: readonly DefinitionStatus[] | undefined
  readonly installed: readonly Installed[]
  /** undefined: it could not be looked at. */
  readonly protection: ProtectionFact | undefined
  /** undefined: no client acts as people. */
  readonly acting: ActingFact | undefined
  readonly probe: ProbeFact | undefined
  /** Of the other resource types; none where nothing was tried. */
  readonly trials: readonly TrialFact[]
}

export interface WrongRight {
  readonly client: string
  /** `may.User.filter` */
  readonly path: string
  readonly message: string
}

export interface ResourceFacts {
  /** Name of the resource type. */
  readonly name: string
  readonly declaration: MappingDeclaration
  readonly unknown: Unknown
  /** What is wrong beside unknown names. */
  readonly problems: readonly MappingProblem[]
  /** Of the part of the declaration that the server's schema knows; undefined where even that has problems. */
  readonly mapping: Mapping | undefined
  readonly bases: readonly BaseFact[]
  readonly listing: ListingFact | undefined
  readonly rights: RightsFact | undefined
  readonly counters: readonly CounterFact[]
  /** What the account itself sees of the lock that `active` is; undefined: it is none. */
  readonly lock: LockVerdict | undefined
}

/** An entry that counts the numbers of new entries. */
export interface CounterFact {
  readonly range: NumberRange
  readonly state: 'there' | 'missing' | 'no-number'
}

/** Names in a declaration that the server's schema does not know. */
export interface Unknown {
  readonly types: readonly { readonly path: string; readonly type: string }[]
  readonly classes: readonly { readonly path: string; readonly name: string }[]
}

export interface BaseFact {
  readonly dn: Dn
  /** The option that names it: `users.base`. */
  readonly option: string
  /** `hidden`: whoever reads cn=config sees it, and the account does not. */
  readonly state: 'there' | 'missing' | 'hidden'
}

export interface ListingFact {
  /** Resources, or how far the count came. */
  readonly count: number
  /** Why it came no further. */
  readonly failure: Failure | undefined
  /** Entries of the class that lack what is required. */
  readonly incomplete: readonly {
    readonly path: string
    readonly types: readonly string[]
    readonly dns: readonly Dn[]
  }[]
  /** Somebody else sees entries where the account sees none; undefined: nobody was there to ask. */
  readonly isHidden: boolean | undefined
  /** Operational types that one entry does not show, though every entry has them. */
  readonly hidden: readonly string[]
}

export interface RightsFact {
  /** undefined: there was no entry to try it on. */
  readonly triedOn: Dn | undefined
  readonly denied: readonly string[]
  /** Answers that say neither yes nor no. */
  readonly unclear: readonly { readonly type: string; readonly failure: Failure }[]
  /** Adding, renaming and removing entries. */
  readonly children: 'permitted' | 'denied' | 'unknown'
}

export interface ProtectionFact {
  /** Normalised DNs. */
  readonly entries: readonly string[]
  /** How many have power by being in one of them. */
  readonly members: number
  /** DNs below the bases that the server's configuration gives power, as whoever reads it sees, and that are not protected. */
  readonly unprotected: readonly string[]
  /** Access rules that let write whom no list of names can tell. */
  readonly unnamed: number
}

/** Whether the account may act as a person; `unknown`: there was nobody to try it on. */
export interface ActingFact {
  readonly state: 'not-offered' | 'denied' | 'permitted' | 'unknown'
}

export interface PolicyFact {
  readonly dn: Dn
  readonly lockout: boolean
}

/** What came of a person made for the purpose, who is gone again. */
export interface ProbeFact {
  /** Of the resource type. */
  readonly name: string
  /** The step that failed; undefined: none. */
  readonly failed: { readonly step: string; readonly words: string } | undefined
  /** Whether a deactivated person was kept from binding; undefined: not tried. */
  readonly lockedOut: boolean | undefined
  /** The person's DN, where it could not be removed again. */
  readonly left: Dn | undefined
}

/** What came of a resource made for the purpose, which is gone again. `untried`: no values are known that would be taken. */
export interface TrialFact {
  /** Of the resource type. */
  readonly name: string
  readonly outcome: 'made' | 'refused' | 'untried'
  /** The step that failed. */
  readonly step?: string
  /** Why not. */
  readonly words?: string
  /** The entry, where it could not be removed again. */
  readonly left?: Dn
}
