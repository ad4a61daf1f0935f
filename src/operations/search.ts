/** search: a page of the resources that match a query, with the true total. RFC 7644 §3.4.2 */
import type { Entry } from '../ldap/entry.ts'
import { and, equal, or, printFilter as printLdapFilter } from '../ldap/filter.ts'
import { idOf } from '../mapping/identity.ts'
import { planSearch, type SearchPlan } from '../mapping/plan-search.ts'
import { printFilter, unresolved } from '../scim/filter/print.ts'
import type { Resource, ResourceId } from '../scim/resource/resource.ts'
import { type ListResponse, listResponse } from '../scim/search/list-response.ts'
import { windowOf } from '../scim/search/page.ts'
import type { Query } from '../scim/search/query.ts'
import { inBatches } from './batches.ts'
import { changeMark } from './change-mark.ts'
import { type Dependencies, mappingOf } from './dependencies.ts'
import { knownFor } from './lookup.ts'
import type { ReadOperations } from './operations.ts'
import { presentAll } from './present.ts'
import { matching, scan } from './scan.ts'
import type { Scope } from './scope.ts'
import type { Snapshots } from './snapshot.ts'

type Needed = Dependencies & { readonly snapshots: Snapshots }

export const createSearch =
  (dependencies: Needed): ReadOperations['search'] =>
  async (scope, resourceType, query) => {
    const mapping = mappingOf(dependencies, resourceType)
    const known = await knownFor(dependencies, query.filter, mapping)
    const plan = planSearch(mapping, query, known)
    dependencies.observe({
      kind: 'search-planned',
      resourceType: resourceType.name,
      exact: plan.residual === undefined,
      lookup: plan.kind === 'lookup',
    })
    if (plan.isEmpty) return listResponse([], { totalResults: 0, startIndex: query.page.startIndex })
    return plan.kind === 'lookup' ? lookUp(dependencies, plan, query) : page(dependencies, { scope, plan, query })
  }

/** A handful of matches: one search reads them whole, nothing is kept. */
const lookUp = async (dependencies: Needed, plan: SearchPlan, query: Query): Promise<ListResponse> => {
  const { base, scope } = plan.mapping
  const types = [...new Set([...plan.scan.types, ...plan.fetch.types])]
  const entries = await dependencies.directory.search({ base, scope, filter: plan.filter, types })
  const order = await matching(dependencies, plan, entries)
  const { from, to } = windowOf(order.length, query.page)
  const resources = await show(dependencies, inOrder(entries, order.slice(from, to)), { plan, query })
  return listResponse(resources, { totalResults: order.length, startIndex: query.page.startIndex })
}

const page = async (
  dependencies: Needed,
  { scope, plan, query }: { readonly scope: Scope; readonly plan: SearchPlan; readonly query: Query },
): Promise<ListResponse> => {
  const isFirst = query.page.startIndex === 1 || query.page.count === 0
  const mark = isFirst ? await changeMark(dependencies.directory, plan) : undefined
  const snapshot = await dependencies.snapshots.of(keyOf(scope, plan), { isFirst, mark }, () =>
    scan(dependencies, plan),
  )
  const { from, to } = windowOf(snapshot.total, query.page)
  const ids = snapshot.ids(from, to)
  const entries = inOrder(await fetchEntries(dependencies, plan, ids), ids)
  const resources = await show(dependencies, entries, { plan, query })
  return listResponse(resources, { totalResults: snapshot.total, startIndex: query.page.startIndex })
}

/** An entry that went since the snapshot is left out: the page is shorter, never wrong. */
export const fetchEntries = ({ directory }: Pick<Dependencies, 'directory'>, { mapping, fetch }: SearchPlan, ids: readonly ResourceId[]) =>
  inBatches(ids, { size: 100, concurrency: 2 }, (some) => {
    const filter = and(mapping.entryFilter, or(...some.map((id) => equal('entryUUID', id))))
    return directory.search({ base: mapping.base, scope: mapping.scope, filter, types: fetch.types })
  })

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
const keyOf = ({ tenant, client }: Scope, { mapping, filter, residual, sort }: SearchPlan): string =>
  JSON.stringify([
    tenant,
    client,
    mapping.resourceType.name,
    printLdapFilter(filter),
    residual === undefined ? null : printFilter(unresolved(residual)),
    sort === undefined
      ? null
      : [sort.path.extension?.id, sort.path.attribute.name, sort.path.subAttribute?.name, sort.order],
  ])
