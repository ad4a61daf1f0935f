/** Referrers: the entries that name a DN, and how the name goes from them or becomes another one. */
import type { DirectoryWrite } from '../../directory/directory.ts'
import { assertionOn } from '../../directory/write-assertion.ts'
import type { Modification } from '../../ldap/change.ts'
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { equal, or } from '../../ldap/filter.ts'
import type { Mapping, Rule } from '../../mapping/mapping.ts'
import { heldOpen } from '../../mapping/placeholder.ts'
import { mustBeStored } from '../../scim/schema/attribute.ts'
import type { Dependencies } from '../dependencies.ts'
import { retrying } from '../retry.ts'
import { referenceTypes } from './references.ts'

/** An entry that names the DN. */
export interface Referrer {
  readonly entry: Entry
  /** Reference types that hold the DN, with the value as stored. */
  readonly held: readonly { readonly type: string; readonly value: string }[]
}

/** Every entry below the configured bases with the DN in one of the reference types, the entry of that DN included. */
export const findReferrers = async (dependencies: Dependencies, dn: Dn): Promise<readonly Referrer[]> => {
  const { directory, cleaning } = dependencies
  const subschema = await directory.subschema()
  const mapped = dependencies.mappings.flatMap(({ rules }) => rules.filter(({ needs }) => needs === 'references'))
  const named = [...cleaning.types, ...mapped.flatMap((rule) => rule.types)].map((type) => type.toLowerCase())
  const types = [...new Set(named)].filter((type) => subschema.attributeType(type) !== undefined)
  if (types.length === 0) return []
  const naming = dependencies.mappings.filter(({ rules }) => rules.some(isNeeded)).flatMap(referenceTypes)
  const read = ['objectClass', 'entryUUID', 'entryCSN', ...types, ...naming]
  const filter = or(...types.map((type) => equal(type, dn)))
  const found = await Promise.all(
    cleaning.bases.map((base) => directory.search({ base, scope: 'sub', filter, types: [...new Set(read)] })),
  )
  // Bases may lie in one another.
  const entries = [...new Map(found.flat().map((entry) => [entry.dn, entry])).values()]
  const key = normaliseDn(dn)
  return entries.map((entry) => ({ entry, held: heldBy(entry, { key, types }) })).filter(({ held }) => held.length > 0)
}

const heldBy = (
  { attributes }: Entry,
  { key, types }: { readonly key: string; readonly types: readonly string[] },
): Referrer['held'] =>
  types.flatMap((type) =>
    textsOf(attributes, type)
      .filter((value) => normaliseDn(value) === key)
      .map((value) => ({ type, value })),
  )

/** A reference without which a resource would be no valid one: the only member of a group, the owner of a device. */
export const isNeeded = ({ needs, path }: Rule): boolean => needs === 'references' && mustBeStored(path.attribute)

/** The entry stands for itself where it is its own manager or member: that goes with it. */
export const isSelf = ({ entry }: Referrer, dn: Dn): boolean => normaliseDn(entry.dn) === normaliseDn(dn)

/** Guarded by the referrer's state as read. `mapping`: of its resource type, where that may have lists with placeholders. */
export const removalFrom = (referrer: Referrer, mapping: Pick<Mapping, 'rules'> = { rules: [] }): DirectoryWrite =>
  changeOf(referrer, heldOpen(mapping, referrer.entry.attributes, removals(referrer)))

/** The reference follows its entry to the new DN. */
export const moveIn = (referrer: Referrer, to: Dn): DirectoryWrite => changeOf(referrer, moves(referrer, to))

export const moves = ({ held }: Pick<Referrer, 'held'>, to: Dn): readonly Modification[] =>
  held.flatMap(({ type, value }) => [
    { operation: 'delete', type, values: [value] } as const,
    { operation: 'add', type, values: [to] } as const,
  ])

const removals = ({ held }: Referrer): readonly Modification[] =>
  held.map(({ type, value }) => ({ operation: 'delete', type, values: [value] }))

const changeOf = ({ entry }: Referrer, modifications: readonly Modification[]): DirectoryWrite => ({
  kind: 'change',
  dn: entry.dn,
  assertion: assertionOn(entry),
  change: { modifications },
})

/**
 * After the write: somebody may have written the DN between the search and the write. As far as it goes: the write
 * itself is done, and what cannot be mended is reported. A DN that another entry has taken meanwhile is left alone,
 * since nobody can tell whom the reference means.
 */
export const mendLateComers = async (
  dependencies: Dependencies,
  dn: Dn,
  mend: (referrer: Referrer) => Promise<DirectoryWrite | undefined>,
): Promise<void> => {
  const { directory, observe } = dependencies
  const attempt = async (): Promise<void> => {
    const late = await findReferrers(dependencies, dn)
    if (late.length === 0 || (await directory.read(dn, [])) !== undefined) return
    for (const referrer of late) {
      const write = await mend(referrer)
      if (write === undefined) observe({ kind: 'reference-left' })
      else await directory.atomically([write])
    }
  }
  try {
    // Others write to these entries too: a lost race is no reason to leave a reference.
    await retrying(observe, attempt)
  } catch {
    observe({ kind: 'reference-left' })
  }
}

/**
 * Where it is the only value, the reference gives way to the empty DN, which names nobody: for a group that must have a
 * member. Whoever is given the old name next inherits nothing. RFC 4519 §2.17
 */
export const vacate = (referrer: Referrer): DirectoryWrite => {
  const { entry, held } = referrer
  const isOnly = held.every(({ type }) => textsOf(entry.attributes, type).length === 1)
  return isOnly ? changeOf(referrer, moves(referrer, '' as Dn)) : removalFrom(referrer)
}
