/** AssertionControl: the operation is carried out only if the filter holds, else result 122. RFC 4528 */
import { type BerWriter, Control } from 'ldapts'
import type { LdapFilter } from '../../../ldap/filter.ts'
import { octetString } from '../ber-tags.ts'
import { filterBytes } from '../filter-bytes.ts'

export class AssertionControl extends Control {
  readonly #filter: LdapFilter

  constructor(filter: LdapFilter) {
    super('1.3.6.1.1.12', { critical: true })
    this.#filter = filter
  }

  override writeControl(writer: BerWriter): void {
    writer.writeBuffer(filterBytes(this.#filter), octetString)
  }
}
