/** Referrers: the entries that name another one, by its DN or in lists of names, and how that goes from them or becomes another. */
import type { DirectoryWrite } from '../../directory/directory.ts'
import { assertionOn } from '../../directory/write-assertion.ts'
import type { Modification } from '../../ldap/change.ts'
import { type Dn, isSameDn, normaliseDn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { equal, or } from '../../ldap/filter.ts'
import { linkTypes, type Mapping, type Rule } from '../../mapping/mapping.ts'
import { nameKey } from '../../mapping/naming.ts'
import { heldOpen } from '../../mapping/placeholder.ts'
import { mustBeStored } from '../../scim/schema/attribute.ts'
import type { Dependencies } from '../dependencies.ts'
import { retrying } from '../retry.ts'
import { type Name, unclaimed } from './names.ts'
import { referenceTypes } from './references.ts'

/** What somebody may be named by. */
export interface Called {
  readonly dn?: Dn
  readonly names: readonly Name[]
}

/** An entry that names them. */
export interface Referrer {
  readonly entry: Entry
  /** Attribute types that hold the DN or a name, with the value as stored. */
  readonly held: readonly Held[]
}

interface Held {
  readonly type: string
  readonly value: string
  /** Which name it is; undefined: the DN. */
  readonly name?: Name
}

/** Every entry below the configured bases that names it in one of the reference types, the entry of that DN included. */
export const findReferrers = async (dependencies: Dependencies, called: Called): Promise<readonly Referrer[]> => {
  const { directory, cleaning } = dependencies
  const subschema = await directory.subschema()
  const mapped = dependencies.mappings.flatMap(({ rules }) => rules.filter(isOfDns))
  const named = [...cleaning.types, ...mapped.flatMap(linkTypes)].map((type) => type.toLowerCase())
  const types = [...new Set(named)].filter((type) => subschema.attributeType(type) !== undefined)
  const { names } = called
  const dn = (await directory.capabilities()).keepsReferences ? undefined : called.dn
  const terms = [
    ...(dn === undefined ? [] : types.map((type) => equal(type, dn))),
    ...names.flatMap((name) => name.types.map((type) => equal(type, name.value))),
  ]
  if (terms.length === 0) return []
  const naming = dependencies.mappings.filter(({ rules }) => rules.some(isNeeded)).flatMap(referenceTypes)
  const lists = names.flatMap((name) => name.types)
  const read = ['objectClass', 'entryUUID', 'entryCSN', ...types, ...lists, ...naming]
  const filter = or(...terms)
  const found = await Promise.all(
    cleaning.bases.map((base) => directory.search({ base, scope: 'sub', filter, types: [...new Set(read)] })),
  )
  // Bases may lie in one another.
  const entries = [...new Map(found.flat().map((entry) => [entry.dn, entry])).values()]
  return entries.map((entry) => ({ entry, held: heldBy(entry, called, types) })).filter(({ held }) => held.length > 0)
}

const heldBy = ({ attributes }: Entry, { dn, names }: Called, types: readonly string[]): readonly Held[] => {
  const key = dn && normaliseDn(dn)
  return [
    ...types.flatMap((type) =>
      textsOf(attributes, type)
        .filter((value) => key !== undefined && normaliseDn(value) === key)
        .map((value) => ({ type, value })),
    ),
    ...names.flatMap((name) =>
      name.types.flatMap((type) =>
        textsOf(attributes, type)
          .filter((value) => nameKey(name.by, value) === nameKey(name.by, name.value))
          .map((value) => ({ type, value, name })),
      ),
    ),
  ]
}

/** A reference without which a resource would be no valid one: the only member of a group, the owner of a device. */
export const isNeeded = (rule: Rule): boolean => isOfDns(rule) && mustBeStored(rule.path.attribute)

const isOfDns = ({ needs, by }: Rule): boolean => needs === 'references' && by === undefined

/** The entry stands for itself where it is its own manager or member: that goes with it. */
export const isSelf = ({ entry }: Referrer, dn: Dn): boolean => isSameDn(entry.dn, dn)

/** Guarded by the referrer's state as read. `mapping`: of its resource type, where that may have lists with placeholders. */
export const removalFrom = (referrer: Referrer, mapping: Pick<Mapping, 'rules'> = { rules: [] }): DirectoryWrite =>
  changeOf(referrer, heldOpen(mapping, referrer.entry.attributes, removals(referrer)))

/** What a stored value becomes; undefined: it goes. */
export type Becoming = (held: Held) => string | undefined

/** The reference follows its entry to the new DN or name. */
export const moveIn = (referrer: Referrer, becoming: Becoming): DirectoryWrite =>
  changeOf(referrer, moves(referrer, becoming))

export const moves = ({ entry, held }: Referrer, becoming: Becoming): readonly Modification[] =>
  held.flatMap((one) => {
    const { type, value, name } = one
    const to = becoming(one)
    const isThere = (each: string) => name !== undefined && nameKey(name.by, each) === nameKey(name.by, to ?? '')
    const isComing = to !== undefined && !textsOf(entry.attributes, type).some(isThere)
    return [
      { operation: 'delete', type, values: [value] } as const,
      ...(isComing ? [{ operation: 'add', type, values: [to] } as const] : []),
    ]
  })

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
 * itself is done, and what cannot be mended is reported. A DN or a name that another entry has taken meanwhile is left
 * alone, since nobody can tell whom the reference means.
 */
export const mendLateComers = async (
  dependencies: Dependencies,
  called: Called,
  mend: (referrer: Referrer) => Promise<DirectoryWrite | undefined>,
): Promise<void> => {
  const { directory, observe } = dependencies
  const attempt = async (): Promise<void> => {
    if ((await findReferrers(dependencies, called)).length === 0) return
    for (const referrer of await findReferrers(dependencies, await freeOf(dependencies, called))) {
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

/** What nobody is called any more. */
const freeOf = async (dependencies: Dependencies, { dn, names }: Called): Promise<Called> => {
  const isFree = dn !== undefined && (await dependencies.directory.read(dn, [])) === undefined
  return { ...(isFree ? { dn } : {}), names: await unclaimed(dependencies, names) }
}

/**
 * Where it is the only value, the reference gives way to the empty DN, which names nobody: for a group that must have a
 * member. Whoever is given the old name next inherits nothing. RFC 4519 §2.17
 */
export const vacate = (referrer: Referrer): DirectoryWrite => {
  const { entry, held } = referrer
  const isOnly = held.every(({ type }) => textsOf(entry.attributes, type).length === 1)
  return isOnly ? moveIn(referrer, ({ name }) => (name === undefined ? '' : undefined)) : removalFrom(referrer)
}
