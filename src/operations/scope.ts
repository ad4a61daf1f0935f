/** Scope: on whose behalf an operation runs, and what it may do. Part of every cache and snapshot key. */

export interface Grant {
  readonly read: boolean
  readonly write: boolean
}

export interface Scope {
  readonly tenant: string
  /** Name of the client, for logs and keys. */
  readonly client: string
  readonly grant: Grant
}
