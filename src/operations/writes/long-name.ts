/** refusingLongName: an entry name that is too long for the directory is a value that the client can mend. RFC 4519 §2.39 */
import { DirectoryError } from '../../directory/directory.ts'
import type { Rdn } from '../../ldap/dn.ts'
import { invalidValue } from '../../scim/error.ts'

/** The least that any directory must store, in bytes; slapd's own limit lies at some 240. */
const alwaysFits = 200

/** slapd tells it as 80, which says nothing, or as 34. */
export const refusingLongName =
  (rdn: Rdn) =>
  (thrown: unknown): never => {
    const isRefusal = thrown instanceof DirectoryError && (thrown.code === 80 || thrown.code === 34)
    const name = rdn.map(({ value }) => value)
    if (!isRefusal || Buffer.byteLength(name.join('')) <= alwaysFits) throw thrown
    throw invalidValue('the name is too long for the directory', thrown)
  }
