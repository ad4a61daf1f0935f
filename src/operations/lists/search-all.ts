/** searchAll: a page of the resources of several types that match a query. RFC 7644 §3.4.2.1, §3.4.3 */
import { planSearch, type SearchPlan } from '../../mapping/plan-search.ts'
import type { Printed } from '../../scim/resource/printed.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { listResponse } from '../../scim/search/list-response.ts'
import type { Position } from '../../scim/search/position.ts'
import type { TypeQuery } from '../../scim/search/root-query.ts'
import { type Dependencies, mappingOf } from '../dependencies.ts'
import type { ReadOperations } from '../operations.ts'
import { knownFor } from '../references/lookup.ts'
import { listed, pagingOf } from './paging.ts'
import { readableRootQuery } from './readable-query.ts'
import { matchesOf } from './scan.ts'
import { showByIds } from './show.ts'

/** Each type is scanned afresh for each page: nobody walks through a whole directory by way of its root. */
export const createSearchAll =
  (dependencies: Dependencies): ReadOperations['searchAll'] =>
  async (scope, query) => {
    const { parts } = readableRootQuery(query, (part) => mappingOf(dependencies, part.resourceType))
    const paging = pagingOf(dependencies, scope, query)
    const found = (await Promise.all(parts.map((part) => matchesIn(dependencies, part)))).flat()
    found.sort((a, b) => paging.compare(a.position, b.position))
    const { from, to, place } = paging.cut(listed(found.map(({ position }) => position)))
    const shown = await showAll(dependencies, found.slice(from, to))
    const resources = found
      .slice(from, to)
      .map(({ position }) => shown.get(position.id))
      .filter((printed) => printed !== undefined)
    return listResponse(resources, { totalResults: found.length, ...place })
  }

interface Found {
  readonly position: Position
  readonly part: TypeQuery
  readonly plan: SearchPlan
}

const matchesIn = async (dependencies: Dependencies, part: TypeQuery): Promise<readonly Found[]> => {
  const mapping = mappingOf(dependencies, part.resourceType)
  const plan = planSearch(mapping, part.query, await knownFor(dependencies, part.query.filter, mapping))
  const found: Found[] = []
  if (plan.isEmpty) return found
  for await (const positions of matchesOf(dependencies, plan)) {
    for (const position of positions) found.push({ position, part, plan })
  }
  return found
}

/** By id; one search for the matches of each type. */
const showAll = async (dependencies: Dependencies, found: readonly Found[]): Promise<ReadonlyMap<string, Printed>> => {
  const plans = new Map(found.map(({ plan, part }) => [plan, part]))
  const shown = await Promise.all(
    [...plans].map(([plan, { query }]) => {
      const ids = found.filter((each) => each.plan === plan).map(({ position }) => position.id as ResourceId)
      return showByIds(dependencies, ids, { plan, query })
    }),
  )
  return new Map(shown.flat().map(({ id, printed }) => [id, printed]))
}
