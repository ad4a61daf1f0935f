/** refuseOutside: no write takes a resource out of what its type's filter lets exist, where nobody could bring it back. */
import type { DirectoryReader } from '../../directory/directory.ts'
import { canonicalAttributes } from '../../directory/staged/canonical-type.ts'
import { createMatcher } from '../../directory/staged/matcher.ts'
import { applyChange, dnAfterChange, type EntryChange, InapplicableChange } from '../../ldap/change.ts'
import type { Dn } from '../../ldap/dn.ts'
import type { AttributeValues, Entry } from '../../ldap/entry.ts'
import { typesIn } from '../../ldap/filter.ts'
import { nameOf } from '../../mapping/encode.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { isWithin } from '../../mapping/places.ts'
import { invalidValue } from '../../scim/error.ts'

interface Reader {
  readonly directory: Pick<DirectoryReader, 'subschema'>
}

/** Of a new entry. @throws 400 that names the attributes that it depends on */
export const refuseOutside = async (
  { directory }: Reader,
  mapping: Mapping,
  attributes: AttributeValues,
): Promise<void> => {
  const { declaredFilter, limits } = mapping
  if (declaredFilter === undefined) return
  const subschema = await directory.subschema()
  const values = canonicalAttributes(attributes, subschema)
  const isOut = createMatcher(declaredFilter, subschema)(values) === false
  // What cannot be said is not let out of what a client is limited to.
  const isLost = limits?.filter !== undefined && createMatcher(limits.filter, subschema)(values) !== true
  if (isOut || isLost) throw outside(mapping)
}

/** Of the DN of a new or moved entry: the client must see it afterwards, too. @throws 400 */
export const refuseElsewhere = ({ places, resourceType, limits }: Mapping, dn: Dn): void => {
  if (limits?.isPartial !== true || places.some((place) => isWithin(dn, place))) return
  throw invalidValue(`the ${resourceType.name} would be where this client does not see it`)
}

/** Of an entry as it would be after a change. What the directory would refuse is for it to refuse. */
export const refuseLeaving = async (
  reader: Reader,
  mapping: Mapping,
  { entry, change }: { readonly entry: Entry; readonly change: EntryChange },
): Promise<void> => {
  if (change.newSuperior !== undefined) refuseElsewhere(mapping, dnAfterChange(entry.dn, change))
  const changed = [...change.modifications, ...(change.newRdn ?? [])].map(({ type }) => type.toLowerCase())
  const asked = mapping.declaredFilter === undefined ? new Set<string>() : typesIn(mapping.declaredFilter)
  if (!changed.some((type) => asked.has(type))) return
  try {
    await refuseOutside(reader, mapping, applyChange(entry, change, mapping.equalityOf).attributes)
  } catch (thrown) {
    if (!(thrown instanceof InapplicableChange)) throw thrown
  }
}

const outside = (mapping: Mapping) => {
  const { declaredFilter, resourceType, rules } = mapping
  const asked = declaredFilter === undefined ? new Set<string>() : typesIn(declaredFilter)
  const names = rules
    .filter(({ types }) => types.some((type) => asked.has(type.toLowerCase())))
    .map(({ path }) => nameOf(path))
  const what = names.length === 0 ? 'what is stored' : names.join(', ')
  return invalidValue(`by ${what} it would be no ${resourceType.name} that is served here`)
}
