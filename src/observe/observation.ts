/** Observation: everything that happens and is worth telling. `log.ts` and `metrics.ts` decide who hears what. */

import type { CallerObservation, TokenDenialReason } from './caller-observation.ts'

/** A room reports facts through this and never waits for, or fails by, whoever listens. */
export type Observe = (observation: Observation) => void

/**
 * Facts only: names, codes, counts and times. Never a value of an attribute, a filter, a token or a DN.
 * `cause` may be any error: listeners take its name and code from it and never its message.
 */
export type Observation = Fact & {
  /** Whose service it happened in; undefined: that of a process without tenants, or what is of the whole process. */
  readonly tenant?: string
}

type Fact =
  | RequestObservation
  /** A request that was refused before its operation ran. */
  | { readonly kind: 'denied'; readonly requestId: string; readonly reason: DenialReason }
  /** A client that sent more requests than it may, in a second or at a time. */
  | { readonly kind: 'limited'; readonly client: string; readonly limit: 'rate' | 'concurrency' }
  /** A defect, ours or the directory's: the client got 500 and the request's id. */
  | { readonly kind: 'unexpected'; readonly requestId: string; readonly cause: unknown }
  | { readonly kind: 'session-opened'; readonly url: string }
  /** lost: it worked before. failed: it could not be opened. */
  | { readonly kind: 'session-lost' | 'session-failed'; readonly url: string; readonly cause: unknown }
  | ServerObservation
  /** The directory gave no answer to several requests in a row: none is sent, but one now and then to see. */
  | { readonly kind: 'circuit-opened'; readonly cause: unknown }
  /** It answers again. */
  | { readonly kind: 'circuit-closed' }
  /** exact: the directory answers the filter alone; otherwise candidates are evaluated in memory. */
  | { readonly kind: 'search-planned'; readonly exact: boolean; readonly resourceType?: string }
  /** A write met a concurrent one and decides again. `reason` is a fixed word of the code, e.g. `assertion-failed`. */
  | { readonly kind: 'write-retried'; readonly attempt: number; readonly reason: string }
  /** A deleted entry's DN still stands somewhere and could not be taken away. */
  | { readonly kind: 'reference-left' }
  /** A search came by entries that are at another server, and went on without them. Once for each session. */
  | { readonly kind: 'referral-ignored'; readonly url: string }
  /** What was asked for is at another server, and that one is not asked. `url`: scheme, host and port alone. */
  | { readonly kind: 'referral-refused'; readonly url: string; readonly reason: RefusedReferral }
  /** A name was still reserved by a gateway that must have died while it gave it away. */
  | { readonly kind: 'reservation-taken-over' }
  | ChangeObservation
  /** A change that could not be written to the audit trail, and is kept to be written later. */
  | { readonly kind: 'audit-failed'; readonly cause: unknown }
  /** Somebody was deactivated by a request that gives another userName: the name that is stored stayed. */
  | ({ readonly kind: 'leaver-kept-name' } & LeaverObservation)
  /** The same, refused as a whole: whoever was to be disabled is not. */
  | ({ readonly kind: 'deactivation-lost' } & LeaverObservation)
  /** A rule that the configured profile does not keep; `meaning` says it in words of ours. Once for each at start. */
  | { readonly kind: 'rule-softened'; readonly rule: string; readonly meaning: string }
  /** A reference to nobody was stored as it is. */
  | { readonly kind: 'reference-kept-aside' }
  /** Attributes that must be unique, and for which nothing but a search looks before a write. */
  | { readonly kind: 'unique-by-search'; readonly resourceType: string; readonly attributes: readonly string[] }
  /** Values that an answer leaves out: no visible resource has that DN. */
  | { readonly kind: 'references-hidden'; readonly count: number }
  | IgnoredObservation
  /** A login was not tried: too many have failed, of one name or from one address. Which, nobody is told. */
  | { readonly kind: 'login-braked'; readonly by: 'name' | 'address' }
  | CallerObservation
  | BrakeObservation
  | ProtectedObservation
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-ready'; readonly reason: string; readonly cause?: unknown }
  | { readonly kind: 'started'; readonly url: string }
  | ReloadedObservation
  /** The configuration was loaded again and is not used: the one before goes on. */
  | { readonly kind: 'reload-failed'; readonly problems: readonly ReloadProblem[] }
  | { readonly kind: 'stopped' }

/** Of several servers in `urls`. */
export type ServerObservation =
  /** Requests go there from now on; or whether it takes writes is other than it was. */
  | {
      readonly kind: 'server-used'
      readonly url: string
      readonly takesWrites: boolean
      readonly insteadOf?: string
    }
  /**
   * One that would be gone back to has not all that the one in use has; again with every look, `isNews` once a minute.
   * `seconds`: between the last writes that both have; undefined: it shows too little.
   */
  | { readonly kind: 'server-behind'; readonly url: string; readonly seconds?: number; readonly isNews: boolean }

/** The configuration was loaded again. Names of tenants; `default` is what is at the base path. */
export interface ReloadedObservation {
  readonly kind: 'reloaded'
  /** Those that are new, or whose options have changed. */
  readonly opened: readonly string[]
  readonly closed: readonly string[]
}

/** As `serve` tells it at start: what an operator wrote, never a secret. */
export interface ReloadProblem {
  /** `scimdap.yaml:12:7` */
  readonly where: string
  readonly message: string
}

export type BrakeObservation =
  /** `what`: `deletes User`. `since`: milliseconds since the epoch. Also told at start of who is still held. */
  | {
      readonly kind: 'brake-held'
      readonly client: string
      readonly since: number
      readonly what: string
      readonly limit: number
    }
  /** A request of a client that is held. */
  | { readonly kind: 'brake-refused'; readonly client: string; readonly what: string }
  | { readonly kind: 'brake-released'; readonly client: string }
  /** Who was held is so no more: the configuration has no brake for this client now, or no such client. */
  | { readonly kind: 'brake-off'; readonly client: string }
  | {
      readonly kind: 'brake-counted'
      readonly client: string
      readonly what: string
      readonly resourceType: string
      readonly count: number
    }
  /** Holds are in memory: a restart would release them, and nothing else can. */
  | { readonly kind: 'brake-forgetful' }

/** Counts of protected entries, and of those who have power by being in them; whether the server's rules were readable. */
export interface ProtectedObservation {
  readonly kind: 'protected-found'
  readonly entries: number
  readonly members: number
  readonly isConfigSeen: boolean
  /** Access rules that let write whom no list of names can tell. */
  readonly unnamed: number
}

/** circle: servers refer to each other. another-name: the other server has that part of the tree under another name. */
export type RefusedReferral = 'not-listed' | 'not-understood' | 'another-name' | 'circle'

/** One create, replace, patch or delete, and what became of it. Names of attributes, and ids: no values. */
export interface ChangeObservation {
  readonly kind: 'change'
  readonly client: string
  /** Id of the caller's own resource, where it has acted or logged in as a person. */
  readonly person?: string
  readonly address?: string
  readonly requestId?: string
  readonly operation: 'create' | 'replace' | 'patch' | 'delete'
  readonly resourceType: string
  readonly resourceId?: string
  /** Of SCIM, extensions with their URN. */
  readonly attributes: readonly string[]
  /** Ids that an attribute names from now on, and no more. */
  readonly linked: readonly {
    readonly attribute: string
    readonly added: readonly string[]
    readonly removed: readonly string[]
  }[]
  /** Ids of resources from which references to a deleted one went with it. */
  readonly referrers?: readonly string[]
  /** Versions. */
  readonly before?: string
  readonly after?: string
  /** unchanged: what was asked for was so already. unknown: it was sent, and what became of it could not be learnt. */
  readonly outcome: 'done' | 'unchanged' | 'refused' | 'unknown'
  /** Of what is not done: what the client was answered. */
  readonly status?: number
  /** What the directory answered, where it was not success: a result code, or a word for no answer. */
  readonly result?: number | string
}

/** Whom it is about, and who asked. */
export interface LeaverObservation {
  /** The id of a resource, which says nothing of a person by itself. */
  readonly resourceId: string
  readonly client: string
  /** undefined: no request of HTTP. */
  readonly requestId?: string
}

export interface RequestObservation {
  readonly kind: 'request'
  readonly requestId: string
  /** A method of HTTP, or `other`: a method is a client's text too. */
  readonly method: string
  /** The route's pattern (`/Users/:id`), never the path: that holds ids and whatever a client wrote. */
  readonly route: string
  readonly status: number
  readonly durationMs: number
  /** Name of the authenticated client. */
  readonly client?: string
}

/** A request was carried out without attributes that it gave and that nothing here stores. */
export interface IgnoredObservation {
  readonly kind: 'attributes-ignored'
  readonly requestId: string
  /** Of attributes, as the header of the answer has them: no values. */
  readonly names: readonly string[]
  readonly client?: string
}

export type DenialReason =
  | 'no-credentials'
  | 'malformed-credentials'
  | 'invalid-token'
  | 'forbidden'
  | TokenDenialReason
  /** Of Basic: name or password, or whatever else the directory has against it. */
  | 'invalid-password'
  | CertificateDenial

/** another: of another client than the token or password. missing: the client needs one, too. */
export type CertificateDenial =
  | 'certificate-unreadable'
  | 'certificate-not-valid-now'
  | 'certificate-not-trusted'
  | 'certificate-of-another'
  | 'certificate-missing'

/** One `Observe` that tells several. A listener that throws silences neither the others nor the reporter. */
export const all =
  (...listeners: readonly Observe[]): Observe =>
  (observation) => {
    for (const listener of listeners) {
      try {
        listener(observation)
      } catch {
        // Telling is never worth a failed request.
      }
    }
  }
