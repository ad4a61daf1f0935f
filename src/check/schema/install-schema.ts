/** Schema of a running directory: read from cn=config, and brought up to date there. slapd-config(5) */
import type { Directory, DirectoryReader, DirectoryWrite } from '../../directory/directory.ts'
import type { Dn } from '../../ldap/dn.ts'
import { textsOf } from '../../ldap/entry.ts'
import { present } from '../../ldap/filter.ts'
import { configTypes, type DefinitionKind, oidNames, parseDefinition } from './definition.ts'
import type { Installed, SchemaWrite } from './plan-schema.ts'

const schemaBase = 'cn=schema,cn=config' as Dn
const kinds: readonly DefinitionKind[] = ['attribute type', 'object class']

/** @throws DirectoryError, 32 and 50 included: the account does not see cn=config */
export const readInstalled = async (directory: Pick<DirectoryReader, 'search'>): Promise<readonly Installed[]> => {
  const entries = await directory.search({
    base: schemaBase,
    scope: 'sub',
    filter: present('objectClass'),
    types: [...Object.values(configTypes), 'olcObjectIdentifier'],
  })
  const names = oidNames(entries.flatMap(({ attributes }) => textsOf(attributes, 'olcObjectIdentifier')))
  return entries.flatMap(({ dn, attributes }) =>
    kinds.flatMap((kind) =>
      textsOf(attributes, configTypes[kind]).flatMap((text) => {
        const definition = parseDefinition(kind, text, names)
        return definition === undefined ? [] : [{ dn, definition }]
      }),
    ),
  )
}

/** @throws DirectoryError; what was written before stays, and a second run goes on from there */
export const writeSchema = async (
  directory: Pick<Directory, 'atomically'>,
  writes: readonly SchemaWrite[],
): Promise<void> => {
  // Each by itself, in the verb that reads nothing back: cn=config has no transactions and no post-read, and renames.
  for (const write of writes) await directory.atomically([directoryWrite(write)])
}

const directoryWrite = (write: SchemaWrite): DirectoryWrite =>
  write.kind === 'add' ? write : { kind: 'change', dn: write.dn, change: { modifications: write.modifications } }
