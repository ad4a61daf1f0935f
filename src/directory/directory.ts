/** Directory: the port through which operations reach LDAP. `ldapts/` implements it. */
import type { EntryChange } from '../ldap/change.ts'
import type { Dn } from '../ldap/dn.ts'
import type { AttributeValues, Entry } from '../ldap/entry.ts'
import type { LdapFilter } from '../ldap/filter.ts'
import type { Subschema } from './subschema.ts'

export type SearchScope = 'base' | 'one' | 'sub'

export interface SearchRequest {
  readonly base: Dn
  readonly scope: SearchScope
  readonly filter: LdapFilter
  /** Attribute types to return; none: DNs only (`1.1`). */
  readonly types: readonly string[]
  /** Only where `capabilities().deref`. */
  readonly dereference?: Dereference | undefined
}

/**
 * Entries that those which are found name by DN in these attribute types come with them (`Entry.dereferenced`), with these
 * attributes of theirs: types that the server knows. It spares searches and is nothing to rely on: what does not come must be
 * searched for.
 */
export interface Dereference {
  readonly types: readonly string[]
  readonly shown: readonly string[]
}

/** What the server can do, read from its rootDSE when a session is first opened. */
export interface Capabilities {
  readonly assertion: boolean
  readonly postRead: boolean
  readonly paged: boolean
  readonly deref: boolean
  readonly transactions: boolean
  readonly passwordModify: boolean
  readonly proxiedAuthorization: boolean
  readonly sync: boolean
  readonly namingContexts: readonly string[]
  readonly vendor: string | undefined
  /** References by DN follow an entry that is renamed, and go with one that is deleted, without anybody's doing. */
  readonly keepsReferences: boolean
  /** Of two guarded writes decided on the same state only one succeeds. */
  readonly guarded: boolean
}

export interface DirectoryReader {
  /**
   * Every match, in pages on a leased session; the lease ends with the iteration. For scans. No page is empty. In pages, since
   * a wait for each entry would cost more than to read it.
   */
  scan(request: SearchRequest & { readonly pageSize?: number }): AsyncIterable<readonly Entry[]>
  /**
   * Every match in one answer on a shared session. For look-ups whose result is known to be small. `most`: no more than
   * so many, whichever the server comes across first.
   */
  search(request: SearchRequest & { readonly most?: number }): Promise<readonly Entry[]>
  /** One entry by DN, or undefined where there is none (32) or the filter does not hold. */
  read(dn: Dn, types: readonly string[], filter?: LdapFilter): Promise<Entry | undefined>
  capabilities(): Promise<Capabilities>
  subschema(): Promise<Subschema>
  /**
   * The entries that one DN-valued attribute of an entry names, with these attributes, in one answer, which is read in parts.
   * A value that names no readable entry comes without attributes. No such entry: empty. Only where `capabilities().deref`;
   * else DirectoryError 12.
   */
  dereference(dn: Dn, type: string, types: readonly string[]): AsyncIterable<readonly Entry[]>
  /**
   * A text that differs whenever an entry below the base has been written since: contextCSN of every replica, which
   * syncprov moves before it answers a write, and which server this is since when. undefined: this server cannot prove
   * it. Without the sync control a contextCSN is a leftover that never moves again.
   */
  changeMark(base: Dn): Promise<string | undefined>
}

export interface ChangeOptions {
  /** RFC 4528: the write happens only if this holds, else DirectoryError 122. */
  readonly assertion?: LdapFilter
  /** Attribute types of the entry to give back as stored after the write (RFC 4527). */
  readonly types: readonly string[]
  /** A password is among the modifications: a refusal says what the policy objects to. */
  readonly setsPassword?: boolean
}

export type AddOptions = Omit<ChangeOptions, 'assertion'> & {
  /** Nothing is ever found by its id: where ids are an attribute of our own, it gets none, which its classes may not allow. */
  readonly isWithoutId?: boolean
}

export interface AtomicOptions {
  /** Never in order and undone; DirectoryError 53 without an index where it cannot go as one transaction. */
  readonly byTransaction?: boolean
  /** In order: what was done before the write that failed stays, and is the caller's to take back. */
  readonly leavesDone?: boolean
}

/** One write of a transaction. */
export type DirectoryWrite =
  | { readonly kind: 'add'; readonly dn: Dn; readonly attributes: AttributeValues }
  | { readonly kind: 'change'; readonly dn: Dn; readonly change: EntryChange; readonly assertion?: LdapFilter }
  | { readonly kind: 'delete'; readonly dn: Dn; readonly assertion?: LdapFilter }

export interface Directory extends DirectoryReader {
  /** The entry as stored. */
  add(dn: Dn, attributes: AttributeValues, options: AddOptions): Promise<Entry>
  /** The entry as stored afterwards, under its new DN where the change renames it. */
  change(dn: Dn, change: EntryChange, options: ChangeOptions): Promise<Entry>
  delete(dn: Dn, assertion?: LdapFilter): Promise<void>
  /** RFC 3062: the server hashes and checks. */
  setPassword(dn: Dn, password: string): Promise<void>
  /**
   * All or nothing: RFC 5805 where offered. Elsewhere in order, and what was done is undone in reverse when a
   * later write fails; when undoing fails too, the error says what stands.
   */
  atomically(writes: readonly DirectoryWrite[], options?: AtomicOptions): Promise<void>
}

interface DirectoryErrorOptions {
  readonly cause?: unknown
  readonly index?: number
  readonly diagnostic?: string
  readonly policyError?: PolicyError
}

/** What a password policy objects to, by the numbers of its response control. draft-behera-ldap-password-policy §6.2 */
export const policyErrors = [
  'password-expired',
  'account-locked',
  'change-after-reset',
  'modification-not-allowed',
  'must-supply-old-password',
  'insufficient-quality',
  'too-short',
  'too-young',
  'in-history',
  'too-long',
] as const

export type PolicyError = (typeof policyErrors)[number]

/** `code`: an LDAP result code, or why there is no answer: the directory is away, or a write's fate is unknown. */
export class DirectoryError extends Error {
  readonly code: number | 'unavailable' | 'unknown-outcome'
  /** Which of the writes given to `atomically` failed, where that is known. */
  readonly index: number | undefined
  /** The server's own words. They may quote values: for telling cases of one code apart, not for logs. */
  readonly diagnostic: string | undefined
  /** Where a password was refused, and the directory has a policy that says why. */
  readonly policyError: PolicyError | undefined

  constructor(code: DirectoryError['code'], message: string, options: DirectoryErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'DirectoryError'
    this.code = code
    this.index = options.index
    this.diagnostic = options.diagnostic
    this.policyError = options.policyError
  }
}

/** The server in use is there and takes no writes: it is a consumer of the one that does, or read-only. Nothing is done. */
export class TakesNoWrites extends DirectoryError {
  constructor(options: DirectoryErrorOptions = {}) {
    super('unavailable', 'the directory in use takes no writes', options)
    this.name = 'TakesNoWrites'
  }
}
