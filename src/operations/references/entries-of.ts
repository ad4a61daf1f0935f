/** entriesOf, scanOf: entries that are resources of a mapping's type and match something more, wherever they may be. */
import type { DirectoryReader, SearchRequest } from '../../directory/directory.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import { and, type LdapFilter } from '../../ldap/filter.ts'
import type { Mapping } from '../../mapping/mapping.ts'

type Asked = Pick<SearchRequest, 'types' | 'dereference'> & { readonly most?: number }

/** Below the mapping's bases and under its entry filter: whatever else matches does not exist for SCIM. One search for each base. */
export const entriesOf = (
  directory: Pick<DirectoryReader, 'search'>,
  { places, entryFilter }: Pick<Mapping, 'places' | 'entryFilter'>,
  { where, ...asked }: Asked & { readonly where: LdapFilter },
): Promise<readonly Entry[]> => searchIn(directory, places, { filter: and(entryFilter, where), ...asked })

/** @throws DirectoryError where any of the bases cannot be searched: what the others have would be a part of the answer */
export const searchIn = async (
  directory: Pick<DirectoryReader, 'search'>,
  places: Mapping['places'],
  request: Asked & { readonly filter: LdapFilter },
): Promise<readonly Entry[]> => {
  const [only, ...others] = places
  if (only !== undefined && others.length === 0) return directory.search({ ...only, ...request })
  const found = await Promise.all(places.map((place) => directory.search({ ...place, ...request })))
  return onlyOnce(found.flat())
}

interface Scan {
  readonly filter: LdapFilter
  /** With `entryUUID`, where it matters that nobody comes twice. */
  readonly types: readonly string[]
  readonly pageSize?: number
}

/** In pages, one base after the other. An entry that is moved from one to the next meanwhile comes once. */
export async function* scanOf(
  directory: Pick<DirectoryReader, 'scan'>,
  { places }: Pick<Mapping, 'places'>,
  request: Scan,
): AsyncGenerator<readonly Entry[], void, undefined> {
  const seen = new Set<string>()
  for (const place of places) {
    for await (const page of directory.scan({ ...place, ...request })) {
      yield places.length > 1 ? page.filter((entry) => isNew(entry, seen)) : page
    }
  }
}

const onlyOnce = (entries: readonly Entry[]): readonly Entry[] => {
  const seen = new Set<string>()
  return entries.filter((entry) => isNew(entry, seen))
}

const isNew = ({ dn, attributes }: Entry, seen: Set<string>): boolean => {
  const key = textOf(attributes, 'entryUUID') ?? dn
  if (seen.has(key)) return false
  seen.add(key)
  return true
}
