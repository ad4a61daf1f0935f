/** Names: what stands in lists without DNs: whom each names, and who else is called so. RFC 2307 §2.2 */
import { applyChange, type EntryChange, InapplicableChange } from '../../ldap/change.ts'
import { type Dn, normaliseDn, rdnOf } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { equal, or } from '../../ldap/filter.ts'
import type { Lookup, Mapping, Reference, Rule } from '../../mapping/mapping.ts'
import { type Naming, nameIn, nameKey } from '../../mapping/naming.ts'
import { kept } from '../../scim/kept-with.ts'
import { inBatches } from '../batches.ts'
import type { Dependencies } from '../dependencies.ts'
import { entriesOf } from './entries-of.ts'
import { referenceOf, referenceTypes } from './references.ts'

type Needed = Pick<Dependencies, 'directory' | 'mappings'>

/** A list whose values are names. */
export interface NameList {
  readonly by: Naming
  readonly types: readonly string[]
  /** Names of the resource types that are named in it. */
  readonly to: readonly string[]
}

/** A name in such a list. */
export interface Name extends NameList {
  readonly value: string
}

export const nameLists = kept((rules: readonly Rule[]): readonly NameList[] =>
  rules.flatMap(({ by, types, to = [] }) => (by === undefined ? [] : [{ by, types, to }])),
)

/** Attribute types to read of whoever may be named. */
export const namingTypes = (rules: readonly Rule[]): readonly string[] => nameLists(rules).map(({ by }) => by.type)

/** What the names in the lists of these entries stand for. */
export const resolveNames = async (
  needed: Needed,
  entries: readonly Entry[],
  rules: readonly Rule[],
): Promise<Lookup['referencesNamed']> => {
  const lists = nameLists(rules)
  if (lists.length === 0) return nobody
  const found = new Map<string, readonly Reference[]>()
  for (const list of lists) {
    const values = entries.flatMap(({ attributes }) => list.types.flatMap((type) => textsOf(attributes, type)))
    for (const { key, reference } of await holders(needed, list, values)) {
      found.set(key, [...(found.get(key) ?? []), reference])
    }
  }
  return (name, by) => found.get(nameKey(by, name)) ?? []
}

const nobody = () => []

interface Holder {
  readonly key: string
  readonly dn: Dn
  readonly reference: Reference
}

const batch = { size: 100, concurrency: 4 }

/** Visible resources that have one of these names. */
const holders = async (
  { directory, mappings }: Needed,
  { by, to }: NameList,
  values: readonly string[],
): Promise<readonly Holder[]> => {
  if (values.length === 0) return []
  const wanted = [...new Map(values.map((value) => [nameKey(by, value), value]))]
  const keys = new Set(wanted.map(([key]) => key))
  const found = await Promise.all(
    mappings
      .filter(({ resourceType }) => to.includes(resourceType.name))
      .map((mapping) =>
        inBatches(wanted, batch, async (some) => {
          const where = or(...some.map(([, value]) => equal(by.type, value)))
          const entries = await entriesOf(directory, mapping, { where, types: [...referenceTypes(mapping), by.type] })
          return entries.map((entry) => ({ entry, mapping }))
        }),
      ),
  )
  const known = new Map(found.flat().map(({ entry, mapping }) => [entry.dn, { entry, mapping }]))
  return [...known.values()].flatMap(({ entry, mapping }) => {
    const name = nameIn(entry, by)
    const key = name === undefined ? undefined : nameKey(by, name)
    return key === undefined || !keys.has(key) ? [] : [{ key, dn: entry.dn, reference: referenceOf(mapping, entry) }]
  })
}

/** Those of the names that nobody has, but for the entry of that DN: what another one is called, too, may mean that one. */
export const unclaimed = async (needed: Needed, names: readonly Name[], own?: Dn): Promise<readonly Name[]> => {
  const claimed = await Promise.all(
    names.map(async (name) => {
      const others = await holders(needed, name, [name.value])
      return others.some(({ dn }) => own === undefined || normaliseDn(dn) !== normaliseDn(own))
    }),
  )
  return names.filter((_, at) => claimed[at] === false)
}

/** Every list that can name a resource of this type. */
const listsNaming = ({ mappings }: Pick<Needed, 'mappings'>, resourceType: string): readonly NameList[] =>
  mappings.flatMap(({ rules }) => nameLists(rules).filter(({ to }) => to.includes(resourceType)))

/** All that the entry may be called in lists, also by values that SCIM does not show. */
export const namesOf = (
  needed: Pick<Needed, 'mappings'>,
  { resourceType }: Pick<Mapping, 'resourceType'>,
  { attributes }: Entry,
): readonly Name[] =>
  listsNaming(needed, resourceType.name).flatMap((list) =>
    textsOf(attributes, list.by.type).map((value) => ({ ...list, value })),
  )

/** As far as a DN tells. */
export const namesInRdn = ({ mappings }: Pick<Needed, 'mappings'>, dn: Dn): readonly Name[] =>
  mappings.flatMap(({ rules }) =>
    nameLists(rules).flatMap((list) =>
      rdnOf(dn)
        .filter(({ type }) => type.toLowerCase() === list.by.type.toLowerCase())
        .map(({ value }) => ({ ...list, value })),
    ),
  )

/** A name that becomes another one. */
export interface NewName extends Name {
  /** undefined: there is none any more. */
  readonly next: string | undefined
}

/** What lists must call the entry after the change. */
export const newNames = (
  needed: Pick<Needed, 'mappings'>,
  mapping: Pick<Mapping, 'resourceType' | 'equalityOf'>,
  { entry, change }: { readonly entry: Entry; readonly change: EntryChange },
): readonly NewName[] => {
  const lists = listsNaming(needed, mapping.resourceType.name)
  const changed = new Set([...change.modifications, ...(change.newRdn ?? [])].map(({ type }) => type.toLowerCase()))
  const touched = lists.filter(({ by }) => changed.has(by.type.toLowerCase()))
  if (touched.length === 0) return []
  const after = afterChange(entry, change, mapping)
  return touched.flatMap((list): readonly NewName[] => {
    const [value, next] = [nameIn(entry, list.by), nameIn(after, list.by)]
    const isSame = value === undefined || (next !== undefined && nameKey(list.by, value) === nameKey(list.by, next))
    return isSame ? [] : [{ ...list, value, next }]
  })
}

/** What the directory would refuse is for it to refuse. */
const afterChange = (entry: Entry, change: EntryChange, { equalityOf }: Pick<Mapping, 'equalityOf'>): Entry => {
  try {
    return applyChange(entry, change, equalityOf)
  } catch (thrown) {
    if (!(thrown instanceof InapplicableChange)) throw thrown
    return entry
  }
}
