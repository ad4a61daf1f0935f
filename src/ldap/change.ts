/** EntryChange: all that happens to one entry in one write. RFC 4511 §4.6, §4.9 */
import type { Rdn } from './dn.ts'
import type { AttributeValue } from './entry.ts'

export interface Modification {
  readonly operation: 'add' | 'delete' | 'replace'
  readonly type: string
  /** Empty with `delete` or `replace`: every value goes. */
  readonly values: readonly AttributeValue[]
}

export interface EntryChange {
  /** Where the naming value changes: modifyDN with deleteOldRDN, then the modifications. */
  readonly newRdn?: Rdn
  readonly modifications: readonly Modification[]
}
