/** read: one resource by id. RFC 7644 §3.4.1 */
import { type Dereference, DirectoryError } from '../directory/directory.ts'
import type { Entry } from '../ldap/entry.ts'
import { equal } from '../ldap/filter.ts'
import { decode } from '../mapping/decode.ts'
import { isResourceId } from '../mapping/identity.ts'
import type { Mapping, Rule } from '../mapping/mapping.ts'
import { planReadOne, readAll } from '../mapping/plan-search.ts'
import { notFound } from '../scim/error.ts'
import { kept } from '../scim/kept-with.ts'
import type { Resource } from '../scim/resource/resource.ts'
import { type Dependencies, mappingOf } from './dependencies.ts'
import type { ReadOperations, Target } from './operations.ts'
import { present } from './present.ts'
import { along } from './references/along.ts'
import { entriesOf } from './references/entries-of.ts'
import { lookupFor } from './references/lookup.ts'
import { translate } from './translate.ts'
import type { KnownEntry } from './writes/encoding.ts'

export const createRead =
  (dependencies: Dependencies): ReadOperations['read'] =>
  async (_scope, target, projection) => {
    const mapping = mappingOf(dependencies, target.resourceType)
    const reading = planReadOne(mapping, projection)
    const dereference = await along(dependencies, reading.rules)
    const entry = await findEntry(dependencies, { mapping, target, dereference }, reading.types)
    return present(dependencies, entry, { mapping, reading, projection })
  }

/**
 * The entry of that id in its place: whatever else the text may be (a DN, an id of another type, of an entry outside
 * the base) is 404. Searched by entryUUID each time, so that an entry is found after a rename and never mistaken for
 * another one that took its old DN.
 */
export const findEntry = async (
  { directory }: Pick<Dependencies, 'directory'>,
  {
    mapping,
    target,
    dereference,
  }: { readonly mapping: Mapping; readonly target: Target; readonly dereference?: Dereference | undefined },
  types: readonly string[],
): Promise<Entry> => {
  const missing = () => notFound(`${target.resourceType.name} not found`)
  if (!isResourceId(target.id)) throw missing()
  const where = equal('entryUUID', target.id)
  const find = async () => (await entriesOf(directory, mapping, { where, types, dereference }))[0]
  // One that is moved from one base to another while both are searched may be seen in neither, also more than once.
  const look = async (looks: number): Promise<Entry | undefined> =>
    (await find()) ?? (looks > 1 && mapping.places.length > 1 ? look(looks - 1) : undefined)
  const entry = await look(mostLooks).catch((thrown: unknown) => {
    // Without the base there is no telling whether the entry exists; at once, since 32 of a write is a lost race.
    throw thrown instanceof DirectoryError && thrown.code === 32 ? translate(thrown) : thrown
  })
  if (entry === undefined) throw missing()
  return entry
}

const mostLooks = 5

/**
 * The entry with everything that is mapped, and the resource that it stands for: what a write decides on.
 * `withMemberships`: also the groups that it is in, which no write of it changes; they are part of its whole version alone.
 */
export const readKnown = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { withMemberships = true, ...target }: Target & { readonly withMemberships?: boolean },
): Promise<KnownEntry & { readonly resource: Resource }> => {
  const { rules: all, types } = readAll(mapping)
  const rules = withMemberships ? all : withoutMemberships(all)
  const dereference = await along(dependencies, rules)
  const entry = await findEntry(dependencies, { mapping, target, dereference }, types)
  const lookup = await lookupFor(dependencies, [entry], { rules })
  return { entry, lookup, resource: decode(mapping, { entry, lookup, rules }) }
}

const withoutMemberships = kept((rules: readonly Rule[]) => rules.filter(({ needs }) => needs !== 'memberships'))
