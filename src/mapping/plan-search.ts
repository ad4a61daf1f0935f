/** planSearch: a query as what will be asked of the directory; printable, nothing is executed yet. */
import { always, and, isNarrow, isNever, type LdapFilter, typesIn } from '../ldap/filter.ts'
import type { Filter } from '../scim/filter/filter.ts'
import { kept, keptWith } from '../scim/kept-with.ts'
import type { ResolvedPath } from '../scim/path/resolve.ts'
import { wants, wantsVersion } from '../scim/resource/project.ts'
import type { Projection, Query, Sort } from '../scim/search/query.ts'
import { compileFilter } from './compile-filter.ts'
import { type Known, type Mapping, operationalTypes, type Rule, rulesFor } from './mapping.ts'
import { placesFor } from './moving.ts'
import type { Place } from './places.ts'
import { exactly } from './pushdown.ts'
import { versionTypes } from './version.ts'

export interface SearchPlan {
  readonly mapping: Mapping
  readonly filter: LdapFilter
  /** Where matches can be. */
  readonly places: readonly Place[]
  /** Nothing can match: the directory need not be asked. */
  readonly isEmpty: boolean
  /** To be evaluated in memory on every candidate; absent where the LDAP filter is exact. */
  readonly residual?: Filter
  readonly sort?: Sort
  /**
   * `lookup`: an `eq` on an identifying attribute, a handful of matches in one search; `scan`: ids first, then a window;
   * `few`: one search may do, since the filter is narrow, and else it is a scan.
   */
  readonly kind: 'lookup' | 'few' | 'scan'
  readonly scan: Reading
  readonly fetch: Reading
}

/** What is read of an entry, and what is decoded from it. */
export interface Reading {
  readonly rules: readonly Rule[]
  readonly types: readonly string[]
  /** `meta.version` is asked about, or the answer has an ETag. */
  readonly needsVersion?: boolean
}

export const planSearch = (
  mapping: Mapping,
  query: Pick<Query, 'filter' | 'sort' | 'projection'>,
  known: Known,
): SearchPlan => {
  const pushdown = query.filter === undefined ? exactly(always) : compileFilter(query.filter, mapping, known)
  const residual = pushdown.exact ? undefined : query.filter
  const paths = [
    ...(residual === undefined ? [] : pathsIn(residual)),
    ...(query.sort === undefined ? [] : [query.sort.path]),
  ]
  const filter = and(mapping.entryFilter, pushdown.filter)
  const scan = readingOf(mapping, paths)
  const fetch = planRead(mapping, query.projection)
  return {
    mapping,
    filter,
    places: placesFor(mapping, query.filter),
    isEmpty: isNever(filter),
    ...(residual === undefined ? {} : { residual }),
    ...(query.sort === undefined ? {} : { sort: query.sort }),
    kind: kindOf(query.filter, { asked: pushdown.filter, scan, fetch }),
    scan,
    fetch,
  }
}

/** What one resource's answer needs under a projection. RFC 7644 §3.9 */
export const planRead = keptWith((mapping: Mapping, projection: Projection): Reading => {
  const rules = mapping.rules.filter(({ path }) => wants(projection, path.attribute, path.extension))
  const types = rules.flatMap((rule) => rule.types)
  const version = wantsVersion(projection) ? versionTypes(mapping) : []
  return { rules, types: distinct([...operationalTypes, ...types, ...version]) }
})

/** The same where the answer is one resource: its ETag is of the whole, whatever the body shows. RFC 7644 §3.14 */
export const planReadOne = keptWith((mapping: Mapping, projection: Projection): Reading => {
  const { rules, types } = planRead(mapping, projection)
  return { rules, types: distinct([...types, ...versionTypes(mapping)]), needsVersion: true }
})

/** Everything: what a write needs to know of an entry. */
export const readAll = kept(
  (mapping: Mapping): Reading => ({
    rules: mapping.rules,
    types: distinct([
      'objectClass',
      ...operationalTypes,
      ...versionTypes(mapping),
      ...mapping.rules.flatMap(({ types }) => types),
      ...(mapping.declaredFilter === undefined ? [] : typesIn(mapping.declaredFilter)),
    ]),
  }),
)

/** All paths that a filter speaks of. */
export const pathsIn = (filter: Filter): readonly ResolvedPath[] => {
  if ('filters' in filter) return filter.filters.flatMap(pathsIn)
  return filter.kind === 'not' ? pathsIn(filter.filter) : [filter.path]
}

/** Only what the paths need; `schemas` and `meta.version` speak of the whole resource. */
const readingOf = (mapping: Mapping, paths: readonly ResolvedPath[]): Reading => {
  if (paths.some(isAboutAll)) return { ...readAll(mapping), needsVersion: true }
  const rules = eachOnce(paths.flatMap((path) => rulesFor(mapping, path)))
  const times = paths.some(({ attribute }) => attribute.name === 'meta') ? ['createTimestamp', 'modifyTimestamp'] : []
  return { rules, types: distinct(['entryUUID', ...times, ...rules.flatMap(({ types }) => types)]) }
}

/** Most filters ask about one attribute: the same list each time, so that what is made of it is kept. */
const eachOnce = (rules: readonly Rule[]): readonly Rule[] => {
  const [first, ...others] = rules
  if (first === undefined) return none
  return others.length === 0 ? alone(first) : distinct(rules)
}

const none: readonly Rule[] = []
const alone = kept((rule: Rule): readonly Rule[] => [rule])

const isAboutAll = ({ attribute, subAttribute }: ResolvedPath): boolean =>
  attribute.name === 'schemas' ||
  (attribute.name === 'meta' && (subAttribute === undefined || subAttribute.name === 'version'))

const kindOf = (
  filter: Filter | undefined,
  { asked, scan, fetch }: Pick<SearchPlan, 'scan' | 'fetch'> & { readonly asked: LdapFilter },
): SearchPlan['kind'] => {
  if (filter !== undefined && isLookup(filter)) return 'lookup'
  // A few groups may have more members than should ever be read for nothing.
  return isNarrow(asked) && !readsList(scan.rules) && !readsList(fetch.rules) ? 'few' : 'scan'
}

const readsList = kept((rules: readonly Rule[]): boolean => rules.some(({ isList }) => isList === true))

const isLookup = (filter: Filter): boolean => {
  if (filter.kind === 'and') return filter.filters.some(isLookup)
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.path.extension !== undefined) return false
  const { attribute, subAttribute } = filter.path
  const isIdentifying = (subAttribute ?? attribute).uniqueness !== 'none' || attribute.name === 'externalId'
  return isIdentifying && typeof filter.value === 'string'
}

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]
