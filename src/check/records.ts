/** Records: changes as LDIF that ldapmodify takes, whatever their kind. RFC 2849 */
import type { Modification } from '../ldap/change.ts'
import type { Dn } from '../ldap/dn.ts'
import type { AttributeValues } from '../ldap/entry.ts'
import { printChangeLdif, printEntryLdif } from '../ldap/ldif.ts'
import type { SchemaWrite } from './schema/plan-schema.ts'

export const addRecord = (dn: Dn, attributes: AttributeValues): string =>
  // Behind the line of the DN, which may be folded.
  printEntryLdif({ dn, attributes }).replace(/\n(?! )/, '\nchangetype: add\n')

export const modifyRecord = (dn: Dn, modifications: readonly Modification[]): string =>
  printChangeLdif(dn, { modifications })

export const deleteRecord = (dn: Dn): string => `${printEntryLdif({ dn, attributes: new Map() })}changetype: delete\n`

/** Records with the blank line between them; empty ones drop out. */
export const inOrder = (...records: readonly string[]): string => records.filter((record) => record !== '').join('\n')

export const schemaRecords = (writes: readonly SchemaWrite[]): string =>
  inOrder(
    ...writes.map((write) =>
      write.kind === 'add' ? addRecord(write.dn, write.attributes) : modifyRecord(write.dn, write.modifications),
    ),
  )

export const adding = (type: string, values: readonly string[]): Modification => ({ operation: 'add', type, values })

export const replacing = (type: string, value: string): Modification => ({
  operation: 'replace',
  type,
  values: [value],
})
