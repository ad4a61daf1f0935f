/** entriesOf: entries that are resources of a mapping's type and match something more, in one search. */
import type { DirectoryReader } from '../../directory/directory.ts'
import type { Entry } from '../../ldap/entry.ts'
import { and, type LdapFilter } from '../../ldap/filter.ts'
import type { Mapping } from '../../mapping/mapping.ts'

/** Below the mapping's base and under its entry filter: whatever else matches does not exist for SCIM. */
export const entriesOf = (
  directory: Pick<DirectoryReader, 'search'>,
  { base, scope, entryFilter }: Pick<Mapping, 'base' | 'scope' | 'entryFilter'>,
  { where, ...asked }: { readonly where: LdapFilter; readonly types: readonly string[]; readonly most?: number },
): Promise<readonly Entry[]> => directory.search({ base, scope, filter: and(entryFilter, where), ...asked })
