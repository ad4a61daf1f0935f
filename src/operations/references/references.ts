/** References: id -> DN and DN -> id, type and display, in batches; never kept across requests, since a DN may be reused. */
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import { type Entry, textOf, textsOf } from '../../ldap/entry.ts'
import { equal, or } from '../../ldap/filter.ts'
import { idOf, isResourceId } from '../../mapping/identity.ts'
import {
  type Lookup,
  linkTypes,
  type Mapping,
  membershipRule,
  type Reference,
  type Rule,
} from '../../mapping/mapping.ts'
import type { Naming } from '../../mapping/naming.ts'
import type { Place } from '../../mapping/places.ts'
import { kept, keptWith } from '../../scim/kept-with.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { inBatches } from '../batches.ts'
import { asWhole, type Dependencies } from '../dependencies.ts'
import { entriesOf } from './entries-of.ts'

/** OR filters of this many terms are what slapd answers best. */
const batch = { size: 100, concurrency: 4 }

export interface Found {
  readonly dn: Dn
  readonly resourceType: string
}

export interface FoundEntry extends Found {
  readonly entry: Entry
}

/** What the DNs stand for, by `normaliseDn`; what is no visible resource is absent. */
export const resolveDns = async (
  { directory, mappings }: Pick<Dependencies, 'directory' | 'mappings'>,
  dns: Iterable<string>,
): Promise<ReadonlyMap<string, Reference>> => {
  const wanted = [...new Map([...dns].map((dn) => [normaliseDn(dn), dn]))]
  if (wanted.length === 0) return new Map()
  const found = await Promise.all(
    mappings.flatMap((mapping) =>
      mapping.places.map((place) =>
        inBatches(
          wanted.filter(isKeyUnder(place)).map(([, dn]) => dn),
          batch,
          async (some) => {
            const where = or(...some.map((dn) => equal('entryDN', dn)))
            const there = { places: [place], entryFilter: mapping.entryFilter }
            const entries = await entriesOf(directory, there, { where, types: referenceTypes(mapping) })
            return entries.map((entry) => [normaliseDn(entry.dn), referenceOf(mapping, entry)] as const)
          },
        ),
      ),
    ),
  )
  return new Map(found.flat())
}

/** Ids of those of the entries of which a client may be told: where it sees not everything, no others. */
export const idsToTell = async (
  dependencies: Dependencies,
  entries: readonly Entry[],
): Promise<readonly ResourceId[]> => {
  const shown = entries.filter(({ attributes }) => textOf(attributes, 'entryUUID') !== undefined)
  const all = shown.map((entry) => ({ id: idOf(entry), dn: entry.dn }))
  if (asWhole(dependencies) === dependencies || all.length === 0) return all.map(({ id }) => id)
  const seen = await resolveDns(
    dependencies,
    all.map(({ dn }) => dn),
  )
  return all.filter(({ dn }) => seen.has(normaliseDn(dn))).map(({ id }) => id)
}

/** The first of them that is a visible resource of one of the types; asked a few at a time, since usually the first are. */
export const firstVisible = async (
  dependencies: Pick<Dependencies, 'directory' | 'mappings'>,
  dns: readonly string[],
  resourceTypes: readonly string[],
): Promise<Dn | undefined> => (await firstVisibles(dependencies, dns, resourceTypes))[0]

/** The first few of them that are; none where no one is. */
export const firstVisibles = async (
  dependencies: Pick<Dependencies, 'directory' | 'mappings'>,
  dns: readonly string[],
  resourceTypes: readonly string[],
): Promise<readonly Dn[]> => {
  for (let from = 0; from < dns.length; from += batch.size) {
    const some = dns.slice(from, from + batch.size)
    const visible = await resolveDns(dependencies, some)
    const found = some.filter((dn) => resourceTypes.includes(visible.get(normaliseDn(dn))?.resourceType ?? ''))
    if (found.length > 0) return found as Dn[]
  }
  return []
}

/** `isUnder` for many: keys are what `normaliseDn` gives. */
const isKeyUnder = kept(({ base }: Place) => {
  const baseKey = normaliseDn(base)
  return ([key]: readonly [key: string, dn: string]): boolean =>
    baseKey === '' || key === baseKey || key.endsWith(`,${baseKey}`)
})

/** Where the resources of these ids are, with these attribute types of theirs; unknown ids are absent. */
export const resolveIds = async (
  { directory, mappings }: Pick<Dependencies, 'directory' | 'mappings'>,
  ids: Iterable<string>,
  resourceTypes: readonly string[],
  types: readonly string[] = [],
): Promise<ReadonlyMap<string, FoundEntry>> => {
  const wanted = [...new Set(ids)].filter(isResourceId)
  const found = await Promise.all(
    mappings
      .filter(({ resourceType }) => resourceTypes.includes(resourceType.name))
      .map((mapping) =>
        inBatches(wanted, batch, async (some) => {
          const where = or(...some.map((id) => equal('entryUUID', id)))
          const entries = await entriesOf(directory, mapping, { where, types: ['entryUUID', ...types] })
          const resourceType = mapping.resourceType.name
          return entries.map((entry) => [idOf(entry), { dn: entry.dn, resourceType, entry }] as const)
        }),
      ),
  )
  return new Map(found.flat())
}

export interface MemberList {
  readonly mapping: Mapping
  readonly memberTypes: readonly string[]
  /** Names of the resource types that can be in it. */
  readonly to: readonly string[]
  /** See `Rule`. */
  readonly by: Naming | undefined
}

/** Of each of these resource types the list that says who belongs to it: `members`, or the only list that it has. */
export const memberLists = (
  { mappings }: Pick<Dependencies, 'mappings'>,
  types: readonly string[],
): readonly MemberList[] =>
  mappings
    .filter(({ resourceType }) => types.includes(resourceType.name))
    .flatMap((mapping) => {
      const list = membershipRule(mapping.rules)
      return list === undefined ? [] : [{ mapping, memberTypes: list.types, to: list.to ?? [], by: list.by }]
    })

/** The lists in which the rules look for memberships. */
export const listsAsked = (
  { mappings }: Pick<Dependencies, 'mappings'>,
  rules: readonly Rule[],
): readonly MemberList[] => listsUnder(mappings, rules)

const listsUnder = keptWith((mappings: Dependencies['mappings'], rules: readonly Rule[]) =>
  memberLists({ mappings }, groupTypes(rules)),
)

/** The resource types in whose lists the rules look for memberships. */
export const groupTypes = (rules: readonly Rule[]): readonly string[] => [
  ...new Set(rules.flatMap(({ needs, to = [] }) => (needs === 'memberships' ? to : []))),
]

export const referenceTypes = kept(({ displayRules }: Mapping): readonly string[] => [
  'entryUUID',
  ...displayRules.flatMap(({ types }) => types),
])

export const referenceOf = (mapping: Mapping, entry: Entry): Reference => {
  const display = mapping.displayRules.map((rule) => rule.decode(entry, noLookup)).find((value) => value !== undefined)
  return {
    id: idOf(entry),
    resourceType: mapping.resourceType.name,
    ...(typeof display === 'string' ? { display } : {}),
  }
}

/** For rules that need nothing of other entries. */
export const noLookup: Lookup = {
  referenceAt: () => undefined,
  referencesNamed: () => [],
  groupsOf: () => undefined,
  locate: () => '',
}

/** DNs in the entry's reference attributes; no names. */
export const dnsIn = (mapping: Pick<Mapping, 'rules'>, entry: Entry): readonly string[] =>
  dnTypes(mapping.rules).flatMap((type) => textsOf(entry.attributes, type))

const dnTypes = kept((rules: readonly Rule[]): readonly string[] =>
  rules.flatMap((rule) => (rule.needs === 'references' && rule.by === undefined ? linkTypes(rule) : [])),
)
