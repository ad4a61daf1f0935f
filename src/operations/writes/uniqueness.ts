/** refuseTaken: no two resources of a type with the same value of a unique attribute. RFC 7643 §2.2 */
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { equal, or } from '../../ldap/filter.ts'
import { at, nameOf } from '../../mapping/encode.ts'
import { idOf } from '../../mapping/identity.ts'
import type { Mapping, Rule } from '../../mapping/mapping.ts'
import { type ScimError, uniqueness } from '../../scim/error.ts'
import { sameValue } from '../../scim/resource/equality.ts'
import type { Resource, Value } from '../../scim/resource/resource.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import type { Dependencies } from '../dependencies.ts'
import { entriesOf } from '../references/entries-of.ts'
import { noLookup } from '../references/references.ts'

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
  for (const rule of mapping.rules.filter(isUnique)) {
    const { path, types } = rule
    const attribute = path.subAttribute ?? path.attribute
    const value = at(resource, path)
    if (value === undefined || typeof value === 'object') continue
    if (before !== undefined && sameValue(attribute, at(before, path), value)) continue
    const where = or(...storedAs(rule, value).map(([type, stored]) => equal(type, stored)))
    const entries = await entriesOf(directory, mapping, { where, types: ['entryUUID', ...types] })
    const holder = entries
      .filter((entry) => idOf(entry) !== before?.id)
      .find(({ attributes }) =>
        types
          .flatMap((type) => textsOf(attributes, type))
          .some((held) => !isText(attribute) || sameValue(attribute, held, value)),
      )
    if (holder !== undefined) throw taken(mapping, rule, { holder, value })
  }
}

/** A filter finds the holder by what SCIM shows of it; of one that it does not find so the detail tells the id. */
const taken = (
  { resourceType: { name } }: Mapping,
  { path, decode }: Rule,
  { holder, value }: { readonly holder: Entry; readonly value: Value },
): ScimError => {
  const attribute = path.subAttribute ?? path.attribute
  const isShown = sameValue(attribute, decode(holder, noLookup), value)
  if (isShown) return uniqueness(`another ${name} has this ${nameOf(path)}`)
  return uniqueness(`${name} ${idOf(holder)} has this ${nameOf(path)} besides the one that is shown`)
}

const isUnique = ({ path }: Rule): boolean => (path.subAttribute ?? path.attribute).uniqueness !== 'none'

/** The rule is one of a single value, which needs to know of nothing else (`misfitOf`). */
const storedAs = (rule: Rule, value: Value): readonly (readonly [type: string, value: string])[] =>
  rule
    .encode(value, { stored: new Map(), dnOf: () => '' as Dn, nameOf: () => '' })
    .flatMap(([type, values]) => values.map((stored) => [type, String(stored)] as const))

/** Of numbers and times the directory says which are the same. */
const isText = ({ type }: Attribute): boolean => type === 'string' || type === 'reference'
