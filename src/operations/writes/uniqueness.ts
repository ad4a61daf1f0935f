/** refuseTaken: no two resources of a type with the same value of a unique attribute. RFC 7643 §2.2 */
import { createHash } from 'node:crypto'
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { equal, or } from '../../ldap/filter.ts'
import { normaliseValue } from '../../ldap/matching.ts'
import { at, nameOf } from '../../mapping/encode.ts'
import { idOf } from '../../mapping/identity.ts'
import { wholeOf } from '../../mapping/limited-mapping.ts'
import type { Mapping, Rule } from '../../mapping/mapping.ts'
import { uniqueRules } from '../../mapping/unique-names.ts'
import { type ScimError, uniqueness } from '../../scim/error.ts'
import { sameValue } from '../../scim/resource/equality.ts'
import type { Resource, SimpleValue, Value } from '../../scim/resource/resource.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import type { Dependencies } from '../dependencies.ts'
import { entriesOf } from '../references/entries-of.ts'
import { noLookup } from '../references/references.ts'
import type { ReservedName } from './held-names.ts'

/**
 * A value may be held by an entry with another RDN or in another place, where only a search finds it, and also as a
 * second value that SCIM does not show: whoever logs in by it would not know as whom. Among entries that the gateway
 * names in one place, the RDN makes it atomic (68); elsewhere a reservation does. With `before`, only what changes is looked for.
 * @throws 409 uniqueness
 */
export const refuseTaken = async (
  { directory, acting }: Pick<Dependencies, 'directory' | 'acting'>,
  mapping: Mapping,
  { resource, before }: { readonly resource: Resource; readonly before?: Resource },
): Promise<void> => {
  const whole = wholeOf(mapping)
  for (const { rule, attribute, value } of newNames(whole, { resource, before })) {
    const { types } = rule
    const where = or(...storedAs(rule, value).map(([type, stored]) => equal(type, stored)))
    const entries = await entriesOf(acting?.sees ?? directory, whole, { where, types: ['entryUUID', ...types] })
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

interface NewName {
  readonly rule: Rule
  readonly attribute: Attribute
  readonly value: SimpleValue
}

/** With `before`, only what changes. */
const newNames = (
  mapping: Mapping,
  { resource, before }: { readonly resource: Resource; readonly before?: Resource | undefined },
): readonly NewName[] =>
  uniqueRules(mapping).flatMap((rule) => {
    const { path } = rule
    const attribute = path.subAttribute ?? path.attribute
    const value = at(resource, path)
    if (value === undefined || typeof value === 'object') return []
    if (before !== undefined && sameValue(attribute, at(before, path), value)) return []
    return [{ rule, attribute, value }]
  })

/**
 * What stands for the new names where they are reserved: the same for all that the directory finds equal. None where
 * the mapping reserves nothing.
 */
export const reservedNames = (
  mapping: Mapping,
  states: { readonly resource: Resource; readonly before?: Resource },
): readonly ReservedName[] => {
  const { reservations: place, resourceType } = mapping
  if (place === undefined) return []
  return newNames(mapping, states).flatMap(({ rule, value }) =>
    storedAs(rule, value).map(([type, stored]) => {
      const key = [resourceType.name, nameOf(rule.path), normaliseValue(mapping.equalityOf(type), stored)]
      return { place, name: `scimdap-${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 40)}` }
    }),
  )
}

/**
 * A filter finds the holder by what SCIM shows of it; of one that it does not find so the detail tells the id, to whoever may
 * see all that there are.
 */
const taken = (
  { resourceType: { name }, limits }: Mapping,
  { path, decode }: Rule,
  { holder, value }: { readonly holder: Entry; readonly value: Value },
): ScimError => {
  const attribute = path.subAttribute ?? path.attribute
  const isShown = limits?.isPartial === true || sameValue(attribute, decode(holder, noLookup), value)
  if (isShown) return uniqueness(`another ${name} has this ${nameOf(path)}`)
  return uniqueness(`${name} ${idOf(holder)} has this ${nameOf(path)} besides the one that is shown`)
}

/** The rule is one of a single value, which needs to know of nothing else (`misfitOf`). */
const storedAs = (rule: Rule, value: Value): readonly (readonly [type: string, value: string])[] =>
  rule
    .encode(value, { stored: new Map(), dnOf: () => '' as Dn, isKnown: () => true, nameOf: () => '' })
    .flatMap(([type, values]) => values.map((stored) => [type, String(stored)] as const))

/** Of numbers and times the directory says which are the same. */
const isText = ({ type }: Attribute): boolean => type === 'string' || type === 'reference'
