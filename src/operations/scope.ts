/** Scope: on whose behalf an operation runs, and what it may do. Part of every cache and snapshot key. */

import type { Trail } from './audit/trail.ts'

export interface Grant {
  readonly read: boolean
  readonly write: boolean
}

/**
 * How a caller is known as a person: by the value of a SCIM attribute (`userName`, `emails.value`,
 * `urn:…:enterprise:2.0:User:employeeNumber`), which has to be a string, or by the DN of the entry that it has bound as.
 */
export type Person =
  | { readonly kind: 'attribute'; readonly attribute: string; readonly value: string }
  | { readonly kind: 'dn'; readonly dn: string }

/**
 * That the directory is to see the person itself, so that its own access rules decide, and never the gateway's account.
 * `proxied`: by proxied authorization (RFC 4370). `bound`: by a bind of this person's, whose password this is; `key` tells
 * one password from another and nothing of it.
 */
export interface Acting {
  readonly person: Person
  readonly by:
    | { readonly kind: 'proxied' }
    | { readonly kind: 'bound'; readonly password: () => string; readonly key: string }
  /** `me`: the own resource and nothing else. */
  readonly endpoints: 'me' | 'all'
}

/** What becomes of a deactivation that comes with another userName: `keepName` deactivates, `refuse` answers 400. */
export type LeaverRename = 'keepName' | 'refuse'

export interface Scope {
  readonly tenant: string
  /** Name of the client, for logs and keys. */
  readonly client: string
  readonly grant: Grant
  /** As the log has it. */
  readonly requestId?: string
  /** Where the request came from: an IP address. */
  readonly address?: string
  /** Is told what the operation decides to change. */
  readonly trail?: Trail
  /** `keepName` unless given. */
  readonly leaverRename?: LeaverRename
  /** Of the caller's own resource, where it is known by that: of whoever has logged in with a password. */
  readonly personId?: string
  /** undefined: everything is done with the rights of the gateway's account. */
  readonly acting?: Acting
  /** Whose eyes the directory is seen with, where they are not the gateway's: set by `personOperations` alone. */
  readonly eyes?: string
}
