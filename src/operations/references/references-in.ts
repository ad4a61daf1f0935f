/** referencesIn: what the DNs in entries stand for; a long list by the dereference control, the others in batches. */
import type { Subschema } from '../../directory/subschema.ts'
import { normaliseDn } from '../../ldap/dn.ts'
import { type Entry, valuesOf } from '../../ldap/entry.ts'
import { typesIn } from '../../ldap/filter.ts'
import { idOf } from '../../mapping/identity.ts'
import type { Lookup, Mapping, Reference, Rule } from '../../mapping/mapping.ts'
import { isWithin } from '../../mapping/places.ts'
import { kept } from '../../scim/kept-with.ts'
import type { Dependencies } from '../dependencies.ts'
import { entryTest } from './entry-test.ts'
import { dnsIn, referenceOf, resolveDns } from './references.ts'

type Needed = Pick<Dependencies, 'directory' | 'mappings'>

/** From so many values on, one answer of the server's is quicker than batches of searches: five times for 10,000. */
const longList = 200

export const referencesIn = async (
  dependencies: Needed,
  entries: readonly Entry[],
  rules: readonly Rule[],
): Promise<Lookup['referenceAt']> => {
  const dns = entries.flatMap((entry) => dnsIn({ rules }, entry))
  if (dns.length === 0) return nobody
  const known = await alongWith(dependencies, entries)
  await dereference(dependencies, { entries, rules, known })
  const others = distinct(dns, known)
  const found = await resolveDns(dependencies, others)
  // Of each DN it is asked more than once, and many have one manager.
  for (const dn of others) known.set(dn, found.get(normaliseDn(dn)))
  return (dn) => known.get(dn)
}

const nobody = () => undefined

const distinct = (dns: readonly string[], known: ByDn): ReadonlySet<string> => {
  const others = new Set<string>()
  for (const dn of dns) if (!known.has(dn)) others.add(dn)
  return others
}

type ByDn = Map<string, Reference | undefined>

/** What came in the same answer as the entries. */
const alongWith = async ({ directory, mappings }: Needed, entries: readonly Entry[]): Promise<ByDn> => {
  const known: ByDn = new Map()
  if (!entries.some(({ dereferenced = [] }) => dereferenced.length > 0)) return known
  const kindOf = kindsAmong(mappings, await directory.subschema())
  for (const { dereferenced = [] } of entries) {
    for (const entry of dereferenced) {
      const kind = known.has(entry.dn) ? undefined : kindOf(entry)
      if (kind !== undefined) known.set(entry.dn, referenceOf(kind, entry))
    }
  }
  return known
}

interface Dereferencing {
  readonly entries: readonly Entry[]
  readonly rules: readonly Rule[]
  readonly known: ByDn
}

/** By DN as the server prints it. What cannot be told to be a visible resource stays unknown, and must be searched for. */
const dereference = async (
  { directory, mappings }: Needed,
  { entries, rules, known }: Dereferencing,
): Promise<void> => {
  const lists = entries.flatMap(({ dn, attributes }) =>
    listTypes(rules)
      .filter((type) => valuesOf(attributes, type).length >= longList)
      .map((type) => ({ dn, type })),
  )
  if (lists.length === 0 || !(await directory.capabilities()).deref) return
  const kindOf = kindsAmong(mappings, await directory.subschema())
  const types = [...new Set(mappings.flatMap(({ entryFilter }) => ['entryUUID', ...typesIn(entryFilter)]))]
  for (const { dn, type } of lists) {
    for await (const some of directory.dereference(dn, type, types)) {
      for (const entry of some) {
        const kind = kindOf(entry)
        if (kind !== undefined) known.set(entry.dn, { id: idOf(entry), resourceType: kind.resourceType.name })
      }
    }
  }
}

/** Only multi-valued attributes: their elements show no display name, which would have to be read too. */
const listTypes = kept((rules: readonly Rule[]): readonly string[] =>
  rules
    .filter(({ needs, by, path }) => needs === 'references' && by === undefined && path.attribute.multiValued)
    .flatMap(({ types }) => types),
)

/**
 * slapd takes these at the edges of a value for blanks, and finds another DN than RFC 4514 means by the same text. A search,
 * which gives the entry's own DN, decides then, for one entry as for a page of them.
 */
const oddBlanks = /[\t\n\r]/

/** The last mapping that an entry belongs to, as in `resolveDns`. undefined: it is no resource, or nobody can tell from here. */
const kindsAmong = (mappings: readonly Mapping[], subschema: Subschema) => {
  const kinds = mappings.toReversed().map((mapping) => ({
    mapping,
    matches: entryTest(mapping.entryFilter, subschema) ?? (() => false),
  }))
  return ({ dn, attributes }: Entry): Mapping | undefined => {
    if (valuesOf(attributes, 'entryUUID').length === 0 || oddBlanks.test(dn)) return undefined
    return kinds.find(
      ({ mapping, matches }) => matches(attributes) && mapping.places.some((place) => isWithin(dn, place)),
    )?.mapping
  }
}
