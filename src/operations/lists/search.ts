/** search: a page of the resources that match a query, with the true total. RFC 7644 §3.4.2 */
import type { Entry } from '../../ldap/entry.ts'
import { equal, or, printFilter as printLdapFilter } from '../../ldap/filter.ts'
import { idOf } from '../../mapping/identity.ts'
import { planSearch, type SearchPlan } from '../../mapping/plan-search.ts'
import { printFilter, unresolved } from '../../scim/filter/print.ts'
import { kept } from '../../scim/kept-with.ts'
import type { Resource, ResourceId } from '../../scim/resource/resource.ts'
import { type ListResponse, listResponse } from '../../scim/search/list-response.ts'
import type { Query } from '../../scim/search/query.ts'
import { inBatches } from '../batches.ts'
import { type Dependencies, mappingOf } from '../dependencies.ts'
import type { ReadOperations } from '../operations.ts'
import { presentAll } from '../present.ts'
import { along } from '../references/along.ts'
import { entriesOf, searchIn } from '../references/entries-of.ts'
import { knownFor } from '../references/lookup.ts'
import type { Scope } from '../scope.ts'
import { changeMark } from './change-mark.ts'
import { type Listed, listed, type Paging, pagingOf } from './paging.ts'
import { refuseUnreadable } from './readable-query.ts'
import { type Match, matchesOf, matching, scan } from './scan.ts'
import type { Snapshots } from './snapshot.ts'

type Needed = Dependencies & { readonly snapshots: Snapshots }

export const createSearch =
  (dependencies: Needed): ReadOperations['search'] =>
  async (scope, resourceType, query) => {
    const paging = pagingOf(dependencies, scope, { ...query, parts: [{ resourceType, query }] })
    const mapping = mappingOf(dependencies, resourceType)
    refuseUnreadable(mapping, query)
    const known = await knownFor(dependencies, query.filter, mapping)
    const plan = planSearch(mapping, query, known)
    dependencies.observe({
      kind: 'search-planned',
      resourceType: resourceType.name,
      exact: plan.residual === undefined,
      lookup: plan.kind === 'lookup',
    })
    if (plan.isEmpty) return listResponse([], { totalResults: 0, ...paging.cut(listed([])).place })
    const asked = { scope, plan, query, paging }
    return plan.kind === 'lookup' ? lookUp(dependencies, asked) : page(dependencies, asked)
  }

interface Asked {
  readonly scope: Scope
  readonly plan: SearchPlan
  readonly query: Query
  readonly paging: Paging
}

/** A handful of matches: one search reads them whole, nothing is kept. */
const lookUp = async (dependencies: Needed, { plan, query, paging }: Asked): Promise<ListResponse> => {
  const types = typesOfBoth(plan)
  const dereference = await along(dependencies, plan.fetch.rules)
  const entries = await searchIn(dependencies.directory, plan.places, { filter: plan.filter, types, dereference })
  const list = listed((await matching(dependencies, plan, entries)).sort(paging.compare))
  const { from, to, place } = paging.cut(list)
  const resources = await show(dependencies, inOrder(entries, idsIn(list, from, to)), { plan, query })
  return listResponse(resources, { totalResults: list.total, ...place })
}

/** A filter that asks for nothing but what is shown needs no list of its own. */
const typesOfBoth = ({ scan: { types }, fetch }: SearchPlan): readonly string[] => {
  const shown = distinct(fetch.types)
  return types.every((type) => shown.has(type)) ? fetch.types : [...new Set([...types, ...fetch.types])]
}

const distinct = kept((types: readonly string[]): ReadonlySet<string> => new Set(types))

const page = async (dependencies: Needed, asked: Asked): Promise<ListResponse> => {
  const { plan, query, paging } = asked
  // Snapshots hold no sort keys: which page comes after a key that is gone by now, none of them could tell.
  const needsKeys = paging.kind === 'cursor' && plan.sort !== undefined
  const list = needsKeys ? await sortedList(dependencies, asked) : await keptList(dependencies, asked)
  const { from, to, place } = paging.cut(list)
  const ids = idsIn(list, from, to)
  const entries = inOrder(await fetchEntries(dependencies, plan, ids), ids)
  const resources = await show(dependencies, entries, { plan, query })
  return listResponse(resources, { totalResults: list.total, ...place })
}

const keptList = async (dependencies: Needed, { scope, plan, paging: { isFirst, seen } }: Asked): Promise<Listed> => {
  // A lock ends without a write.
  const endsByItself = plan.scan.rules.some(({ needs }) => needs === 'passwordPolicy')
  const mark = isFirst && !endsByItself ? await changeMark(dependencies.directory, plan) : undefined
  const { total, ids, name } = await dependencies.snapshots.of(keyOf(scope, plan), { isFirst, mark, seen }, () =>
    scan(dependencies, plan),
  )
  return { total, positionAt: (index) => ({ id: ids(index, index + 1)[0] as ResourceId }), snapshot: name }
}

const sortedList = async (dependencies: Needed, { plan, paging }: Asked): Promise<Listed> => {
  const matches: Match[] = []
  for await (const some of matchesOf(dependencies, plan)) for (const match of some) matches.push(match)
  return listed(matches.sort(paging.compare))
}

const idsIn = (list: Listed, from: number, to: number): readonly ResourceId[] =>
  Array.from({ length: to - from }, (_, at) => list.positionAt(from + at).id as ResourceId)

/** An entry that went since the snapshot is left out: the page is shorter, never wrong. */
export const fetchEntries = (
  { directory }: Pick<Dependencies, 'directory'>,
  { mapping, fetch }: SearchPlan,
  ids: readonly ResourceId[],
) =>
  inBatches(ids, { size: 100, concurrency: 2 }, (some) =>
    entriesOf(directory, mapping, {
      where: or(...some.map((id) => equal('entryUUID', id))),
      types: fetch.types,
    }),
  )

export const inOrder = (entries: readonly Entry[], ids: readonly string[]): readonly Entry[] => {
  const byId = new Map(entries.map((entry) => [idOf(entry) as string, entry]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

export const show = async (
  dependencies: Dependencies,
  entries: readonly Entry[],
  { plan, query }: { readonly plan: SearchPlan; readonly query: Query },
): Promise<readonly Resource[]> => {
  const presentation = { mapping: plan.mapping, reading: plan.fetch, projection: query.projection }
  return (await presentAll(dependencies, entries, presentation)).map(({ resource }) => resource)
}

/** Everything that decides which ids come in which order, and for whom. */
const keyOf = ({ tenant, client, eyes }: Scope, { mapping, places, filter, residual, sort }: SearchPlan): string =>
  JSON.stringify([
    tenant,
    client,
    eyes ?? null,
    mapping.resourceType.name,
    places.map(({ base, scope }) => [base, scope]),
    printLdapFilter(filter),
    residual === undefined ? null : printFilter(unresolved(residual)),
    sort === undefined
      ? null
      : [sort.path.extension?.id, sort.path.attribute.name, sort.path.subAttribute?.name, sort.order],
  ])
