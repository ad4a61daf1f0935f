/** Cleaning: the references to a DN that must go with its entry, so that a name used again inherits nothing. */
import type { DirectoryWrite } from '../directory/directory.ts'
import { type Dn, normaliseDn } from '../ldap/dn.ts'
import { type Entry, textsOf } from '../ldap/entry.ts'
import { equal, or } from '../ldap/filter.ts'
import { conflict } from '../scim/error.ts'
import type { Dependencies } from './dependencies.ts'
import { groupMapping, referenceOf, referenceTypes, resolveDns } from './references.ts'
import { assertionOn } from './write.ts'

/** An entry that names the DN. */
export interface Referrer {
  readonly entry: Entry
  /** Reference types that hold the DN, with the value as stored. */
  readonly held: readonly { readonly type: string; readonly value: string }[]
  /** The name of a group of which no visible member would remain. */
  readonly emptied: string | undefined
}

/** Every entry below the configured bases with the DN in one of the reference types. */
export const findReferrers = async (dependencies: Dependencies, dn: Dn): Promise<readonly Referrer[]> => {
  const subschema = await dependencies.directory.subschema()
  const types = dependencies.cleaning.types.filter((type) => subschema.attributeType(type) !== undefined)
  const groups = groupMapping(dependencies)
  const read = ['objectClass', 'entryUUID', 'entryCSN', ...types, ...(groups ? referenceTypes(groups.mapping) : [])]
  const found = await Promise.all(
    dependencies.cleaning.bases.map((base) =>
      dependencies.directory.search({
        base,
        scope: 'sub',
        filter: or(...types.map((type) => equal(type, dn))),
        types: [...new Set(read)],
      }),
    ),
  )
  const entries = [...new Map(found.flat().map((entry) => [entry.dn, entry])).values()]
  return Promise.all(entries.map((entry) => referrerOf(dependencies, entry, { dn, types })))
}

const referrerOf = async (
  dependencies: Dependencies,
  entry: Entry,
  { dn, types }: { readonly dn: Dn; readonly types: readonly string[] },
): Promise<Referrer> => {
  const key = normaliseDn(dn)
  const held = types.flatMap((type) =>
    textsOf(entry.attributes, type)
      .filter((value) => normaliseDn(value) === key)
      .map((value) => ({ type, value })),
  )
  return { entry, held, emptied: await emptiedName(dependencies, entry, key) }
}

/** Asks about the other members a few at a time, until one of them is visible. */
const emptiedName = async (dependencies: Dependencies, entry: Entry, key: string): Promise<string | undefined> => {
  const groups = groupMapping(dependencies)
  if (groups === undefined) return undefined
  const { mapping, memberTypes } = groups
  const members = memberTypes.flatMap((type) => textsOf(entry.attributes, type))
  if (!members.some((dn) => normaliseDn(dn) === key) || !(await isResource(dependencies, entry))) return undefined
  const others = members.filter((dn) => normaliseDn(dn) !== key)
  for (let at = 0; at < others.length; at += 100) {
    if ((await resolveDns(dependencies, others.slice(at, at + 100))).size > 0) return undefined
  }
  const { display, id } = referenceOf(mapping, entry)
  return `${display ?? ''} (${id})`
}

const isResource = async (dependencies: Dependencies, entry: Entry): Promise<boolean> =>
  (await resolveDns(dependencies, [entry.dn])).get(normaliseDn(entry.dn))?.resourceType === 'Group'

/** One modification for each referrer, guarded by its state as read; 409 where a group would be left without members. */
export const planCleaning = (referrers: readonly Referrer[]): readonly DirectoryWrite[] => {
  const emptied = referrers.flatMap(({ emptied }) => emptied ?? [])
  if (emptied.length > 0) {
    throw conflict(`the only member of ${emptied.join(', ')}; give the group another member or delete it first`)
  }
  return referrers.map(removalOf)
}

export const removalOf = ({ entry, held }: Referrer): DirectoryWrite => ({
  kind: 'change',
  dn: entry.dn,
  assertion: assertionOn(entry),
  change: {
    modifications: held.map(({ type, value }) => ({ operation: 'delete' as const, type, values: [value] })),
  },
})
