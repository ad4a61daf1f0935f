/** encodingFor: the DNs behind the ids that a resource names, fetched before it is encoded. */
import type { Dn } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import { at } from '../../mapping/encode.ts'
import { isResourceId } from '../../mapping/identity.ts'
import { type Encoding, isSameAttribute, type Lookup, type Mapping } from '../../mapping/mapping.ts'
import { idGivenIn } from '../../mapping/rules/reference.ts'
import { invalidValue, type ScimError } from '../../scim/error.ts'
import type { GivenId } from '../../scim/patch/given-ids.ts'
import type { ComplexValue, Resource } from '../../scim/resource/resource.ts'
import type { Dependencies } from '../dependencies.ts'
import { dnsIn, type Found, resolveIds } from '../references/references.ts'

/** An entry as read, with the answers that decoded it; absent for a new entry. */
export interface KnownEntry {
  readonly entry: Entry
  readonly lookup: Lookup
}

/**
 * `dnOf` gives a DN that the entry already holds in the entry's own spelling, and throws `invalidValue` for an id that
 * is no visible resource of a type that the attribute may name. So does an id of `given` in a reference, though the
 * resource holds it no more.
 */
export const encodingFor = async (
  dependencies: Pick<Dependencies, 'directory' | 'mappings'>,
  mapping: Mapping,
  { resource, before, given = [] }: Encoded,
): Promise<Encoding> => {
  const held = before === undefined ? new Map<string, Found>() : heldBy(mapping, before)
  const ids = [...idsNamedBy(mapping, resource), ...given.map(({ id }) => id)]
  const named = ids.filter((id) => !held.has(id))
  const types = dependencies.mappings.map(({ resourceType }) => resourceType.name)
  const found = named.length === 0 ? new Map<string, Found>() : await resolveIds(dependencies, named, types)
  const dnOf: Encoding['dnOf'] = (id, resourceTypes) => {
    const target = held.get(id) ?? found.get(id)
    if (target !== undefined && resourceTypes.includes(target.resourceType)) return target.dn
    throw nobody(id, resourceTypes)
  }
  for (const { placed, id } of given) {
    const rule = mapping.rules.find(({ path, needs }) => needs === 'references' && isSameAttribute(path, placed))
    if (rule !== undefined) dnOf(id, rule.to ?? [])
  }
  return { stored: before?.entry.attributes ?? new Map(), dnOf }
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

const idsNamedBy = (mapping: Mapping, resource: Resource): readonly string[] =>
  mapping.rules
    .filter(({ needs }) => needs === 'references')
    .flatMap(({ path }) => [at(resource, path) ?? []].flat())
    .flatMap((element) => idGivenIn(element as ComplexValue) ?? [])
