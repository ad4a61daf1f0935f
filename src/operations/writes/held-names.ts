/** HeldNames: names that nobody else gives away for as long as a write takes, as the writes know them. */
import type { Dn } from '../../ldap/dn.ts'

/** A name as an entry: that of a hash, so that names of any length and any characters fit, and nobody reads them there. */
export interface ReservedName {
  readonly place: Dn
  readonly name: string
}

export interface HeldNames {
  /** Those that are not held yet. @throws 503 where somebody else holds one and does not let go */
  take(names: readonly ReservedName[]): Promise<void>
  /** To be asked right before a write. @throws 503 where it comes too late */
  mustHold(): void
  /** What the writes came to, with the names free again, unless a write may still be under way. */
  whileHeld<T>(work: Promise<T>): Promise<T>
}

export interface Reservations {
  open(): HeldNames
}
