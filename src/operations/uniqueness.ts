/** refuseTaken: no two resources of a type with the same value of a unique attribute. RFC 7643 §2.2 */
import { textsOf } from '../ldap/entry.ts'
import { equal, or } from '../ldap/filter.ts'
import { at } from '../mapping/encode.ts'
import { idOf } from '../mapping/identity.ts'
import type { Mapping, Rule } from '../mapping/mapping.ts'
import { uniqueness } from '../scim/error.ts'
import { sameValue } from '../scim/resource/equality.ts'
import type { Resource } from '../scim/resource/resource.ts'
import type { Dependencies } from './dependencies.ts'
import { entriesOf } from './entries-of.ts'

/**
 * A value may be held by an entry with another RDN or in another place, where only a search finds it, and also as a
 * second value that SCIM does not show: whoever logs in by it would not know as whom. Among entries that the gateway
 * names, the RDN makes it atomic (68). With `before`, only what changes is looked for.
 * @throws 409 uniqueness
 */
export const refuseTaken = async (
  { directory }: Pick<Dependencies, 'directory'>,
  mapping: Mapping,
  { resource, before }: { readonly resource: Resource; readonly before?: Resource },
): Promise<void> => {
  for (const { path, types } of mapping.rules.filter(isUnique)) {
    const value = at(resource, path)
    if (typeof value !== 'string') continue
    if (before !== undefined && sameValue(path.attribute, at(before, path), value)) continue
    const where = or(...types.map((type) => equal(type, value)))
    const entries = await entriesOf(directory, mapping, { where, types: ['entryUUID', ...types] })
    const isTaken = entries
      .filter((entry) => idOf(entry) !== before?.id)
      .flatMap(({ attributes }) => types.flatMap((type) => textsOf(attributes, type)))
      .some((held) => sameValue(path.attribute, held, value))
    if (isTaken) throw uniqueness(`another ${mapping.resourceType.name} has this ${path.attribute.name}`)
  }
}

const isUnique = ({ path }: Rule): boolean => path.attribute.uniqueness !== 'none' && path.subAttribute === undefined
