/** Explanation: what the gateway asks of the directory for one request, and what it does itself. */
import { type Canonical, type MissingIndex, unindexedTests } from '../check/indexes.ts'
import { type Names, namesOf } from '../directory/names/names.ts'
import { filterToServer, typesToServer } from '../directory/names/to-server.ts'
import { and, equal, type LdapFilter, never, printFilter as printLdapFilter } from '../ldap/filter.ts'
import { compileFilter } from '../mapping/compile-filter.ts'
import { isResourceId } from '../mapping/identity.ts'
import type { Known, Mapping } from '../mapping/mapping.ts'
import { planRead, planSearch, type SearchPlan } from '../mapping/plan-search.ts'
import type { Filter } from '../scim/filter/filter.ts'
import { printFilter, unresolved } from '../scim/filter/print.ts'
import { printName } from '../scim/path/name.ts'
import type { Query, Sort } from '../scim/search/query.ts'

export interface Explanation {
  readonly resourceType: string
  readonly base: string
  readonly scope: string
  /** Where the same is searched for, too. */
  readonly others?: readonly { readonly base: string; readonly scope: string }[]
  /** RFC 4515, as ldapsearch takes it. */
  readonly ldapFilter: string
  /** The filter can match nothing: the directory is not asked. */
  readonly isEmpty: boolean
  /** The directory matches neither more nor less than the SCIM filter. */
  readonly exact: boolean
  /** Evaluated in memory on every entry that the directory gives; absent where it is exact. */
  readonly residual?: string
  /** The parts of it that the directory cannot decide. */
  readonly undecided: readonly string[]
  readonly kind: SearchPlan['kind'] | 'read'
  /** Attribute types read of every candidate, and of what is shown. */
  readonly scan: readonly string[]
  readonly fetch: readonly string[]
  readonly sort?: string
  readonly page?: { readonly startIndex: number; readonly count: number }
  /** Tests without an index; undefined: cn=config was not read. */
  readonly unindexed?: readonly string[]
}

export interface Indexes {
  /** Values of olcDbIndex. */
  readonly values: readonly string[]
  readonly canonical: Canonical
}

interface Explaining {
  readonly mapping: Mapping
  readonly query: Query
  readonly known: Known
  readonly indexes: Indexes | undefined
  /** What the server calls ids and versions; as everywhere, unless given. */
  readonly names?: Names
}

const usual = namesOf({})

export const explainSearch = ({ mapping, query, known, indexes, names = usual }: Explaining): Explanation => {
  const plan = planSearch(mapping, query, known)
  return {
    ...placeOf({ ...mapping, places: plan.places }),
    ldapFilter: printLdapFilter(filterToServer(plan.filter, names)),
    isEmpty: plan.isEmpty,
    exact: plan.residual === undefined,
    ...(plan.residual === undefined ? {} : { residual: printFilter(unresolved(plan.residual)) }),
    undecided: plan.residual === undefined ? [] : undecidedIn(plan.residual, mapping, known),
    kind: plan.kind,
    scan: plan.kind === 'lookup' ? [] : typesToServer(plan.scan.types, names),
    fetch: typesToServer(plan.kind === 'lookup' ? [...plan.scan.types, ...plan.fetch.types] : plan.fetch.types, names),
    ...(plan.sort === undefined ? {} : { sort: printSort(plan.sort) }),
    page: query.page,
    ...unindexed(plan.filter, mapping, indexes),
  }
}

export const explainRead = (
  id: string,
  { mapping, query, indexes, names = usual }: Omit<Explaining, 'known'>,
): Explanation => {
  const filter = isResourceId(id) ? and(mapping.entryFilter, equal('entryUUID', id)) : never
  return {
    ...placeOf(mapping),
    ldapFilter: printLdapFilter(filterToServer(filter, names)),
    isEmpty: filter === never,
    exact: true,
    undecided: [],
    kind: 'read',
    scan: [],
    fetch: typesToServer(planRead(mapping, query.projection).types, names),
    ...unindexed(filter, mapping, indexes),
  }
}

const placeOf = ({ resourceType, places: [first, ...others] }: Mapping) => ({
  resourceType: resourceType.name,
  base: first?.base ?? '',
  scope: first?.scope ?? 'sub',
  ...(others.length === 0 ? {} : { others }),
})

/** The smallest parts that the directory answers too generously, or not at all. */
const undecidedIn = (filter: Filter, mapping: Mapping, known: Known): readonly string[] => {
  if (compileFilter(filter, mapping, known).exact) return []
  if ('filters' in filter) return [...new Set(filter.filters.flatMap((part) => undecidedIn(part, mapping, known)))]
  return [printFilter(unresolved(filter))]
}

const printSort = ({ path: { attribute, subAttribute, extension }, order }: Sort): string => {
  const name = printName({
    ...(extension === undefined ? {} : { urn: extension.id }),
    attribute: attribute.name,
    ...(subAttribute === undefined ? {} : { subAttribute: subAttribute.name }),
  })
  return `${name} ${order}`
}

/** What is present in every resource narrows nothing: an index on it would help nobody. */
const unindexed = (
  filter: LdapFilter,
  { entryFilter }: Mapping,
  indexes: Indexes | undefined,
): Pick<Explanation, 'unindexed'> => {
  if (indexes === undefined) return {}
  const { values, canonical } = indexes
  const print = (tests: readonly MissingIndex[]) => tests.map(({ type, kinds }) => `${type} ${kinds.join(',')}`)
  const required = print(unindexedTests(entryFilter, values, canonical)).filter((test) => test.endsWith(' pres'))
  return { unindexed: print(unindexedTests(filter, values, canonical)).filter((test) => !required.includes(test)) }
}
