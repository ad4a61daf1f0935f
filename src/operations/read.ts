/** read: one resource by id. RFC 7644 §3.4.1 */
import type { Entry } from '../ldap/entry.ts'
import { and, equal } from '../ldap/filter.ts'
import { isResourceId } from '../mapping/identity.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { planRead } from '../mapping/plan-search.ts'
import { notFound } from '../scim/error.ts'
import { type Dependencies, mappingOf } from './dependencies.ts'
import type { ReadOperations, Target } from './operations.ts'
import { present } from './present.ts'

export const createRead =
  (dependencies: Dependencies): ReadOperations['read'] =>
  async (_scope, target, projection) => {
    const mapping = mappingOf(dependencies, target.resourceType)
    const reading = planRead(mapping, projection)
    const entry = await findEntry(dependencies, { mapping, target }, reading.types)
    return present(dependencies, entry, { mapping, reading, projection })
  }

/**
 * The entry of that id in its place: whatever else the text may be (a DN, an id of another type, of an entry outside
 * the base) is 404. Searched by entryUUID each time, so that an entry is found after a rename and never mistaken for
 * another one that took its old DN.
 */
export const findEntry = async (
  { directory }: Pick<Dependencies, 'directory'>,
  { mapping, target }: { readonly mapping: Mapping; readonly target: Target },
  types: readonly string[],
): Promise<Entry> => {
  const missing = () => notFound(`${target.resourceType.name} not found`)
  if (!isResourceId(target.id)) throw missing()
  const { base, scope } = mapping
  const filter = and(mapping.entryFilter, equal('entryUUID', target.id))
  const [entry] = await directory.search({ base, scope, filter, types })
  if (entry === undefined) throw missing()
  return entry
}
