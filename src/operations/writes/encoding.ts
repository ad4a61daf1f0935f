/** encodingFor: the DNs behind the ids that a resource names, fetched before it is encoded. */
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { at } from '../../mapping/encode.ts'
import { isResourceId } from '../../mapping/identity.ts'
import { type Encoding, isSameAttribute, type Lookup, type Mapping } from '../../mapping/mapping.ts'
import { type Naming, nameKey, storableName } from '../../mapping/naming.ts'
import { idsGivenIn } from '../../mapping/rules/reference.ts'
import { invalidValue, type ScimError } from '../../scim/error.ts'
import type { GivenId } from '../../scim/patch/given-ids.ts'
import type { Resource } from '../../scim/resource/resource.ts'
import type { Dependencies } from '../dependencies.ts'
import { nameLists, namingTypes } from '../references/names.ts'
import { dnsIn, type Found, type FoundEntry, resolveIds } from '../references/references.ts'

/** An entry as read, with the answers that decoded it; absent for a new entry. */
export interface KnownEntry {
  readonly entry: Entry
  readonly lookup: Lookup
}

/**
 * `dnOf` and `nameOf` give what the entry already holds in the entry's own spelling, and throw `invalidValue` for an id that
 * is no visible resource of a type that the attribute may name. So does an id of `given` in a reference, though the
 * resource holds it no more.
 */
export const encodingFor = async (
  dependencies: Pick<Dependencies, 'directory' | 'mappings'>,
  mapping: Mapping,
  { resource, before, given = [] }: Encoded,
): Promise<Encoding> => {
  const held = before === undefined ? new Map<string, Found>() : heldBy(mapping, before)
  const names = before === undefined ? new Map<string, string>() : namesHeldBy(mapping, before)
  const named = [
    ...idsNamedBy(mapping, resource).filter(
      ({ id, by }) => !(by === undefined ? held.has(id) : names.has(idKey(by, id))),
    ),
    ...given.filter(({ id }) => !held.has(id)),
  ].map(({ id }) => id)
  const types = dependencies.mappings.map(({ resourceType }) => resourceType.name)
  const found =
    named.length === 0
      ? new Map<string, FoundEntry>()
      : await resolveIds(dependencies, named, types, namingTypes(mapping.rules))
  const dnOf: Encoding['dnOf'] = (id, resourceTypes) => {
    const target = held.get(id) ?? found.get(id)
    if (target !== undefined && resourceTypes.includes(target.resourceType)) return target.dn
    throw nobody(id, resourceTypes)
  }
  const isKnown: Encoding['isKnown'] = (id, resourceTypes) =>
    resourceTypes.includes((held.get(id) ?? found.get(id))?.resourceType ?? '')
  const nameOf: Encoding['nameOf'] = (id, resourceTypes, by) => {
    const target = found.get(id)
    const name = names.get(idKey(by, id))
    if (name !== undefined) return name
    if (target !== undefined && resourceTypes.includes(target.resourceType)) return storableName(target.entry, by)
    throw nobody(id, resourceTypes)
  }
  for (const { placed, id } of given) {
    const rule = mapping.rules.find(({ path, needs }) => needs === 'references' && isSameAttribute(path, placed))
    if (rule !== undefined && rule.aside === undefined) dnOf(id, rule.to ?? [])
  }
  return { stored: before?.entry.attributes ?? new Map(), dnOf, isKnown, nameOf }
}

interface Encoded {
  readonly resource: Resource
  readonly before?: KnownEntry
  readonly given?: readonly GivenId[]
}

/** 400: no visible resource of these types has the id. */
export const nobody = (id: string, resourceTypes: readonly string[]): ScimError =>
  invalidValue(`there is no ${resourceTypes.join(' or ')} with the id ${isResourceId(id) ? id : 'given'}`)

const heldBy = (mapping: Mapping, { entry, lookup }: KnownEntry): Map<string, Found> =>
  new Map(
    dnsIn(mapping, entry).flatMap((dn) => {
      const reference = lookup.referenceAt(dn)
      return reference === undefined ? [] : [[reference.id, { dn: dn as Dn, resourceType: reference.resourceType }]]
    }),
  )

/** Names of the entry's lists, by the list and the id. */
const namesHeldBy = (mapping: Mapping, { entry, lookup }: KnownEntry): Map<string, string> =>
  new Map(
    nameLists(mapping.rules).flatMap(({ by, types }) =>
      types
        .flatMap((type) => textsOf(entry.attributes, type))
        .flatMap((name) => lookup.referencesNamed(name, by).map(({ id }) => [idKey(by, id), name] as const)),
    ),
  )

const idKey = (by: Naming, id: string): string => nameKey(by, '') + id

const idsNamedBy = (mapping: Mapping, resource: Resource): readonly { readonly id: string; readonly by?: Naming }[] =>
  mapping.rules
    .filter(({ needs }) => needs === 'references')
    .flatMap(({ path, by }) => idsGivenIn(at(resource, path)).map((id) => ({ id, ...(by && { by }) })))
