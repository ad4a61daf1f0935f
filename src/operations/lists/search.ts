/** search: a page of the resources that match a query, with the true total. RFC 7644 §3.4.2 */
import { printFilter as printLdapFilter } from '../../ldap/filter.ts'
import { planSearch, type SearchPlan } from '../../mapping/plan-search.ts'
import { printFilter, unresolved } from '../../scim/filter/print.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { type ListResponse, listResponse } from '../../scim/search/list-response.ts'
import { type Dependencies, mappingOf } from '../dependencies.ts'
import type { ReadOperations } from '../operations.ts'
import { knownFor } from '../references/lookup.ts'
import type { Scope } from '../scope.ts'
import { changeMark } from './change-mark.ts'
import type { Gate } from './gate.ts'
import { idsIn, type LookUp, lookUp, lookUpFew } from './look-up.ts'
import { type Listed, listed, pagingOf } from './paging.ts'
import { refuseUnreadable } from './readable-query.ts'
import { type Match, matchesOf, scan } from './scan.ts'
import { printedOf, showByIds } from './show.ts'
import type { Snapshots } from './snapshot.ts'

type Needed = Dependencies & { readonly snapshots: Snapshots; readonly fewAtOnce: Gate }

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
    const asked = { plan, query, paging }
    return plan.kind === 'lookup'
      ? lookUp(dependencies, asked)
      : page(dependencies, { ...asked, key: keyOf(scope, plan) })
  }

interface Asked extends LookUp {
  /** Of the ids that are kept. */
  readonly key: string
}

const page = async (dependencies: Needed, asked: Asked): Promise<ListResponse> => {
  const { plan, query, paging } = asked
  const fewFound = await ifFew(dependencies, asked)
  if (fewFound !== undefined) return fewFound
  // Snapshots hold no sort keys: which page comes after a key that is gone by now, none of them could tell.
  const needsKeys = paging.kind === 'cursor' && plan.sort !== undefined
  const list = needsKeys ? await sortedList(dependencies, asked) : await keptList(dependencies, asked)
  const { from, to, place } = paging.cut(list)
  const shown = await showByIds(dependencies, idsIn(list, from, to), { plan, query })
  return listResponse(shown.map(printedOf), { totalResults: list.total, ...place })
}

/** Where ids are kept there were more than a few. */
const ifFew = async (dependencies: Needed, { key, ...asked }: Asked): Promise<ListResponse | undefined> =>
  asked.plan.kind !== 'few' || dependencies.snapshots.has(key)
    ? undefined
    : dependencies.fewAtOnce(() => lookUpFew(dependencies, asked))

const keptList = async (dependencies: Needed, { key, plan, paging: { isFirst, seen } }: Asked): Promise<Listed> => {
  // A lock ends without a write.
  const endsByItself = plan.scan.rules.some(({ needs }) => needs === 'passwordPolicy')
  const mark = isFirst && !endsByItself ? await changeMark(dependencies.directory, plan) : undefined
  const { total, ids, name } = await dependencies.snapshots.of(key, { isFirst, mark, seen }, () =>
    scan(dependencies, plan),
  )
  return { total, positionAt: (index) => ({ id: ids(index, index + 1)[0] as ResourceId }), snapshot: name }
}

const sortedList = async (dependencies: Needed, { plan, paging }: Asked): Promise<Listed> => {
  const matches: Match[] = []
  for await (const some of matchesOf(dependencies, plan)) for (const match of some) matches.push(match)
  return listed(matches.sort(paging.compare))
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
